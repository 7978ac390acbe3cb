package io.hami.mock.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.hami.mock.discovery.EveryVendor;
import io.hami.mock.model.FactorScope;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Measure;
import io.hami.mock.model.ResourceName;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class FactorEditTest {
  private static final FactorScope MEMORY = new FactorScope.OfVendor("NVIDIA", Measure.MEMORY);
  private static final FactorScope CORES = new FactorScope.OfVendor("NVIDIA", Measure.CORES);
  private static final FactorScope ASCEND = new FactorScope.OfVendor("Ascend", Measure.MEMORY);
  private static final FactorScope GPUMEM =
      new FactorScope.OfResource(ResourceName.parse("nvidia.com/gpumem"));

  private static String edited(String yaml, Factors factors) {
    return FactorEdit.apply(yaml, factors, EveryVendor.VENDORS::readPluginConfig);
  }

  private static PluginConfig parsed(String yaml) {
    Parsed<PluginConfig> parsed =
        PluginConfigParser.parse(yaml, PluginConfigParserTest.VENDORS, EveryVendor.PROFILES);
    assertThat(parsed).as(yaml).isInstanceOf(Parsed.Good.class);
    return ((Parsed.Good<PluginConfig>) parsed).value();
  }

  @Test
  void anEmptyTextBecomesAConfig() {
    assertThat(edited("", new Factors(Map.of(MEMORY, 8, CORES, 10, GPUMEM, 16))))
        .isEqualTo(
            """
            resources:
              nvidia.com/gpumem:
                factor: 16
            vendors:
              NVIDIA:
                memoryFactor: 8
                coreFactor: 10
            """);
  }

  @Test
  void changesNothingButTheFactor() {
    String yaml =
        """
        # ours
        vendors: # all of them
          # rack 3
          nvidia: {coreFactor:  2}   # two

        log: {v: 4}  # loud\
        """;
    assertThat(edited(yaml, new Factors(Map.of(MEMORY, 8, CORES, 10, ASCEND, 2))))
        .isEqualTo(
            """
            # ours
            vendors: # all of them
              Ascend:
                memoryFactor: 2
              # rack 3
              nvidia: {memoryFactor: 8, coreFactor:  10}   # two

            log: {v: 4}  # loud\
            """);
  }

  @Test
  void aTextThatIsNoConfigIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> edited("logs: 1", new Factors(Map.of(MEMORY, 8))))
        .withMessageContaining("did you mean 'log'?");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                edited(
                    "vendors: {Ascend: &x {coreFactor: 2}, NVIDIA: *x}",
                    new Factors(Map.of(CORES, 8))))
        .withMessageContaining("by hand");
  }

  @Property(tries = 300)
  void theResultIsTheConfigWithTheFactorsOverItAndAllComments(
      @ForAll("configs") String yaml, @ForAll("factors") Factors factors) {
    String edited = edited(yaml, factors);
    PluginConfig before = parsed(yaml);
    Factors all = before.factors();
    for (Map.Entry<FactorScope, Integer> entry : factors.values().entrySet()) {
      all = all.with(entry.getKey(), entry.getValue());
    }
    assertThat(parsed(edited)).isEqualTo(before.with(all));
    assertThat(comments(edited)).isEqualTo(comments(yaml));
    assertThat(edited(edited, factors)).isEqualTo(edited);
  }

  private static List<String> comments(String yaml) {
    return yaml.lines()
        .filter(line -> line.contains("#"))
        .map(line -> line.substring(line.indexOf('#')))
        .toList();
  }

  @Provide
  Arbitrary<String> configs() {
    return Arbitraries.of(
            "# \uD83D\uDE80 head\n",
            "---\n",
            "vendors:\n",
            "vendors: ~ # none\n",
            "vendors: {}\n",
            "vendors:\n  NVIDIA:\n    # eight\n    memoryFactor: 0x8 # hex\n",
            "vendors: # v\n    # a\n    nvidia:\n        coreFactor: 3\n    # b\n    Ascend: # c\n",
            "vendors: {Ascend: {memoryFactor: 3},\n  # mid\n  \"NVIDIA\": }\n",
            "resources:\n  # one\n  'nvidia.com/gpumem':\n    route: auto\n    # tail\n",
            "resources: {nvidia.com/gpumem: {factor: 2}, a.b/c: {factor: 5}}\n",
            "log: {v: 1} # log",
            "custom:\n- name: a.b/d # d\n  quantity: |\n    1 +\n    2\n",
            "control: {events: false}\r\n# windows\r\n")
        .list()
        .uniqueElements(FactorEditTest::section)
        .ofMaxSize(5)
        .map(
            parts -> {
              List<String> ordered =
                  parts.stream()
                      .sorted((a, b) -> Boolean.compare(b.equals("---\n"), a.equals("---\n")))
                      .toList();
              return String.join("\n", ordered);
            });
  }

  private static String section(String part) {
    return part.split("[:\n]", -1)[0];
  }

  @Provide
  Arbitrary<Factors> factors() {
    return Arbitraries.maps(
            Arbitraries.of(MEMORY, CORES, ASCEND, GPUMEM), Arbitraries.integers().between(1, 9_999))
        .map(Factors::new);
  }
}
