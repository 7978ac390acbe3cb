package io.hami.mock.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeFactsTest {
  private static final ResourceName MEMORY = ResourceName.parse("nvidia.com/gpumem");

  private static NodeFacts with(Map<String, String> capacity, Map<String, String> allocatable) {
    return new NodeFacts("node1", Map.of("a", "b"), Map.of(), capacity, allocatable);
  }

  @Test
  void readsCountsAsTheKubeletWritesThem() {
    NodeFacts node = with(Map.of("nvidia.com/gpumem", "100k"), Map.of("nvidia.com/gpumem", "1k"));
    assertThat(node.capacity(MEMORY).orElseThrow()).isEqualByComparingTo(new BigDecimal(100_000));
    assertThat(node.allocatable(MEMORY).orElseThrow()).isEqualByComparingTo(new BigDecimal(1_000));
  }

  @Test
  void aMissingOrInvalidQuantityIsEmpty() {
    NodeFacts node = with(Map.of("nvidia.com/gpumem", "many"), Map.of());
    assertThat(node.capacity(MEMORY)).isEmpty();
    assertThat(node.allocatable(MEMORY)).isEmpty();
    assertThat(node.annotation("a")).hasValue("b");
    assertThat(node.annotation("b")).isEmpty();
  }

  @Test
  void doesNotChangeWithTheMapsItWasMadeOf() {
    Map<String, String> capacity = new HashMap<>(Map.of("nvidia.com/gpumem", "1"));
    NodeFacts node = with(capacity, Map.of());
    capacity.clear();
    assertThat(node.capacity(MEMORY)).isPresent();
    assertThat(node).isEqualTo(with(Map.of("nvidia.com/gpumem", "1"), Map.of()));
  }
}
