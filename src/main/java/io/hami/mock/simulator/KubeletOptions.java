package io.hami.mock.simulator;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How an embedded kubelet is set up.
 *
 * @param directory where {@code kubelet.sock}, the plugins' sockets and the checkpoint are
 * @param release the release whose behaviour it has
 * @param gracePeriod how long a resource without a stream stays on the Node as N/0; 5 minutes in a
 *     real kubelet
 * @param dialTimeout how long it tries to dial a registered plugin; 10 seconds in a real kubelet
 */
public record KubeletOptions(
    Path directory, Release release, Duration gracePeriod, Duration dialTimeout) {
  public KubeletOptions {
    directory = directory.toAbsolutePath().normalize();
  }

  /** A kubelet with the times of a real one. */
  public static KubeletOptions of(Path directory, Release release) {
    return new KubeletOptions(directory, release, Duration.ofMinutes(5), Duration.ofSeconds(10));
  }

  public KubeletOptions withGracePeriod(Duration period) {
    return new KubeletOptions(directory, release, period, dialTimeout);
  }

  public KubeletOptions withDialTimeout(Duration timeout) {
    return new KubeletOptions(directory, release, gracePeriod, timeout);
  }

  /** The registration socket. */
  public Path socket() {
    return directory.resolve("kubelet.sock");
  }
}
