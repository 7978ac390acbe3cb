package io.hami.mock.plan;

import io.hami.mock.annotation.CardTexts;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.Parsed;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.discovery.Amd;
import io.hami.mock.discovery.Ascend;
import io.hami.mock.discovery.AwsNeuron;
import io.hami.mock.discovery.Biren;
import io.hami.mock.discovery.Cambricon;
import io.hami.mock.discovery.Enflame;
import io.hami.mock.discovery.Evidence;
import io.hami.mock.discovery.Hygon;
import io.hami.mock.discovery.Iluvatar;
import io.hami.mock.discovery.Kunlun;
import io.hami.mock.discovery.Metax;
import io.hami.mock.discovery.MooreThreads;
import io.hami.mock.discovery.Nvidia;
import io.hami.mock.discovery.Vastai;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.model.Card;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Tuning;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What the loop decides after each event: a node of one vendor, with all vendors configured. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PlanBenchmark {
  @Param({"8", "64"})
  public int cards;

  private final Vendors vendors =
      new Vendors(
          List.of(
              new Nvidia(),
              new Ascend(),
              new Hygon(),
              new Cambricon(),
              new Iluvatar(),
              new Kunlun(),
              new Amd(),
              new Metax(),
              new Enflame(),
              new MooreThreads(),
              new AwsNeuron(),
              new Vastai(),
              new Biren()));
  private Evidence evidence =
      Evidence.of(
          new NodeFacts("", Map.of(), Map.of(), Map.of(), Map.of()), Configuration.DEFAULTS);
  private List<Discovery> discoveries = List.of();
  private Plan before = Plan.EMPTY;

  @Setup
  public void look() throws IOException {
    List<Card> described =
        IntStream.range(0, cards)
            .mapToObj(
                index ->
                    new Card("GPU-" + index, index, 10, 32_768, 100, "V100", 0, "hami-core", true))
            .toList();
    NodeFacts node =
        new NodeFacts(
            "node1",
            Map.of(
                "hami.io/node-nvidia-register", CardTexts.json(described, "NVIDIA", _ -> Map.of())),
            Map.of(),
            Map.of("nvidia.com/gpu", Integer.toString(10 * cards)),
            Map.of("nvidia.com/gpu", Integer.toString(10 * cards)));
    evidence = Evidence.of(node, new Configuration(everyVendor(), PluginConfig.DEFAULTS));
    discoveries = vendors.discover(evidence);
    before = Planner.plan(discoveries, Tuning.NONE, Plan.EMPTY);
    if (before.advertised().size() != 3) {
      throw new IllegalStateException(before.toString());
    }
  }

  private DeviceConfig everyVendor() throws IOException {
    try (InputStream yaml =
        PlanBenchmark.class.getResourceAsStream("/io/hami/mock/config/complete.yaml")) {
      if (yaml != null
          && vendors.readDeviceConfig(new String(yaml.readAllBytes(), StandardCharsets.UTF_8))
              instanceof Parsed.Good<DeviceConfig> good) {
        return good.value();
      }
      throw new IllegalStateException("the tests' device config is gone or bad");
    }
  }

  /** From the Node's annotations on. */
  @Benchmark
  public Plan discoverAndPlan() {
    return Planner.plan(vendors.discover(evidence), Tuning.NONE, before);
  }

  @Benchmark
  public Plan plan() {
    return Planner.plan(discoveries, Tuning.NONE, before);
  }
}
