package io.hami.mock.app;

import io.hami.mock.cluster.NodeName;
import io.hami.mock.config.SeedNames;
import io.hami.mock.kubelet.KubeletDirectory;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Entry point. */
public final class Main {
  private Main() {}

  static void main(String[] args) throws InterruptedException {
    Plugin plugin =
        Plugin.onNode(
            SeedNames.DEFAULTS,
            new KubeletDirectory(Path.of("/var/lib/kubelet/device-plugins")),
            new NodeName("node1"),
            Optional.of(Path.of("/tmp/kube/admin.conf")));
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  plugin.close();
                  Runtime.getRuntime().halt(0);
                }));
    new CountDownLatch(1).await();
  }
}
