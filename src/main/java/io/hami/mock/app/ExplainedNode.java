package io.hami.mock.app;

import io.hami.mock.cli.BadInput;
import io.hami.mock.cli.Command;
import io.hami.mock.cli.Explanation;
import io.hami.mock.cli.Explanation.Seen;
import io.hami.mock.cli.Options;
import io.hami.mock.cli.ReadConfiguration;
import io.hami.mock.cluster.ConfigMaps;
import io.hami.mock.cluster.NodeApi;
import io.hami.mock.cluster.NodeFile;
import io.hami.mock.cluster.NodeName;
import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.MissingConfig;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.StatusRight;
import io.hami.mock.port.Checkpoint;
import io.hami.mock.port.HardwareSource;
import io.hami.mock.port.Supervisor;
import io.kubernetes.client.openapi.ApiClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Collects the input of {@code explain}: the Node, from a file or the API server, the configs, and
 * the hardware where that is enabled.
 */
final class ExplainedNode {
  private static final long HARDWARE_SECONDS = 30;

  private ExplainedNode() {}

  /**
   * The result of the command.
   *
   * @param text for stdout
   * @param problem what makes the command fail although there is a text: a wrong inventory, without
   *     which the running plugin continues
   */
  record Explained(String text, Optional<String> problem) {}

  static Explained explain(Command.Explain explain) throws BadInput {
    Options options = explain.options();
    Found found =
        explain.nodeFile().isPresent()
            ? fromFile(explain.nodeFile().get(), options)
            : fromCluster(options);
    Map<ConfigKind, ReadConfiguration.Source> configs = new EnumMap<>(ConfigKind.class);
    configs.putAll(found.configs());
    configs.putAll(ReadConfiguration.files(options.configs()));
    Vendors vendors = Plugin.vendors(options.reference());
    Configuration configuration = ReadConfiguration.asServed(configs, vendors);
    return new Explained(
        Explanation.of(
            new Seen(
                found.node(),
                found.right(),
                hardware(options),
                found.checkpoint(),
                found.missing().stream()
                    .filter(config -> !configs.containsKey(config.kind()))
                    .toList()),
            configuration,
            vendors,
            explain.output()),
        ReadConfiguration.wrongInventory(configs, configuration));
  }

  /**
   * A Node, whether its status may be written, the ConfigMaps that may be read and those that do
   * not exist, and the checkpoint of its kubelet where that runs on this machine.
   */
  private record Found(
      NodeFacts node,
      StatusRight right,
      Map<ConfigKind, ReadConfiguration.Source> configs,
      List<MissingConfig> missing,
      Optional<Checkpoint> checkpoint) {}

  private static Found fromFile(Path file, Options options) throws BadInput {
    try {
      return new Found(
          NodeFile.read(ReadConfiguration.text(file), options.nodeName()),
          new StatusRight.Missing(
              "rights are not known from a file; without -node-file the API server is asked"),
          Map.of(),
          List.of(),
          Optional.empty());
    } catch (NodeFile.Unreadable unreadable) {
      throw new BadInput(file + ": " + unreadable.getMessage());
    }
  }

  private static Found fromCluster(Options options) throws BadInput {
    NodeName name = Inputs.nodeName(options);
    ApiClient client = Inputs.apiClient(options);
    NodeApi nodes = new NodeApi(client, name);
    try (ConfigMaps maps = new ConfigMaps(client, new Supervisor())) {
      List<MissingConfig> missing = new ArrayList<>();
      return new Found(
          nodes.facts(),
          right(nodes),
          ConfigSources.read(options.configs(), maps, missing::add),
          missing,
          Optional.of(Inputs.directory(options).readCheckpoint()).filter(Checkpoint::readable));
    } catch (IOException failure) {
      throw new BadInput("cannot read the Node: " + failure.getMessage());
    }
  }

  private static StatusRight right(NodeApi nodes) {
    try {
      return nodes.statusRight();
    } catch (IOException failure) {
      return new StatusRight.Missing(
          "the API server does not say whether it is granted: " + failure.getMessage());
    }
  }

  /** What vendors' libraries report, where they are asked. */
  private static Map<String, Inspection> hardware(Options options) throws BadInput {
    Optional<HardwareSource> source = HardwareSources.of(options.hardware(), new Supervisor());
    if (source.isEmpty()) {
      return Map.of();
    }
    CompletableFuture<Map<String, Inspection>> first = new CompletableFuture<>();
    try (HardwareSource asked = source.get()) {
      asked.start(first::complete);
      return first.get(HARDWARE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      throw new BadInput(
          "the hardware did not answer within %d s; leave out -discover=hardware to explain without it"
              .formatted(HARDWARE_SECONDS));
    } catch (ExecutionException failure) {
      throw new BadInput(
          "the hardware cannot be queried: %s; leave out -discover=hardware to explain without it"
              .formatted(failure.getCause()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new BadInput("interrupted while the hardware was queried");
    }
  }
}
