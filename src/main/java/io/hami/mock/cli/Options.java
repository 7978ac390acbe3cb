package io.hami.mock.cli;

import io.hami.mock.discovery.ReferenceFlag;
import io.hami.mock.discovery.ReferenceNames;
import io.hami.mock.log.LogOptions;
import io.hami.mock.model.ResourceName;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The flags that all commands take.
 *
 * @param nodeName the own Node; empty when neither the flag nor the environment sets it
 * @param configs where both configs come from
 * @param devicePluginDir the kubelet's directory of sockets
 * @param kubeconfig empty to use the service account of the pod
 * @param reference the resource names that flags of the reference gave
 * @param hardware whether vendors' libraries are asked for cards
 * @param control the interfaces of the running plugin
 * @param log the log flags
 */
public record Options(
    Optional<String> nodeName,
    ConfigOptions configs,
    Path devicePluginDir,
    Optional<Path> kubeconfig,
    ReferenceNames reference,
    HardwareOptions hardware,
    ControlOptions control,
    LogOptions log) {
  /** Throws where two flags give the same name: that would be one resource with two counts. */
  public void checkNames() throws BadInput {
    Map<ResourceName, ReferenceFlag> taken = new HashMap<>();
    for (ReferenceFlag flag : ReferenceFlag.values()) {
      ResourceName name = reference.of(flag);
      ReferenceFlag other = taken.putIfAbsent(name, flag);
      if (other != null) {
        throw new BadInput(
            "flags -%s and -%s have the same value %s; each needs a name of its own"
                .formatted(other.flag(), flag.flag(), name));
      }
    }
  }

  /** These options with other control options. */
  public Options with(ControlOptions other) {
    return new Options(
        nodeName, configs, devicePluginDir, kubeconfig, reference, hardware, other, log);
  }
}
