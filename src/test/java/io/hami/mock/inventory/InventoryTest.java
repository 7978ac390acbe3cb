package io.hami.mock.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.hami.mock.discovery.EveryVendor;
import io.hami.mock.inventory.Inventory.Rule;
import io.hami.mock.model.NodeFacts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryTest {
  private static final CardGroup A100 = group("nvidia-a100-80gb", 8);
  private static final CardGroup T4 = group("nvidia-t4", 2);

  private static CardGroup group(String profile, int count) {
    return CardGroup.of(EveryVendor.profile(profile), count);
  }

  private static NodeFacts node(String name, Map<String, String> labels) {
    return new NodeFacts(name, Map.of(), labels, Map.of(), Map.of());
  }

  private static Rule rule(List<String> names, Map<String, String> labels, CardGroup... cards) {
    return new Rule(new NodeSelector(names, labels), List.of(cards));
  }

  @Test
  void theFirstMatchingRuleAppliesAndTheOthersAreMentioned() {
    Inventory inventory =
        new Inventory(
            List.of(
                rule(List.of(), Map.of("pool", "a100"), A100),
                rule(List.of("gpu-*"), Map.of(), T4),
                rule(List.of(), Map.of(), A100)));
    Inventory.Choice choice = inventory.choose(node("gpu-7", Map.of("pool", "t4")));
    assertThat(choice.rule()).hasValue("inventory[1] (2 x nvidia-t4)");
    assertThat(choice.cards()).hasSize(2);
    assertThat(choice.why())
        .containsExactly(
            "inventory[0] does not match this Node: the label pool=a100 was expected, the Node has"
                + " pool=t4",
            "inventory[1] applies, it matches name gpu-*: 2 x nvidia-t4",
            "inventory[2] matches this Node too (every Node) but the first match applies");
    assertThat(choice.matches()).isEqualTo(choice.why().subList(1, 3));
  }

  @Test
  void aNodeWithoutAMatchingRuleHasNoCardsAndAReason() {
    Inventory inventory = new Inventory(List.of(rule(List.of("a", "b"), Map.of("x", "y"), A100)));
    assertThat(inventory.choose(node("c", Map.of("x", "y"))).cards()).isEmpty();
    assertThat(inventory.choose(node("c", Map.of("x", "y"))).why())
        .containsExactly("inventory[0] does not match this Node: the name c is not one of a, b");
    assertThat(inventory.choose(node("a", Map.of())).why())
        .containsExactly(
            "inventory[0] does not match this Node: the label x=y was expected, the Node has none"
                + " of that name");
    assertThat(Inventory.NONE.choose(node("a", Map.of())).why()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "gpu-1, gpu-1, true",
    "gpu-*, gpu-1, true",
    "*, anything.at.all, true",
    "*-a, gpu-b, false",
    "gpu.1, gpu-1, false",
    "gpu-?, gpu-1, false",
    "GPU-1, gpu-1, false"
  })
  void aStarMatchesAnyTextAndOtherCharactersMatchThemselves(
      String pattern, String name, boolean hit) {
    assertThat(new NodeSelector(List.of(pattern), Map.of()).miss(node(name, Map.of())).isEmpty())
        .isEqualTo(hit);
  }

  @Test
  void idsDependOnNodeFamilyAndIndexOnly() {
    Inventory before = new Inventory(List.of(rule(List.of(), Map.of(), A100)));
    Inventory after = new Inventory(List.of(rule(List.of(), Map.of(), T4, T4)));
    List<UUID> ids = ids(before, "node1");
    assertThat(ids).doesNotHaveDuplicates().hasSize(8);
    assertThat(ids(after, "node1")).isEqualTo(ids.subList(0, 4));
    assertThat(ids(before, "node2")).doesNotContainAnyElementsOf(ids);
    // Pods hold these ids, so they must stay the same in later versions.
    assertThat(ids.getFirst()).hasToString("1aeb978c-1c42-345d-a46c-d6d4b688fcf6");
  }

  @Test
  void eachFamilyCountsItsOwnCards() {
    Inventory inventory =
        new Inventory(List.of(rule(List.of(), Map.of(), T4, group("kunlun-p800", 2), T4)));
    assertThat(inventory.choose(node("n", Map.of())).cards())
        .extracting(InventoryCard::index)
        .containsExactly(0, 1, 0, 1, 2, 3);
  }

  @Test
  void aRuleKnowsWhichRulesItCovers() {
    NodeSelector names = new NodeSelector(List.of("a", "b"), Map.of());
    NodeSelector labels = new NodeSelector(List.of(), Map.of("x", "y"));
    assertThat(NodeSelector.ALL.covers(names)).isTrue();
    assertThat(NodeSelector.ALL.covers(labels)).isTrue();
    assertThat(names.covers(new NodeSelector(List.of("b"), Map.of("x", "y")))).isTrue();
    assertThat(labels.covers(new NodeSelector(List.of("q"), Map.of("x", "y", "z", "1")))).isTrue();
    assertThat(names.covers(NodeSelector.ALL)).isFalse();
    assertThat(names.covers(labels)).isFalse();
    assertThat(labels.covers(names)).isFalse();
  }

  private static List<UUID> ids(Inventory inventory, String node) {
    return inventory.choose(node(node, Map.of())).cards().stream().map(InventoryCard::id).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "gpu-*, gpu-17, true",
    "gpu-*, cpu-17, false",
    "*, x, true",
    "*-a-*, node-a-1, true",
    "*-a-*, node-b-1, false",
    "*ab, aab, true",
    "a*b*c, a-b-b-c, true",
    "a*b*c, a-b-b, false",
    "a**, a, true",
    "a.c, abc, false",
  })
  void aStarInANameMatchesAnyText(String pattern, String name, boolean matches) {
    assertThat(select(pattern, name).isEmpty()).isEqualTo(matches);
  }

  /** A regular expression of so many stars would need longer than the universe is old. */
  @Test
  void manyStarsInANameCostLittle() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> assertThat(select("*a".repeat(100) + "*b", "a".repeat(250))).isPresent());
  }

  private static Optional<String> select(String pattern, String name) {
    return new NodeSelector(List.of(pattern), Map.of())
        .miss(new NodeFacts(name, Map.of(), Map.of(), Map.of(), Map.of()));
  }
}
