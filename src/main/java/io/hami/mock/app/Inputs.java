package io.hami.mock.app;

import io.hami.mock.cli.BadInput;
import io.hami.mock.cli.ConfigOptions;
import io.hami.mock.cli.Options;
import io.hami.mock.cli.ReadConfiguration;
import io.hami.mock.cluster.NodeName;
import io.hami.mock.cluster.SignIn;
import io.hami.mock.kubelet.KubeletDirectory;
import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files that the options name, read and checked; each problem ends the start with a message.
 */
final class Inputs {
  private static final Path SERVICE_ACCOUNT =
      Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  private Inputs() {}

  static NodeName nodeName(Options options) throws BadInput {
    return options
        .nodeName()
        .map(NodeName::new)
        .orElseThrow(
            () ->
                new BadInput(
                    "the node's name is not known: set NODE_NAME (in a pod: from spec.nodeName) or"
                        + " give --node-name"));
  }

  static KubeletDirectory directory(Options options) throws BadInput {
    try {
      return new KubeletDirectory(options.devicePluginDir().toAbsolutePath());
    } catch (IllegalArgumentException bad) {
      throw new BadInput("invalid value for flag -device-plugin-dir: " + bad.getMessage());
    }
  }

  /** A client of the API server for a command; it is no error if the server cannot be reached. */
  static ApiClient apiClient(Options options) throws BadInput {
    Optional<Path> kubeconfig = kubeconfig(options);
    return signedIn(() -> SignIn.with(kubeconfig));
  }

  /** Makes a client from a kubeconfig. */
  @FunctionalInterface
  interface Client {
    ApiClient make() throws IOException;
  }

  /** The client; throws where the kubeconfig cannot be used. */
  static ApiClient signedIn(Client client) throws BadInput {
    try {
      return client.make();
    } catch (IOException | RuntimeException failure) {
      Throwable cause = failure;
      while (cause.getCause() instanceof Throwable deeper) {
        cause = deeper;
      }
      String why =
          cause instanceof ClassCastException
              ? "it is not a kubeconfig"
              : String.valueOf(cause.getMessage());
      throw new BadInput(
          "cannot use the kubeconfig: %s; `kubectl --kubeconfig FILE get nodes` tries it"
              .formatted(why.strip()));
    }
  }

  /** The kubeconfig; empty in a pod, whose service account is used. */
  static Optional<Path> kubeconfig(Options options) throws BadInput {
    Optional<Path> kubeconfig = options.kubeconfig();
    if (kubeconfig.isPresent() && !Files.isReadable(kubeconfig.get())) {
      throw new BadInput(
          "cannot read the kubeconfig %s; give one that exists and is readable with -kubeconfig or KUBECONFIG"
              .formatted(kubeconfig.get()));
    }
    if (kubeconfig.isEmpty() && !Files.isReadable(SERVICE_ACCOUNT)) {
      throw new BadInput(
          "no API server is configured: set KUBECONFIG or give --kubeconfig (in a pod: mount its"
              + " service account)");
    }
    return kubeconfig;
  }

  /** Checks that the files exist: a missing file has been mistyped. */
  static void checkFiles(ConfigOptions options) throws BadInput {
    for (Path file : options.files().values()) {
      ReadConfiguration.text(file);
    }
  }
}
