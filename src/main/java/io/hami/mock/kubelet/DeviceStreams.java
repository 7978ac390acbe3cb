package io.hami.mock.kubelet;

import io.grpc.ServerCall;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Loop;
import io.hami.mock.v1beta1.Empty;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open ListAndWatch streams of one registration; a kubelet opens one. Everything but {@link
 * #open} runs on the loop.
 */
final class DeviceStreams {
  private static final Logger log = LoggerFactory.getLogger(DeviceStreams.class);

  private final ResourceName name;
  private final Loop loop;
  private final Supplier<Frame> frame;
  private final Listener listener;
  private final List<DeviceStream> streams = new ArrayList<>();

  /**
   * Is told, on the loop, of streams that open, send or end. Streams that {@link #end} ends are not
   * reported.
   */
  interface Listener {
    void opened(DeviceStreams among, DeviceStream stream);

    /** A stream has sent the list that it had. */
    void sent();

    /**
     * The kubelet has ended a stream.
     *
     * @param lived how long it was open
     */
    void ended(DeviceStreams among, Duration lived);
  }

  /**
   * @param frame the first frame of a new stream
   */
  DeviceStreams(ResourceName name, Loop loop, Supplier<Frame> frame, Listener listener) {
    this.name = name;
    this.loop = loop;
    this.frame = frame;
    this.listener = listener;
  }

  /** Opens a stream for a call, on the transport's thread. */
  DeviceStream open(ServerCall<Empty, Frame> call) {
    DeviceStream stream =
        new DeviceStream(
            call,
            frame.get(),
            new DeviceStream.Listener() {
              @Override
              public void sent(DeviceStream by, Frame sent) {
                log.debug(
                    "{}: sent {} units in {} bytes", name, sent.listing().listed(), sent.size());
                loop.execute(listener::sent);
              }

              @Override
              public void ended(DeviceStream by) {
                loop.execute(() -> DeviceStreams.this.ended(by));
              }
            },
            loop.nanoTime());
    loop.execute(() -> opened(stream));
    return stream;
  }

  private void opened(DeviceStream stream) {
    streams.add(stream);
    listener.opened(this, stream);
  }

  private void ended(DeviceStream stream) {
    if (streams.remove(stream)) {
      listener.ended(this, Duration.ofNanos(loop.nanoTime() - stream.openedAt()));
    }
  }

  boolean isEmpty() {
    return streams.isEmpty();
  }

  int count() {
    return streams.size();
  }

  /** Sends {@code next} on every open stream. */
  void show(Frame next) {
    streams.forEach(stream -> stream.show(next));
  }

  /** Whether the newest list is sent on every open stream. */
  boolean isTold() {
    return streams.stream().allMatch(DeviceStream::isTold);
  }

  /** Ends all streams with status OK. */
  void end() {
    List<DeviceStream> ending = List.copyOf(streams);
    streams.clear();
    ending.forEach(DeviceStream::end);
  }
}
