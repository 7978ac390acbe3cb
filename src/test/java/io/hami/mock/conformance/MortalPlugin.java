package io.hami.mock.conformance;

import io.hami.mock.kubelet.Advertiser;
import io.hami.mock.model.ResourceName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The kubelet package in a process of its own, which a test kills. */
final class MortalPlugin {
  private MortalPlugin() {}

  /** Starts a process that advertises {@code units} of {@code name} until it is killed. */
  static Process start(Path directory, ResourceName name, int units) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-cp",
            System.getProperty("java.class.path"),
            MortalPlugin.class.getName(),
            directory.toString(),
            name.toString(),
            Integer.toString(units))
        .inheritIO()
        .start();
  }

  public static void main(String[] args) throws InterruptedException {
    try (Advertiser plugin = Advertiser.ofANode(Path.of(args[0]))) {
      plugin.advertise(ResourceName.parse(args[1]), Integer.parseInt(args[2]));
      new CountDownLatch(1).await();
    }
  }
}
