package io.hami.mock.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The environment's kubeconfig, changed so that a plugin connects through a proxy. */
final class ProxiedKubeconfig {
  private ProxiedKubeconfig() {}

  /** The address of the API server. */
  static URI server() {
    return URI.create(
        LiveNode.kubectl(
                "config", "view", "--minify", "-o", "jsonpath={.clusters[0].cluster.server}")
            .strip());
  }

  /** A kubeconfig with {@code address} instead. */
  static Path through(String address) throws IOException {
    Path file = Files.createTempFile("proxied", ".kubeconfig");
    return Files.writeString(
        file,
        LiveNode.kubectl("config", "view", "--minify", "--raw")
            .replace(server().toString(), address));
  }
}
