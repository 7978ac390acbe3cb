package io.hami.mock.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.Configuration;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.VirtualResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Properties of every vendor, for any Node and any configured names. */
class EveryVendorPropertyTest {
  private static final List<ResourceName> NAMES =
      Stream.of("a.io/x", "a.io/y", "a.io/z", "b.io/x").map(ResourceName::parse).toList();

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void aDiscoveryServesSomeOfItsNamesAndNoneThatItReads(
      @ForAll("nodes") NodeFacts node, @ForAll("configs") DeviceConfig config) {
    Evidence evidence = Evidence.of(node, new Configuration(config, PluginConfig.DEFAULTS));
    for (Vendor<?> vendor : EveryVendor.LIST) {
      List<Discovery> discoveries = new Vendors(List.of(vendor)).discover(evidence);
      assertThat(discoveries)
          .extracting(discovery -> discovery.family().toString())
          .doesNotHaveDuplicates();
      for (Discovery discovery : discoveries) {
        assertThat(discovery.family().vendor()).isEqualTo(vendor.name());
        assertThat(discovery.family().serves()).isNotEmpty();
        if (discovery instanceof Present present) {
          assertThat(present.resources())
              .extracting(VirtualResource::name)
              .isSubsetOf(discovery.family().serves())
              .noneMatch(discovery.family().reads()::contains);
        }
      }
    }
  }

  @Provide
  Arbitrary<DeviceConfig> configs() {
    Arbitrary<Optional<ResourceName>> name = Arbitraries.of(NAMES).optional();
    Arbitrary<CardNames> names =
        Combinators.combine(name, name, name, Arbitraries.of(1, 2, Integer.MAX_VALUE))
            .as(CardNames::new);
    Arbitrary<DeviceConfig> configured =
        Combinators.combine(name, names, names, Arbitraries.of(true, false))
            .as(
                (one, some, others, softMode) -> {
                  List<Chip> chips = List.of(new Chip("c", "C", some), new Chip("d", "D", others));
                  return DeviceConfig.EMPTY
                      .with(new Nvidia().section(), new Nvidia.Names(some, one))
                      .with(
                          new Ascend().section(),
                          new Ascend.Vnpus(
                              softMode ? Ascend.Mode.HAMI_CORE : Ascend.Mode.TEMPLATE, chips))
                      .with(new Hygon().section(), some)
                      .with(new Cambricon().section(), some)
                      .with(new Iluvatar().section(), chips)
                      .with(
                          new Kunlun().section(),
                          new Kunlun.Names(one, some.count(), some.memory()))
                      .with(new Amd().section(), new Amd.Names(some, one))
                      .with(new Metax().section(), new Metax.Names(one, some))
                      .with(new Enflame().section(), new Enflame.Names(one, some))
                      .with(new MooreThreads().section(), some)
                      .with(new AwsNeuron().section(), some)
                      .with(new Vastai().section(), some)
                      .with(new Biren().section(), some);
                });
    return Arbitraries.oneOf(configured, Arbitraries.just(DeviceConfig.ABSENT));
  }

  @Provide
  Arbitrary<NodeFacts> nodes() {
    Arbitrary<Map<String, String>> annotations =
        Arbitraries.maps(
            Arbitraries.of(
                "hami.io/node-nvidia-register",
                "hami.io/node-nvidia-score",
                "hami.io/node-register-C",
                "hami-vnpu-core",
                "hami.io/node-dcu-register",
                "hami.io/node-C-register",
                "hami.io/node-register-xpu",
                "hami.io/node-amd-register",
                "metax-tech.com/node-gpu-devices",
                "enflame.com/gcu-drs-capacity",
                "hami.io/node-va-register",
                "hami.io/node-biren-register"),
            Arbitraries.oneOf(
                Arbitraries.strings(),
                Arbitraries.of(
                    "[]",
                    "true",
                    "[{\"count\":2147483647,\"devmem\":2147483647,\"devcore\":2147483647,\"health\":true},{}]",
                    "[{\"totalVRam\":1025,\"totalDevCount\":1}]",
                    "a,1,2147483647,3,T,0,true:b,1,1,3,T,0,f,1,m:",
                    "{\"devices\":[{\"capacity\":6}],\"profiles\":{\"6g.40gb\":\"2\"}}")));
    Arbitrary<Map<String, String>> quantities =
        Arbitraries.maps(
            Arbitraries.oneOf(
                Arbitraries.of(NAMES).map(ResourceName::toString),
                Arbitraries.of(
                    "huawei.com/Ascend910",
                    "cambricon.com/real-mlu-counts",
                    "iluvatar.ai/MR-V100.vCore")),
            Arbitraries.oneOf(
                Arbitraries.of(
                    "0",
                    "1",
                    "-1",
                    "500m",
                    "1k",
                    "9223372036854775807",
                    "1e999",
                    "1e-999",
                    "",
                    "x"),
                Arbitraries.longs().map(String::valueOf)));
    return Combinators.combine(annotations, quantities, quantities)
        .as(
            (notes, capacity, allocatable) ->
                new NodeFacts("node-1", notes, Map.of(), capacity, allocatable));
  }
}
