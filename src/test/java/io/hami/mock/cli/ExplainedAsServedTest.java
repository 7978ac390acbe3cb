package io.hami.mock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hami.mock.cli.Explanation.Seen;
import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.Parsed;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.discovery.EveryVendor;
import io.hami.mock.model.DeviceIds;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.StatusRight;
import io.hami.mock.model.Units;
import io.hami.mock.port.Checkpoint;
import io.hami.mock.reconcile.HandConfig;
import io.hami.mock.reconcile.HandSource;
import io.hami.mock.reconcile.ManualLoop;
import io.hami.mock.reconcile.Reconciler;
import io.hami.mock.reconcile.RecordingPublisher;
import io.hami.mock.reconcile.ResourceState;
import io.hami.mock.reconcile.Sources;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** For any Node, kubelet and config, explain reports what the running plugin does. */
class ExplainedAsServedTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final List<String> CONFIGS =
      List.of(
          "",
          "inventory: [{cards: [{profile: nvidia-t4, count: 2}]}]",
          "inventory: [{cards: [{profile: hygon-k100-ai}, {profile: cambricon-mlu370-x4}]}]",
          "vendors: {NVIDIA: {memoryFactor: 7, coreFactor: 101}}",
          "resources: {nvidia.com/gpumem: {route: node-status}}",
          "resources: {nvidia.com/gpumem: {route: device-plugin}}");

  private static final List<String> NAMES =
      List.of(
          "nvidia.com/gpu",
          "nvidia.com/gpumem",
          "nvidia.com/gpucores",
          "hygon.com/dcunum",
          "hygon.com/dcumem",
          "cambricon.com/vmlu",
          "cambricon.com/real-mlu-counts");

  /** One resource as explain and the plugin show it. */
  private record Line(String name, String state, long capacity, long allocatable, String reason) {
    static Line of(JsonNode line) {
      return new Line(
          line.path("resource").asText(),
          line.path("state").asText(),
          line.path("capacity").asLong(),
          line.path("allocatable").asLong(),
          line.path("reason").asText());
    }

    static Line of(ResourceState resource) {
      Units units = resource.advertised() ? resource.listed() : Units.NONE;
      return new Line(
          resource.name().toString(),
          resource.state(),
          units.capacity(),
          units.allocatable(),
          resource.planned().reason());
    }
  }

  @Property(tries = 300)
  void explainSaysWhatThePluginDoes(
      @ForAll("nodes") NodeFacts node,
      @ForAll("checkpoints") Checkpoint checkpoint,
      @ForAll("configs") String config)
      throws IOException {
    assertThat(explained(node, checkpoint, config))
        .containsExactlyElementsOf(served(node, checkpoint, config));
  }

  private static List<Line> explained(NodeFacts node, Checkpoint checkpoint, String config)
      throws IOException {
    PluginConfig own =
        EveryVendor.VENDORS.readPluginConfig(config) instanceof Parsed.Good<PluginConfig> good
            ? good.value()
            : PluginConfig.DEFAULTS;
    List<Line> lines = new ArrayList<>();
    JSON.readTree(
            Explanation.of(
                new Seen(
                    node,
                    new StatusRight.Missing("there is no API server to write it through"),
                    Map.of(),
                    Optional.of(checkpoint)),
                new Configuration(DeviceConfig.ABSENT, own),
                EveryVendor.VENDORS,
                Command.Output.JSON))
        .forEach(line -> lines.add(Line.of(line)));
    return lines;
  }

  private static List<Line> served(NodeFacts node, Checkpoint checkpoint, String config) {
    ManualLoop loop = new ManualLoop();
    HandSource source = new HandSource();
    HandConfig own = new HandConfig();
    RecordingPublisher publisher = new RecordingPublisher();
    publisher.has(checkpoint);
    Reconciler reconciler = new Reconciler(loop, publisher, EveryVendor.VENDORS);
    reconciler.start(new Sources(source, Map.of(ConfigKind.PLUGIN, own), Optional.empty()));
    loop.run();
    own.listener().text(config);
    source.facts(node);
    loop.run();
    return reconciler.state().resources().stream().map(Line::of).toList();
  }

  @Provide
  Arbitrary<String> configs() {
    return Arbitraries.of(CONFIGS);
  }

  @Provide
  Arbitrary<Checkpoint> checkpoints() {
    Arbitrary<DeviceIds> ids =
        Arbitraries.of(
                List.<String>of(), List.of("A"), List.of("B", "E"), List.of("0"), List.of("GPU-1"))
            .map(
                some -> {
                  DeviceIds.Tally tally = new DeviceIds.Tally();
                  some.forEach(tally::add);
                  return tally.done();
                });
    return Arbitraries.oneOf(
        Arbitraries.just(Checkpoint.UNREADABLE),
        Arbitraries.maps(Arbitraries.of(NAMES).map(ResourceName::parse), ids)
            .map(registered -> new Checkpoint(true, registered, Map.of())));
  }

  @Provide
  Arbitrary<NodeFacts> nodes() {
    Arbitrary<Map<String, String>> annotations =
        Arbitraries.maps(
            Arbitraries.of("hami.io/node-nvidia-register", "hami.io/node-dcu-register"),
            Arbitraries.of(
                "[]",
                "x",
                "GPU-1,10,16384,100,NVIDIA-Tesla T4,0,true:",
                "GPU-1,10,1638400,100,NVIDIA-Tesla T4,0,false:",
                "DCU-0,4,65520,100,DCU-K100_AI,0,true,0,hami:"));
    Arbitrary<Map<String, String>> quantities =
        Arbitraries.maps(Arbitraries.of(NAMES), Arbitraries.of("0", "1", "8", "16384"));
    Arbitrary<Map<String, String>> writers =
        Arbitraries.maps(Arbitraries.of(NAMES), Arbitraries.of("kubelet", "kubectl-edit"));
    Arbitrary<KubeletVersion> versions =
        Arbitraries.of(Stream.of("v1.20.2", "v1.37.2").map(KubeletVersion::parse).toList());
    return Combinators.combine(annotations, quantities, quantities, writers, versions)
        .as(
            (notes, capacity, allocatable, wrote, version) ->
                new NodeFacts("node-1", notes, Map.of(), capacity, allocatable, version, wrote));
  }
}
