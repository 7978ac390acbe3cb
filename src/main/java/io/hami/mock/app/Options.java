package io.hami.mock.app;

import io.hami.mock.config.SeedOverrides;
import java.nio.file.Path;
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
    LogOptions log) {}
