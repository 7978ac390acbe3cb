package io.hami.mock.kubelet;

import io.hami.mock.port.Publication.Traffic;

/** Counts messages and calls between one endpoint and the kubelet. Runs on the loop. */
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

  /** All counts, with the size of {@code frame} as the size of the list. */
  Traffic traffic(Frame frame) {
    return new Traffic(frame.size(), sends, registrations, allocations);
  }
}
