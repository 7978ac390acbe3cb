package io.hami.mock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KNOWN =
      List.of("resource-mem", "resource-cores", "debug", "v", "vmodule");

  @ParameterizedTest
  @CsvSource({
    "resorce-mem, resource-mem",
    "resource-memm, resource-mem",
    "RESOURCE-MEM, resource-mem",
    "resource_cores, resource-cores",
    "dbeug, debug",
    "v5, v",
    "vmodul, vmodule",
    "x,",
    "kubeconfig,",
    "debugging-everything,",
    "'',",
  })
  void findsTheNearestKnownWord(String word, String nearest) {
    assertThat(Nearest.to(word, KNOWN)).isEqualTo(Optional.ofNullable(nearest));
  }

  @Property(tries = 200)
  void aKnownWordIsNearestToItself(@ForAll String word) {
    assertThat(Nearest.to(word + "x", List.of(word, word + "x", word + "xx")))
        .isEqualTo(Optional.of(word + "x"));
  }
}
