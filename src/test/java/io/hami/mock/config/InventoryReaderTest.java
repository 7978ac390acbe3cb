package io.hami.mock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.discovery.EveryVendor;
import io.hami.mock.inventory.CardGroup;
import io.hami.mock.inventory.Inventory;
import io.hami.mock.inventory.NodeSelector;
import io.hami.mock.model.Factors;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryReaderTest {
  private static Parsed.Good<PluginConfig> parse(String yaml) {
    return (Parsed.Good<PluginConfig>)
        PluginConfigParser.parse(yaml, List.of("NVIDIA"), EveryVendor.PROFILES);
  }

  private static DeclaredInventory inventory(String yaml) {
    return parse(yaml).value().inventory();
  }

  @Test
  void everyKeyIsRead() {
    assertThat(
            inventory(
                """
                inventory:
                  - nodes: {names: [gpu-1, "gpu-2*"], labels: {pool: a100, "nvidia.com/gpu.count": 8}}
                    cards:
                      - {profile: nvidia-a100-80gb, count: 8, memory: 40960, cores: 50, slots: 4,
                         type: NVIDIA A100-X, numa: 1, mode: mig, healthy: false}
                      - {profile: hygon-z100l}
                  - cards: [{profile: nvidia-t4, count: 2}]
                """))
        .isEqualTo(
            DeclaredInventory.good(
                new Inventory(
                    List.of(
                        new Inventory.Rule(
                            new NodeSelector(
                                List.of("gpu-1", "gpu-2*"),
                                Map.of("pool", "a100", "nvidia.com/gpu.count", "8")),
                            List.of(
                                new CardGroup(
                                    EveryVendor.profile("nvidia-a100-80gb"),
                                    8,
                                    OptionalInt.of(40960),
                                    OptionalInt.of(50),
                                    OptionalInt.of(4),
                                    Optional.of("NVIDIA A100-X"),
                                    1,
                                    Optional.of("mig"),
                                    false),
                                CardGroup.of(EveryVendor.profile("hygon-z100l"), 1))),
                        new Inventory.Rule(
                            NodeSelector.ALL,
                            List.of(CardGroup.of(EveryVendor.profile("nvidia-t4"), 2)))))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          [{cards: [{profile: nvidia-a100-80g}]}]        | inventory[0].cards[0].profile: one of the models that the sub-command profiles lists was expected, found 'nvidia-a100-80g'; did you mean 'nvidia-a100-80gb'?
          [{cards: [{count: 2}]}]                        | inventory[0].cards[0]: the key 'profile' is missing
          [{nodes: {names: [a]}}]                        | inventory[0]: the key 'cards' is missing
          [{cards: [{profile: nvidia-t4, count: 0}]}]    | a whole number from 1 to 2147483647 was expected, found the number 0
          [{cards: [{profile: nvidia-t4, memry: 1}]}]    | one of the keys profile, count, memory, cores, slots, type, numa, mode, healthy was expected, found 'memry'; did you mean 'memory'?
          [{cards: [{profile: nvidia-a100-80gb, mode: migs}]}] | one of hami-core, mig, mps was expected, found 'migs'; did you mean 'mig'?
          [{cards: [{profile: nvidia-t4, mode: mig}]}]   | inventory[0].cards[0].mode: one of hami-core, mps was expected, found 'mig'
          [{cards: [{profile: ascend-910b3, mode: mig}]}] | one of template, hami-core, enpu was expected, found 'mig'
          [{cards: [{profile: hygon-z100l, mode: mig}]}] | inventory[0].cards[0].mode: cards of Hygon have no mode, leave the key out
          [{cards: [{profile: nvidia-t4, count: 300000}]}] | inventory[0].cards: 300000 cards are more than a node can have; at most 4096 were expected
          [{nodes: {label: {a: b}}, cards: []}]          | did you mean 'labels'?
          {nodes: {}}                                    | a list was expected, found a mapping of keys to values
          """)
  void aWrongInventoryIsReportedAndTheRestOfTheFileIsInForce(String yaml, String problem) {
    PluginConfig config =
        parse("vendors: {NVIDIA: {memoryFactor: 8}}\ninventory: " + yaml + "\n").value();
    assertThat(config.factors()).isNotEqualTo(Factors.NONE);
    assertThat(config.inventory().inventory()).isEqualTo(Inventory.NONE);
    assertThat(config.inventory().known()).isFalse();
    assertThat(config.inventory().problems())
        .anySatisfy(found -> assertThat(found.toString()).contains(problem));
  }

  @Test
  void aWrongInventoryLeavesTheOneBeforeInForce() {
    PluginConfig good = parse("inventory: [{cards: [{profile: nvidia-t4}]}]").value();
    PluginConfig bad = parse("topology: true\ninventory: [{cards: [{profile: t4}]}]").value();
    PluginConfig both = bad.keepingInventoryOf(good);
    assertThat(both.topology()).isTrue();
    assertThat(both.inventory().inventory()).isEqualTo(good.inventory().inventory());
    assertThat(both.inventory().known()).isTrue();
    assertThat(both.inventory().problems()).isNotEmpty();
    assertThat(parse("").value().keepingInventoryOf(both).inventory())
        .isEqualTo(DeclaredInventory.NONE);
  }

  @Test
  void aRuleThatNeverAppliesIsWarnedOf() {
    assertThat(
            parse(
                    """
                    inventory:
                      - {nodes: {labels: {a: b}}, cards: [{profile: nvidia-t4}]}
                      - {nodes: {names: [n], labels: {a: b}}, cards: [{profile: nvidia-t4}]}
                      - {nodes: {names: [n]}, cards: [{profile: nvidia-t4}]}
                    """)
                .warnings())
        .singleElement()
        .satisfies(
            warning ->
                assertThat(warning.toString())
                    .contains("line 3")
                    .contains("inventory[1]: this rule never applies: inventory[0] before it"));
  }

  @Test
  void hamisContractIsOnAndScoresAreOffByDefault() {
    assertThat(parse("").value().hami()).isEqualTo(new Hami(true, false, true));
    assertThat(parse("hami: {annotations: false, scores: true, bindings: false}").value().hami())
        .isEqualTo(new Hami(false, true, false));
  }
}
