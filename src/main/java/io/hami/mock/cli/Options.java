package io.hami.mock.cli;

import io.hami.mock.config.SeedFlag;
import io.hami.mock.config.SeedOverrides;
import io.hami.mock.log.LogOptions;
import io.hami.mock.model.ResourceName;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The flags that all commands take.
 *
 * @param nodeName the own Node; empty when neither flag nor environment name it
 * @param configs where both configs come from
 * @param devicePluginDir the kubelet's directory of sockets
 * @param kubeconfig empty to use the service account of the pod
 * @param seed the resource names of the seed's flags, and which of them were given
 * @param hardware whether vendors' libraries are asked for cards
 * @param control what can be asked of the running plugin, and where
 * @param log the log flags
 */
public record Options(
    Optional<String> nodeName,
    ConfigOptions configs,
    Path devicePluginDir,
    Optional<Path> kubeconfig,
    SeedOverrides seed,
    HardwareOptions hardware,
    ControlOptions control,
    LogOptions log) {
  /** Throws where two flags have one name: that would be one resource with two counts. */
  public void checkNames() throws BadInput {
    Map<ResourceName, SeedFlag> taken = new HashMap<>();
    for (SeedFlag flag : SeedFlag.values()) {
      ResourceName name = flag.in(seed.names());
      SeedFlag other = taken.putIfAbsent(name, flag);
      if (other != null) {
        throw new BadInput(
            "flags -%s and -%s have the same value %s; each needs a name of its own"
                .formatted(other.flag(), flag.flag(), name));
      }
    }
  }

  /** The same with other controls. */
  public Options with(ControlOptions other) {
    return new Options(nodeName, configs, devicePluginDir, kubeconfig, seed, hardware, other, log);
  }
}
