package io.hami.mock.kubelet;

import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import io.hami.mock.v1beta1.Empty;
import org.jspecify.annotations.Nullable;

/**
 * One ListAndWatch call. It sends a frame only if that differs from the last one sent, and only
 * when the kubelet has read the one before. A kubelet that reads slowly therefore skips
 * intermediate lists, costs no memory, and always ends with the newest list.
 */
final class DeviceStream extends ServerCall.Listener<Empty> {
  private final ServerCall<Empty, Frame> call;
  private final Listener listener;
  private final long openedAt;
  private Frame latest;
  private @Nullable Frame sent;
  private boolean ended;

  /** Is told of a stream's events, on a thread of the transport. */
  interface Listener {
    void sent(DeviceStream stream, Frame frame);

    void ended(DeviceStream stream);
  }

  DeviceStream(ServerCall<Empty, Frame> call, Frame first, Listener listener, long openedAt) {
    this.call = call;
    this.latest = first;
    this.listener = listener;
    this.openedAt = openedAt;
  }

  void open() {
    call.sendHeaders(new Metadata());
    call.request(2);
  }

  /** The loop's time at which the kubelet called. */
  long openedAt() {
    return openedAt;
  }

  /** Makes {@code frame} the newest list; sends it as soon as the kubelet can take it. */
  synchronized void show(Frame frame) {
    latest = frame;
    push();
  }

  /** Whether the newest list is sent. */
  synchronized boolean isTold() {
    return ended || sent == latest;
  }

  /**
   * Ends the stream with status OK; the kubelet then takes the units as unhealthy until the next
   * registration.
   */
  synchronized void end() {
    if (!ended) {
      ended = true;
      call.close(Status.OK, new Metadata());
    }
  }

  private synchronized void push() {
    if (ended || sent == latest || !call.isReady()) {
      return;
    }
    sent = latest;
    call.sendMessage(latest);
    listener.sent(this, latest);
  }

  @Override
  public void onHalfClose() {
    push();
  }

  @Override
  public void onReady() {
    push();
  }

  @Override
  public void onCancel() {
    over();
  }

  @Override
  public void onComplete() {
    over();
  }

  private void over() {
    synchronized (this) {
      ended = true;
    }
    listener.ended(this);
  }
}
