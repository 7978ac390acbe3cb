package io.hami.mock.app;

import io.hami.mock.config.SeedOverrides;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The flags that all commands take.
 *
 * @param nodeName the own Node; empty when neither flag nor environment name it
 * @param deviceConfigFile HAMi's device-config.yaml as a file; empty for the ConfigMap, or the
 *     seed's names
 * @param devicePluginDir the kubelet's directory of sockets
 * @param kubeconfig empty to use the service account of the pod
 * @param seed the resource names of the seed's flags, and which of them were given
 * @param log the log flags
 */
public record Options(
    Optional<String> nodeName,
    Optional<Path> deviceConfigFile,
    Path devicePluginDir,
    Optional<Path> kubeconfig,
    SeedOverrides seed,
    LogOptions log) {
  /** {@code -debug}. */
  public boolean debug() {
    return log.debug();
  }
}
