package io.hami.mock.kubelet;

import io.hami.mock.port.Publication.Traffic;

/** Counts what passes between one endpoint and the kubelet; on the loop. */
final class TrafficMeter {
  private long sends;
  private long registrations;
  private long allocations;

  void sent() {
    sends++;
  }

  void registered() {
    registrations++;
  }

  void allocated() {
    allocations++;
  }

  /** All of it, with {@code frame} as the list. */
  Traffic traffic(Frame frame) {
    return new Traffic(frame.size(), sends, registrations, allocations);
  }
}
