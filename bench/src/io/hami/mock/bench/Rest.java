package io.hami.mock.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * What a minute costs in which nothing happens.
 *
 * @param kubeletCpu seconds of it
 * @param kubeletBytes that it writes to disk
 * @param requests that the API server serves, such as a device plugin makes
 */
record Rest(double kubeletCpu, double kubeletBytes, double requests, Optional<Own> own) {
  /** What the plugin itself takes, at the end of it. */
  record Own(double cpu, ProcessFigures.Memory memory, long threads) {}

  static Rest watch(
      Kubelet kubelet, ApiServer server, Optional<RunningPlugin> plugin, Duration idle)
      throws IOException, InterruptedException {
    Reading before = Reading.take(kubelet, server, plugin);
    Thread.sleep(idle);
    Reading after = Reading.take(kubelet, server, plugin);
    double minutes = (after.at - before.at) / (double) Duration.ofMinutes(1).toNanos();
    Optional<Own> own = Optional.empty();
    if (plugin.isPresent()) {
      ProcessFigures figures = plugin.get().figures();
      own =
          Optional.of(
              new Own(
                  (after.ownCpu - before.ownCpu) / minutes, figures.memory(), figures.threads()));
    }
    return new Rest(
        (after.kubeletCpu - before.kubeletCpu) / minutes,
        (after.kubeletBytes - before.kubeletBytes) / minutes,
        (after.requests - before.requests) / minutes,
        own);
  }

  private record Reading(
      long at, double requests, double kubeletCpu, long kubeletBytes, double ownCpu) {
    private static Reading take(Kubelet kubelet, ApiServer server, Optional<RunningPlugin> plugin)
        throws IOException {
      double requests = server.requests();
      ProcessFigures process = kubelet.process();
      return new Reading(
          System.nanoTime(),
          requests,
          process.cpuSeconds(),
          process.bytesWritten(),
          plugin.isPresent() ? plugin.get().figures().cpuSeconds() : 0);
    }
  }
}
