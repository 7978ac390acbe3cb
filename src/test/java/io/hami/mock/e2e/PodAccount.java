package io.hami.mock.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** The shipped service account, and the files of it that a pod has. */
final class PodAccount implements AutoCloseable {
  private static final String RIGHTS = "k8s-mock-rbac.yaml";
  private static final String NAME = "hami-mock-device-plugin";
  private static final String REQUEST =
      """
      {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}}
      """;

  private final Path directory;

  private PodAccount(Path directory) {
    this.directory = directory;
  }

  /** Applies the rights and requests a token. */
  static PodAccount create() throws IOException {
    PodAccount account = new PodAccount(Files.createTempDirectory("account"));
    account.grant();
    Files.write(
        account.directory.resolve("ca.crt"),
        Base64.getDecoder()
            .decode(
                LiveNode.read(
                        LiveNode.kubectl("config", "view", "--flatten", "-o", "json", "--raw"))
                    .at("/clusters/0/cluster/certificate-authority-data")
                    .asText()));
    Files.writeString(account.directory.resolve("namespace"), "kube-system");
    account.renew();
    return account;
  }

  /** Grants the account the shipped rights; creates it again if it is missing. */
  void grant() {
    LiveNode.kubectl("apply", "-f", RIGHTS);
  }

  void takeRights() {
    LiveNode.kubectl("delete", "clusterrolebinding", NAME);
  }

  /** Invalidates every token of the account. */
  void delete() {
    LiveNode.kubectl("-n", "kube-system", "delete", "serviceaccount", NAME);
  }

  String token() throws IOException {
    return Files.readString(file());
  }

  private Path file() {
    return directory.resolve("token");
  }

  /** Replaces the token by a new one, as a kubelet does from time to time. */
  void renew() throws IOException {
    Path request = Files.writeString(directory.resolve("request"), REQUEST);
    String at = "/api/v1/namespaces/kube-system/serviceaccounts/" + NAME + "/token";
    String answer = LiveNode.kubectl("create", "--raw", at, "-f", request.toString());
    Files.writeString(file(), LiveNode.read(answer).at("/status/token").asText());
  }

  /** Starts a plugin with this account as in a pod, with the API server on a port of loopback. */
  List<String> wrapper(int port) {
    return List.of(
        "env",
        "--unset=KUBECONFIG",
        "HOME=/none",
        "KUBERNETES_SERVICE_HOST=127.0.0.1",
        "KUBERNETES_SERVICE_PORT=" + port,
        "unshare",
        "--mount",
        "sh",
        "-c",
        """
        mount -t tmpfs secrets /run && mkdir -p /run/secrets/kubernetes.io \
          && ln -s "$0" /run/secrets/kubernetes.io/serviceaccount && exec "$@"
        """,
        directory.toString());
  }

  /** Removes the account, its rights and the files. */
  @Override
  public void close() throws IOException {
    LiveNode.kubectl("delete", "-f", RIGHTS, "--ignore-not-found");
    for (String file : List.of("ca.crt", "namespace", "request", "token")) {
      Files.deleteIfExists(directory.resolve(file));
    }
    Files.delete(directory);
  }
}
