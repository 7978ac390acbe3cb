package io.hami.mock.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

final class IdSetTest {
  @Property
  void holdsWhatASetOfStringsHoldsInTheSameOrder(
      @ForAll List<@AlphaChars @StringLength(max = 2) String> ids, @ForAll String other) {
    Set<String> expected = new LinkedHashSet<>(ids);
    IdSet set = IdSet.of(ids);
    assertThat(set.asList()).containsExactlyElementsOf(expected);
    assertThat(set.size()).isEqualTo(expected.size());
    assertThat(ids).allMatch(set::contains);
    assertThat(set.contains(other)).isEqualTo(expected.contains(other));
  }

  @Property
  void aUnionHoldsBoth(
      @ForAll List<@AlphaChars @StringLength(max = 2) String> left,
      @ForAll List<@AlphaChars @StringLength(max = 2) String> right) {
    Set<String> expected = new LinkedHashSet<>(left);
    expected.addAll(right);
    assertThat(IdSet.of(left).union(IdSet.of(right)).asList())
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void theLargestListThereIsFits() {
    List<String> ids = IntStream.range(0, 262_408).mapToObj(i -> Integer.toString(i, 36)).toList();
    IdSet set = IdSet.of(ids);
    assertThat(set.size()).isEqualTo(262_408);
    assertThat(set.contains(ids.getLast())).isTrue();
    assertThat(set.contains("zzzzz")).isFalse();
  }
}
