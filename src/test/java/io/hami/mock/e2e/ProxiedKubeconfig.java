package io.hami.mock.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** The environment's kubeconfig for a plugin that is to come another way. */
final class ProxiedKubeconfig {
  private ProxiedKubeconfig() {}

  /** Where the API server is. */
  static URI server() {
    return URI.create(
        LiveNode.kubectl(
                "config", "view", "--minify", "-o", "jsonpath={.clusters[0].cluster.server}")
            .strip());
  }

  /** A file that says {@code address} in its place. */
  static Path through(String address) throws IOException {
    Path file = Files.createTempFile("proxied", ".kubeconfig");
    return Files.writeString(
        file,
        LiveNode.kubectl("config", "view", "--minify", "--raw")
            .replace(server().toString(), address));
  }
}
