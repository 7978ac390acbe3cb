package io.hami.mock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.PluginConfig.Control;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.config.PluginConfig.Log;
import io.hami.mock.discovery.EveryVendor;
import io.hami.mock.model.FactorScope;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Measure;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.RouteChoice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PluginConfigParserTest {
  static final List<String> VENDORS = List.of("Ascend", "NVIDIA");
  private static final ResourceName GPUMEM = ResourceName.parse("nvidia.com/gpumem");

  private static Parsed<PluginConfig> parse(String yaml) {
    return PluginConfigParser.parse(yaml, VENDORS, EveryVendor.PROFILES);
  }

  private static List<String> problems(String yaml) {
    assertThat(parse(yaml)).isInstanceOf(Parsed.Bad.class);
    return ((Parsed.Bad<PluginConfig>) parse(yaml))
        .problems().stream().map(Problem::toString).toList();
  }

  @Test
  void readsEverything() {
    String yaml =
        """
        vendors:
          nvidia: {memoryFactor: 8, coreFactor: 10}
        resources:
          nvidia.com/gpumem: {factor: 16, route: device-plugin}
        custom:
          - name: example.com/licences
            quantity: 40
          - {name: example.com/slots, quantity: 'capacity("cpu") * 2', factor: 3}
        log: {v: 4, vmodule: "Reconciler=6,io.hami.mock.kubelet=4"}
        control: {changes: false}
        """;
    assertThat(parse(yaml))
        .isEqualTo(
            new Parsed.Good<>(
                new PluginConfig(
                    new Factors(
                        Map.of(
                            new FactorScope.OfVendor("NVIDIA", Measure.MEMORY), 8,
                            new FactorScope.OfVendor("NVIDIA", Measure.CORES), 10,
                            new FactorScope.OfResource(GPUMEM), 16)),
                    Map.of(GPUMEM, RouteChoice.DEVICE_PLUGIN),
                    new Log(
                        Optional.of(4),
                        Optional.of(Map.of("Reconciler", 6, "io.hami.mock.kubelet", 4))),
                    new Control(false, true),
                    List.of(
                        new CustomResource(
                            ResourceName.parse("example.com/licences"),
                            QuantityExpressionTest.good("40"),
                            1),
                        new CustomResource(
                            ResourceName.parse("example.com/slots"),
                            QuantityExpressionTest.good("capacity(\"cpu\") * 2"),
                            3)),
                    DeclaredInventory.NONE,
                    Hami.DEFAULTS,
                    List.of(),
                    false),
                List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "vendors:\n", "{}", "null", "log: {}\ncontrol:\n"})
  void anEmptyFileIsTheDefaults(String yaml) {
    assertThat(parse(yaml)).isEqualTo(new Parsed.Good<>(PluginConfig.DEFAULTS, List.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          vendor: {}                          | 1, column 1: vendor: one of the keys vendors, resources, custom, log, control, inventory, hami, faults, topology was expected, found 'vendor'; did you mean 'vendors'?
          vendors: {NVIDA: {}}                | column 11: vendors.NVIDA: one of the vendors Ascend, NVIDIA was expected, found 'NVIDA'; did you mean 'NVIDIA'?
          vendors: {custom: {memoryFactor: 2}} | vendors.custom: one of the vendors Ascend, NVIDIA was expected, found 'custom'
          vendors: {NVIDIA: {}, nvidia: {}}   | vendors.nvidia: each vendor was expected once, found NVIDIA again
          vendors: {NVIDIA: {memFactor: 8}}   | vendors.NVIDIA.memFactor: one of the keys memoryFactor, coreFactor was expected, found 'memFactor'; did you mean 'memoryFactor'?
          vendors: {NVIDIA: {coreFactor: 0}}  | vendors.NVIDIA.coreFactor: a whole number from 1 to 2147483647 was expected, found the number 0
          vendors: {NVIDIA: {coreFactor: 2.0}} | found the number 2.0
          vendors: {NVIDIA: {coreFactor: "2"}} | found the text "2" (the quotes make it text)
          vendors: {NVIDIA: {coreFactor: 4294967296}} | found the number 4294967296
          vendors: {NVIDIA: 8}                | vendors.NVIDIA: a mapping of keys to values was expected, found the number 8
          resources: {gpumem: {factor: 2}}    | resources.gpumem: a resource name is domain/name
          resources: {a.b/c: {route: node}}   | resources.a.b/c.route: one of the routes auto, device-plugin, node-status was expected, found 'node'
          resources: {a.b/c: {factor: -1}}    | found the number -1
          resources: {a.b/c: {route: atuo}}   | did you mean 'auto'?
          custom: {name: a.b/c}               | custom: a list was expected, found a mapping
          custom: [{quantity: 1}]             | custom[0]: the key 'name' is missing
          custom: [{name: a.b/c}]             | custom[0]: the key 'quantity' is missing
          custom: [{name: "", quantity: 1}]   | custom[0].name: a resource name was expected, found nothing
          custom: [{name: a.b/c, quantity: 1, factor: 1.5}] | custom[0].factor: a whole number from 1
          custom: [{name: a.b/c, quantity: true}] | a whole number or an expression was expected, found the boolean true
          custom: [{name: a.b/c, quantity: [1]}] | a whole number or an expression was expected, found a list
          custom: [{name: a.b/c, quantity: -1}] | a quantity of at least 0 was expected, found '-1': its value is less than 0
          custom: [{name: a.b/c, quantity: 1 + (2}] | custom[0].quantity: at character 7 of '1 + (2': ')' was expected, found the end
          custom: [{name: a.b/c, quantity: 1}, {name: a.b/c, quantity: 2}] | custom[1].name: 'a.b/c' is the name of two served resources
          log: {v: -1}                        | log.v: a whole number from 0
          log: {vmodule: "Reconciler"}        | log.vmodule: pattern=N with a whole N of at least 0 was expected, found 'Reconciler'
          faults: [{fault: unhealthy}]        | faults[0].for: how long, from 1s to 24h
          faults: [{fault: sick, for: 1m}]    | 1, column 18: faults[0].fault: one of the faults unhealthy
          faults: [{fault: unhealthy, for: 1m, percent: 101}] | faults[0].percent: a whole number from 1 to 100
          faults: [{fault: unhealthy, for: 1m, of: NVIDA}] | faults[0].of: the name of a resource or one of the vendors
          control: {changes: 1}               | control.changes: true or false was expected, found the number 1
          [1]                                 | a mapping of sections (vendors, resources, ...) was expected, found a list
          {log: {v: 1, v: 2}}                 | log.v: this key is written twice
          {log: {v: 1}                        | this cannot be read as YAML
          """)
  void reportsEachProblemWithItsPosition(String yaml, String problem) {
    assertThat(problems(yaml)).singleElement().asString().contains(problem);
  }

  @Test
  void faultsAreWrittenAsOverHttp() {
    assertThat(
            parse(
                """
                faults:
                  - {fault: flapping, cards: [GPU-a, GPU-b], period: 5s, of: nvidia, for: 10m}
                  - fault: delay-allocate
                    delay: 3s
                    of: nvidia.com/gpumem
                    for: 1h
                """))
        .isInstanceOfSatisfying(
            Parsed.Good.class,
            good ->
                assertThat(((PluginConfig) good.value()).faults())
                    .extracting(Object::toString)
                    .containsExactly(
                        "cards GPU-a, GPU-b unhealthy every other 5s, NVIDIA",
                        "Allocate delayed by 3s, nvidia.com/gpumem"));
  }

  @Test
  void aSecondDocumentIsAProblem() {
    assertThat(problems("log: {v: 1}\n---\nlog: {v: 2}\n"))
        .singleElement()
        .asString()
        .contains("only one YAML document was expected");
  }

  @Test
  void findsAllProblemsAtOnceInTheOrderOfTheFile() {
    assertThat(
            problems(
                """
                vendors: {NVIDIA: {memoryFactor: 0}}
                resources: {gpumem: {route: x, factor: 1.5}}
                custom: [{name: /, quantity: 1 +}]
                colour: red
                """))
        .extracting(problem -> problem.replaceFirst("line (\\d).*", "$1"))
        .containsExactly("1", "2", "2", "2", "3", "3", "4");
  }
}
