package io.hami.mock.simulator;

import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.ConnectivityState;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.hami.mock.v1beta1.DevicePluginGrpc;
import io.hami.mock.v1beta1.DevicePluginOptions;
import io.hami.mock.v1beta1.Empty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One registration's connection to its plugin. All methods but {@link #plugin()} are called on the
 * kubelet's thread, and call back on it.
 */
final class PluginConnection {
  private final String resource;
  private final Path socket;
  private final ManagedChannel channel;
  private final KubeletThreads threads;
  private final MethodDescriptor<Empty, DeviceListReader.Message> listAndWatch;
  private boolean dialled;
  private @Nullable DeviceStream stream;

  PluginConnection(
      String resource, Path socket, Sockets sockets, Release release, KubeletThreads threads) {
    this.resource = resource;
    this.socket = socket;
    this.channel = sockets.channel(socket, release);
    this.threads = threads;
    this.listAndWatch =
        DevicePluginGrpc.getListAndWatchMethod().toBuilder(
                DevicePluginGrpc.getListAndWatchMethod().getRequestMarshaller(),
                new DeviceListReader(release))
            .build();
  }

  /** Receives the results of a ListAndWatch call: any number of messages, then one end. */
  interface Watcher {
    void received(DeviceListReader.Message message);

    void ended(Status status);
  }

  String resource() {
    return resource;
  }

  Path socket() {
    return socket;
  }

  /**
   * Connects, with new attempts after about 1 s, 1.6 s and so on, until the plugin has answered in
   * HTTP/2, {@code limit} is over, or the caller has given up (docs/kubelet.md 1.4, 2.1).
   *
   * @param done called once, with the reason for a failure or with nothing
   */
  void dial(Duration limit, Context caller, Consumer<Optional<String>> done) {
    new Dial(caller, done).start(limit);
  }

  /** Asks for the plugin's options under the caller's deadline. */
  void options(Context caller, Consumer<DevicePluginOptions> done, Consumer<Status> failed) {
    caller.run(
        () ->
            DevicePluginGrpc.newStub(channel)
                .getDevicePluginOptions(
                    Empty.getDefaultInstance(),
                    new StreamObserver<>() {
                      @Override
                      public void onNext(DevicePluginOptions options) {
                        // What follows must not end with the caller's deadline.
                        Context.ROOT.run(() -> done.accept(options));
                      }

                      @Override
                      public void onError(Throwable error) {
                        failed.accept(Status.fromThrowable(error));
                      }

                      @Override
                      public void onCompleted() {}
                    }));
  }

  /** Opens the stream: once for each connection, without a deadline (docs/kubelet.md 2.2). */
  void watch(BooleanSupplier reading, Watcher watcher) {
    Context.ROOT.run(
        () -> {
          DeviceStream opened =
              new DeviceStream(
                  channel.newCall(listAndWatch, CallOptions.DEFAULT), reading, watcher);
          stream = opened;
          opened.open();
        });
  }

  /** Reads again after a pause. */
  void resume() {
    if (stream instanceof DeviceStream open) {
      open.resume();
    }
  }

  /** Cancels the stream but keeps the connection. */
  void cancelStream() {
    if (stream instanceof DeviceStream open) {
      open.cancel();
    }
  }

  /** A stub for the unary calls, which have no deadline either (docs/kubelet.md 2.1). */
  DevicePluginGrpc.DevicePluginBlockingStub plugin() {
    return DevicePluginGrpc.newBlockingStub(channel);
  }

  /** Closes an established connection; one that is still being dialled is not closed. */
  void disconnect() {
    if (dialled) {
      close();
    }
  }

  void close() {
    channel.shutdownNow();
  }

  private final class Dial implements Context.CancellationListener {
    private final Context caller;
    private final Consumer<Optional<String>> done;
    private boolean over;
    private @Nullable Future<?> timer;

    Dial(Context caller, Consumer<Optional<String>> done) {
      this.caller = caller;
      this.done = done;
    }

    void start(Duration limit) {
      caller.addListener(this, threads.work());
      timer =
          threads
              .work()
              .schedule(
                  () -> finish(Optional.of("context deadline exceeded")),
                  limit.toNanos(),
                  TimeUnit.NANOSECONDS);
      follow();
    }

    private void follow() {
      ConnectivityState state = channel.getState(true);
      switch (state) {
        case READY -> finish(Optional.empty());
        case SHUTDOWN -> finish(Optional.of("context canceled"));
        case IDLE, CONNECTING, TRANSIENT_FAILURE -> {
          if (!over) {
            channel.notifyWhenStateChanged(state, this::follow);
          }
        }
      }
    }

    @Override
    public void cancelled(Context context) {
      finish(
          Optional.of(
              context.cancellationCause() instanceof TimeoutException
                  ? "context deadline exceeded"
                  : "context canceled"));
    }

    private void finish(Optional<String> failure) {
      if (over) {
        return;
      }
      over = true;
      caller.removeListener(this);
      if (timer instanceof Future<?> running) {
        running.cancel(false);
      }
      dialled = failure.isEmpty();
      if (!dialled) {
        close();
      }
      done.accept(failure);
    }
  }

  private static final class DeviceStream extends ClientCall.Listener<DeviceListReader.Message> {
    private final ClientCall<Empty, DeviceListReader.Message> call;
    private final BooleanSupplier reading;
    private final Watcher watcher;
    private boolean waiting;

    DeviceStream(
        ClientCall<Empty, DeviceListReader.Message> call,
        BooleanSupplier reading,
        Watcher watcher) {
      this.call = call;
      this.reading = reading;
      this.watcher = watcher;
    }

    void open() {
      call.start(this, new Metadata());
      next();
      call.sendMessage(Empty.getDefaultInstance());
      call.halfClose();
    }

    void resume() {
      if (waiting) {
        next();
      }
    }

    void cancel() {
      call.cancel("the simulated kubelet closes this stream", null);
    }

    @Override
    public void onMessage(DeviceListReader.Message message) {
      watcher.received(message);
      next();
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
      watcher.ended(status);
    }

    private void next() {
      waiting = !reading.getAsBoolean();
      if (!waiting) {
        call.request(1);
      }
    }
  }
}
