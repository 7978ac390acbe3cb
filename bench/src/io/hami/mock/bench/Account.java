package io.hami.mock.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubernetes.client.util.KubeConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whom binaries sign in as: the service account of k8s-mock-rbac.yaml with a token, as in a pod, or
 * an administrator, whose client certificate costs a start other things.
 */
final class Account implements AutoCloseable {
  private static final String PATH =
      "/api/v1/namespaces/kube-system/serviceaccounts/hami-mock-device-plugin";
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private final Path kubeconfig;

  private Account(Path kubeconfig) {
    this.kubeconfig = kubeconfig;
  }

  /**
   * Signs the service account in at the cluster that {@code administrator}, a kubeconfig, is for.
   *
   * @throws IOException also where the cluster does not have the account
   */
  static Account service(ApiServer server, Path administrator) throws IOException {
    KubeConfig cluster;
    try (BufferedReader reader = Files.newBufferedReader(administrator)) {
      cluster = KubeConfig.loadKubeConfig(reader);
    }
    String token;
    try {
      token = server.token(PATH);
    } catch (IOException failure) {
      throw new IOException("no token; has k8s-mock-rbac.yaml been applied? " + failure, failure);
    }
    String authority = cluster.getCertificateAuthorityFile();
    Map<String, Object> file =
        Map.of(
            "apiVersion",
            "v1",
            "kind",
            "Config",
            "current-context",
            "pod",
            "clusters",
            List.of(
                Map.of(
                    "name",
                    "cluster",
                    "cluster",
                    Map.of(
                        "server",
                        cluster.getServer(),
                        authority == null ? "certificate-authority-data" : "certificate-authority",
                        authority == null ? cluster.getCertificateAuthorityData() : authority))),
            "users",
            List.of(Map.of("name", "account", "user", Map.of("token", token))),
            "contexts",
            List.of(
                Map.of("name", "pod", "context", Map.of("cluster", "cluster", "user", "account"))));
    Path path = Files.createTempFile("bench", ".kubeconfig", OWNER_ONLY);
    // JSON is YAML.
    new ObjectMapper().writeValue(path.toFile(), file);
    return new Account(path);
  }

  /** Whoever {@code administrator}, a kubeconfig, says. */
  static Account copied(Path administrator) throws IOException {
    Path path = Files.createTempFile("bench", ".kubeconfig", OWNER_ONLY);
    Files.write(path, Files.readAllBytes(administrator));
    return new Account(path);
  }

  Path kubeconfig() {
    return kubeconfig;
  }

  /** Forgets a token; the cluster does after an hour. */
  @Override
  public void close() throws IOException {
    Files.deleteIfExists(kubeconfig);
  }
}
