package io.hami.mock.kubelet;

import java.time.Duration;

/**
 * Times and deadlines between a plugin and a kubelet.
 *
 * @param registerDeadline of a Register call; covers the 10 s in which a kubelet dials the plugin
 *     (docs/kubelet.md 1.4)
 * @param listDeadline from a successful Register to the kubelet's ListAndWatch call; in a kubelet
 *     before 1.25 a dial fails silently, after 10 s
 * @param lateListDeadline the same if Register was not answered in time: a busy kubelet still
 *     processes the registration later, though its caller has stopped waiting (docs/kubelet.md 1.4)
 * @param settle how long surplus units stay listed as unhealthy before they are dropped
 *     (docs/kubelet.md 4.6)
 * @param statusPeriod one status period of the kubelet (10 s and its jitter); an empty list stays
 *     that long before its socket closes
 * @param streamPause between the end of a stream and the next Register with the same kubelet, if
 *     they must not overlap (docs/kubelet.md 1.5)
 * @param allocatePatience how long an Allocate may wait for a container's environment; a kubelet
 *     sets no deadline and admits no pod of the node meanwhile (docs/kubelet.md 4.6)
 * @param firstRetry the wait after a first failure; doubles up to {@code lastRetry}
 * @param lastRetry the longest wait between two attempts
 */
record Timings(
    Duration registerDeadline,
    Duration listDeadline,
    Duration lateListDeadline,
    Duration settle,
    Duration statusPeriod,
    Duration streamPause,
    Duration allocatePatience,
    Duration firstRetry,
    Duration lastRetry) {
  static final Timings STANDARD =
      new Timings(
          Duration.ofSeconds(15),
          Duration.ofSeconds(12),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(12),
          Duration.ofMillis(250),
          Duration.ofSeconds(5),
          Duration.ofMillis(10),
          Duration.ofSeconds(15));
}
