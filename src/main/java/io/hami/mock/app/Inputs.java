package io.hami.mock.app;

import io.hami.mock.cluster.NodeName;
import io.hami.mock.config.SeedFlag;
import io.hami.mock.config.SeedNames;
import io.hami.mock.kubelet.KubeletDirectory;
import io.hami.mock.model.ResourceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What the options point to, read and checked; each problem ends the start with a message. */
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
                    "which node is this? Set NODE_NAME (in a pod: from spec.nodeName) or give"
                        + " --node-name"));
  }

  static KubeletDirectory directory(Options options) throws BadInput {
    try {
      return new KubeletDirectory(options.devicePluginDir().toAbsolutePath());
    } catch (IllegalArgumentException bad) {
      throw new BadInput("invalid value for flag -device-plugin-dir: " + bad.getMessage());
    }
  }

  /** The kubeconfig; empty in a pod, whose service account is used. */
  static Optional<Path> kubeconfig(Options options) throws BadInput {
    Optional<Path> kubeconfig = options.kubeconfig();
    if (kubeconfig.isPresent() && !Files.isReadable(kubeconfig.get())) {
      throw new BadInput("cannot read the kubeconfig " + kubeconfig.get());
    }
    if (kubeconfig.isEmpty() && !Files.isReadable(SERVICE_ACCOUNT)) {
      throw new BadInput(
          "no API server is known: set KUBECONFIG or give --kubeconfig (in a pod: mount its service"
              + " account)");
    }
    return kubeconfig;
  }

  /** That the files are there: whoever names one that is not has mistyped it. */
  static void checkFiles(ConfigOptions options) throws BadInput {
    for (Path file : options.files().values()) {
      text(file);
    }
  }

  /** One name for two flags would be one resource with two counts. */
  static void checkNames(SeedNames names) throws BadInput {
    Map<ResourceName, SeedFlag> taken = new HashMap<>();
    for (SeedFlag flag : SeedFlag.values()) {
      SeedFlag other = taken.putIfAbsent(flag.in(names), flag);
      if (other != null) {
        throw new BadInput(
            "flags -%s and -%s have the same value %s; each needs a name of its own"
                .formatted(other.flag(), flag.flag(), flag.in(names)));
      }
    }
  }

  static String text(Path file) throws BadInput {
    try {
      return Files.readString(file);
    } catch (NoSuchFileException _) {
      throw new BadInput("there is no file " + file);
    } catch (IOException failure) {
      throw new BadInput("cannot read " + file + ": " + failure.getMessage());
    }
  }
}
