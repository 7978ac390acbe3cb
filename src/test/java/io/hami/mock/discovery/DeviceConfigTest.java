package io.hami.mock.discovery;

import static io.hami.mock.discovery.EveryVendor.bad;
import static io.hami.mock.discovery.EveryVendor.config;
import static io.hami.mock.discovery.EveryVendor.good;
import static io.hami.mock.discovery.EveryVendor.names;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.Parsed;
import io.hami.mock.config.Problem;
import io.hami.mock.discovery.Ascend.Mode;
import io.hami.mock.discovery.Ascend.Vnpus;
import io.hami.mock.model.ResourceName;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The keys that the vendors read from HAMi's device config. */
class DeviceConfigTest {
  @Test
  void readsTheCompleteExample() throws IOException {
    Parsed.Good<DeviceConfig> parsed = good(resource("/io/hami/mock/config/complete.yaml"));

    assertThat(parsed.warnings()).isEmpty();
    assertThat(parsed.value())
        .isEqualTo(
            DeviceConfig.EMPTY
                .with(
                    new Nvidia().section(),
                    new Nvidia.Names(
                        cards("nvidia.com/gpu", "nvidia.com/gpumem", "nvidia.com/gpucores", 8),
                        name("nvidia.com/gpumem-percentage"),
                        Nvidia.Scaling.CHART,
                        new MigProfiles(
                            List.of(
                                new MigProfiles.Allowed(
                                    List.of("A100-SXM4-80GB"), List.of("1g.10gb", "3g.40gb"))))))
                .with(
                    new Ascend().section(),
                    new Vnpus(
                        Mode.TEMPLATE,
                        List.of(
                            new Chip(
                                "910B3",
                                "Ascend910B3",
                                cards(
                                    "huawei.com/Ascend910B3",
                                    "huawei.com/Ascend910B3-memory",
                                    "huawei.com/Ascend910B3-core",
                                    1),
                                OptionalInt.of(4)))))
                .with(
                    new Hygon().section(),
                    CardNames.of("hygon.com/dcunum", "hygon.com/dcumem", "hygon.com/dcucores"))
                .with(
                    new Cambricon().section(),
                    CardNames.of(
                        "cambricon.com/vmlu",
                        "cambricon.com/mlu.smlu.vmemory",
                        "cambricon.com/mlu.smlu.vcore"))
                .with(new Iluvatar().section(), List.of(iluvatar("MR-V100"), iluvatar("BI-V150")))
                .with(
                    new Kunlun().section(),
                    new Kunlun.Names(
                        name("kunlunxin.com/xpu"),
                        name("kunlunxin.com/vxpu"),
                        name("kunlunxin.com/vxpu-memory")))
                .with(
                    new Amd().section(),
                    new Amd.Names(
                        CardNames.of("amd.com/gpu", "amd.com/gpumem", "amd.com/gpucores"),
                        Optional.empty()))
                .with(
                    new Metax().section(),
                    new Metax.Names(
                        name("metax-tech.com/gpu"),
                        CardNames.of(
                            "metax-tech.com/sgpu",
                            "metax-tech.com/vmemory",
                            "metax-tech.com/vcore")))
                .with(
                    new Enflame().section(),
                    new Enflame.Names(
                        name("enflame.com/gcu"),
                        CardNames.of(
                            "enflame.com/drs-gcu",
                            "enflame.com/gcu-memory",
                            "enflame.com/gcu-core")))
                .with(
                    new MooreThreads().section(),
                    CardNames.of(
                        "mthreads.com/vgpu", "mthreads.com/sgpu-memory", "mthreads.com/sgpu-core"))
                .with(
                    new AwsNeuron().section(),
                    CardNames.of("aws.amazon.com/neuron", "", "aws.amazon.com/neuroncore"))
                .with(new Vastai().section(), CardNames.of("vastaitech.com/va", "", ""))
                .with(new Biren().section(), CardNames.of("birentech.com/gpu", "", "")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "  \n",
        "# nothing\n",
        "---\n",
        "~",
        "null",
        "{}",
        "nvidia:\nvnpus:\niluvatars: ~\nenflame: null\n"
      })
  void nothingConfiguredIsEmpty(String yaml) {
    assertThat(good(yaml).value()).isEqualTo(DeviceConfig.EMPTY);
    assertThat(good(yaml).warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "8          | 8",
        "0          | 1",
        "1          | 1",
        "~          | 1",
        "''         | 1",
        "0x10       | 16",
        "010        | 8",
        "0o17       | 15",
        "0b11       | 3",
        "1_000      | 1000",
        "+5         | 5",
        "2147483647 | 2147483647",
        "!!int '3'  | 3",
      })
  void memoryFactorIsReadAsHamiReadsIt(String written, int factor) {
    Parsed.Good<DeviceConfig> parsed = good("hygon: {memoryFactor: " + written + "}");

    assertThat(names(parsed.value(), new Hygon()).memoryFactor()).isEqualTo(factor);
    assertThat(parsed.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2.7  | 2   | a whole number was expected; the number 2.7 is cut down to 2, as HAMi does",
        "1e3  | 1000| a whole number was expected; the number 1e3 is cut down to 1000, as HAMi"
            + " does",
        "08   | 8   | a whole number was expected; the number 08 is cut down to 8, as HAMi does",
        "-0.5 | 1   | a whole number was expected; the number -0.5 is cut down to 0, as HAMi does",
        "-4   | 1   | a factor below 1 means 1, found -4",
      })
  void oddFactorsAreTakenWithAWarning(String written, int factor, String warning) {
    Parsed.Good<DeviceConfig> parsed = good("nvidia: {memoryFactor: " + written + "}");

    assertThat(names(parsed.value(), new Nvidia()).cards().memoryFactor()).isEqualTo(factor);
    assertThat(parsed.warnings())
        .extracting(Problem::toString)
        .containsExactly("line 1, column 24: nvidia.memoryFactor: " + warning);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true|true",
        "yes|true",
        "on|true",
        "y|true",
        "ON|true",
        "false|false",
        "no|false",
        "Off|false",
        "~|false"
      })
  void booleansAreThoseOfYaml11(String written, boolean softMode) {
    assertThat(
            config("vnpus: {hamiVnpuCore: " + written + "}")
                .find(new Ascend().section())
                .orElseThrow()
                .mode())
        .isEqualTo(softMode ? Mode.HAMI_CORE : Mode.TEMPLATE);
  }

  @Test
  void bareNumbersAndBooleansForTextKeepTheirSource() {
    DeviceConfig config =
        good("iluvatars:\n- {chipName: 0x10, commonWord: yes}\n- {chipName: 1_0, commonWord: 2.50}")
            .value();

    assertThat(names(config, new Iluvatar()))
        .extracting(Chip::chipName, Chip::commonWord)
        .containsExactly(tuple("0x10", "yes"), tuple("1_0", "2.50"));
  }

  static Stream<Arguments> mismatches() {
    return Stream.of(
        arguments(
            "nvidia: {memoryFactor: \"2\"}",
            "line 1, column 24: nvidia.memoryFactor: a whole number was expected, found the text"
                + " \"2\" (the quotes make it text)"),
        arguments(
            "vnpus:\n  hamiVnpuCore: 'true'",
            "line 2, column 17: vnpus.hamiVnpuCore: true or false was expected, found the text"
                + " \"true\" (the quotes make it text)"),
        arguments(
            "hygon: {memoryFactor: 2147483648}",
            "line 1, column 23: hygon.memoryFactor: a whole number from -2147483648 to 2147483647"
                + " was expected, found 2147483648"),
        arguments(
            "hygon: {memoryFactor: 1.0e10}",
            "line 1, column 23: hygon.memoryFactor: a whole number from -2147483648 to 2147483647"
                + " was expected, found 10000000000"),
        arguments(
            "hygon: {memoryFactor: .inf}",
            "line 1, column 23: hygon.memoryFactor: a whole number was expected, found the number"
                + " .inf"),
        arguments(
            "nvidia: {deviceSplitCount: -1}",
            "line 1, column 28: nvidia.deviceSplitCount: a whole number from 0 to"
                + " 18446744073709551615 was expected, found -1"),
        arguments(
            "nvidia: {preConfiguredDeviceMemory: 9223372036854775808}",
            "line 1, column 37: nvidia.preConfiguredDeviceMemory: a whole number from"
                + " -9223372036854775808 to 9223372036854775807 was expected, found"
                + " 9223372036854775808"),
        arguments(
            "nvidia: {deviceMemoryScaling: much}",
            "line 1, column 31: nvidia.deviceMemoryScaling: a number was expected, found the text"
                + " \"much\""),
        arguments(
            "nvidia: {disableCoreLimit: 1}",
            "line 1, column 28: nvidia.disableCoreLimit: true or false was expected, found the"
                + " number 1"),
        arguments(
            "nvidia: [1]",
            "line 1, column 9: nvidia: a mapping of keys to values was expected, found a list"),
        arguments(
            "nvidia: gpu",
            "line 1, column 9: nvidia: a mapping of keys to values was expected, found the text"
                + " \"gpu\""),
        arguments(
            "iluvatars: {chipName: x}",
            "line 1, column 12: iluvatars: a list was expected, found a mapping of keys to values"),
        arguments(
            "iluvatars: [x]",
            "line 1, column 13: iluvatars[0]: a mapping of keys to values was expected, found the"
                + " text \"x\""),
        arguments(
            "nvidia: {resourceCountName: [nvidia.com/gpu]}",
            "line 1, column 29: nvidia.resourceCountName: text was expected, found a list"),
        arguments(
            "nvidia: {resourcePriorityName: {}}",
            "line 1, column 32: nvidia.resourcePriorityName: text was expected, found a mapping of"
                + " keys to values"),
        arguments(
            "nvidia: {migProfileAllowlist: [{models: A100}]}",
            "line 1, column 41: nvidia.migProfileAllowlist[0].models: a list was expected, found"
                + " the text \"A100\""),
        arguments(
            "nvidia: {knownMigGeometries: [{allowedGeometries: [[{core: 1}, {memory: x}]]}]}",
            "line 1, column 73: nvidia.knownMigGeometries[0].allowedGeometries[0][1].memory: a"
                + " whole number was expected, found the text \"x\""),
        arguments(
            "vnpus: {configs: [{commonWord: A, templates: [{aiCPU: no}]}]}",
            "line 1, column 55: vnpus.configs[0].templates[0].aiCPU: a whole number was expected,"
                + " found the boolean no"),
        arguments(
            "metax: {sgpuTopologyAware: maybe}",
            "line 1, column 28: metax.sgpuTopologyAware: true or false was expected, found the"
                + " text \"maybe\""),
        arguments(
            "- nvidia",
            "line 1, column 1: a mapping of sections (amd, awsneuron, ...) was expected, found a"
                + " list"),
        arguments(
            "nvidia: {? [a] : b}", "line 1, column 12: nvidia: a key was expected, found a list"),
        arguments(
            "vnpus: 910B",
            "line 1, column 8: vnpus: a mapping with hamiVnpuMode (template, hami-core or enpu) and"
                + " configs (a list of chips), or a bare list of chips as up to HAMi v2.8, was"
                + " expected, found the text \"910B\""),
        arguments(
            "vnpus: {configs: {chipName: 910B}}",
            "line 1, column 18: vnpus.configs: a list was expected, found a mapping of keys to"
                + " values"),
        arguments(
            "vnpus:\n- chipName: 910B",
            "line 2, column 3: vnpus[0]: commonWord is missing: without it the chip's annotation"
                + " has no name"),
        arguments(
            "iluvatars:\n- ~",
            "line 2, column 3: iluvatars[0]: commonWord is missing: without it the chip's"
                + " annotation has no name"),
        arguments(
            "nvidia:\n  resourceMemoryName: gpumem",
            "line 2, column 23: nvidia.resourceMemoryName: a resource name is domain/name with"
                + " exactly one '/', not 'gpumem'"),
        arguments(
            "nvidia:\n  resourceCountName: NVIDIA.com/gpu",
            "line 2, column 22: nvidia.resourceCountName: the domain 'NVIDIA.com' is not a"
                + " lower-case DNS name of 1 to 244 characters"),
        arguments(
            "nvidia: {<<: 5}",
            "line 1, column 14: nvidia.<<: a mapping or a list of mappings was expected, found the"
                + " number 5"));
  }

  @ParameterizedTest
  @MethodSource("mismatches")
  void reportsTheExpectedTheFoundAndThePosition(String yaml, String problem) {
    assertThat(bad(yaml)).extracting(Problem::toString).containsExactly(problem);
  }

  @Test
  void findsEveryProblemInTheOrderOfTheFile() {
    String yaml =
        """
        nvidia:
          resourceMemoryName: gpumem
          memoryFactor: many
        hygon: []
        vnpus:
          hamiVnpuCore: 3
          configs:
          - resourceName: /
        """;

    assertThat(bad(yaml))
        .extracting(Problem::path, Problem::line)
        .containsExactly(
            tuple("nvidia.resourceMemoryName", 2),
            tuple("nvidia.memoryFactor", 3),
            tuple("hygon", 4),
            tuple("vnpus.hamiVnpuCore", 6),
            tuple("vnpus.configs[0]", 8),
            tuple("vnpus.configs[0].resourceName", 8));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "nvida: {}                          | nvida                    | nvidia",
        "Nvidia: {}                         | Nvidia                   | nvidia",
        "nvidia: {memoryfactor: 2}          | nvidia.memoryfactor      | memoryFactor",
        "nvidia: {resourceCuontName: a/b}   | nvidia.resourceCuontName | resourceCountName",
        "amd: {memoryFactor: 2}             | amd.memoryFactor         |",
        "vnpus: {config: []}                | vnpus.config             | configs",
        "inventory: {}                      | inventory                |",
        "vnpus: [{commonWord: A, aicore: 1}]| vnpus[0].aicore          | aiCore",
      })
  void unknownKeysAreWarnings(String yaml, String path, String nearest) {
    assertThat(good(yaml).warnings())
        .filteredOn(warning -> !warning.path().equals("vnpus"))
        .singleElement()
        .satisfies(
            warning -> {
              assertThat(warning.path()).isEqualTo(path);
              assertThat(warning.message()).isEqualTo("unknown key, ignored");
              assertThat(warning.nearest()).isEqualTo(Optional.ofNullable(nearest));
              assertThat(warning.line()).isEqualTo(1);
            });
  }

  @Test
  void theLastOfRepeatedKeysIsUsed() {
    Parsed.Good<DeviceConfig> parsed =
        good(
            """
            hygon:
              memoryFactor: 2
              memoryFactor: 3
              memoryFactor: 4
            """);

    assertThat(names(parsed.value(), new Hygon()).memoryFactor()).isEqualTo(4);
    assertThat(parsed.warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "line 3, column 3: hygon.memoryFactor: this key is written twice, first in line 2; the"
                + " last one wins",
            "line 4, column 3: hygon.memoryFactor: this key is written twice, first in line 3; the"
                + " last one wins");
  }

  @Test
  void repeatedSectionsAreLaidOverEachOtherAsYamlV2Does() {
    Parsed.Good<DeviceConfig> parsed =
        good(
            """
            hygon: {memoryFactor: 2, resourceMemoryName: hygon.com/a}
            hygon: {memoryFactor: 3}
            """);

    CardNames hygon = names(parsed.value(), new Hygon());
    assertThat(hygon.memoryFactor()).isEqualTo(3);
    assertThat(hygon.memory()).isEqualTo(name("hygon.com/a"));
    assertThat(parsed.warnings()).extracting(Problem::path).contains("hygon");
  }

  @Test
  void anchorsAliasesAndMergeKeysAreFollowed() {
    DeviceConfig config =
        good("""
        vnpus:
          configs:
          - &base {commonWord: A, memoryFactor: 2, resourceName: &name huawei.com/A}
          - {memoryFactor: 5, <<: *base, commonWord: B}
          - {<<: [{memoryFactor: 3}, *base], commonWord: C, resourceName: *name}
        """)
            .value();

    assertThat(names(config, new Ascend()).chips())
        .extracting(
            Chip::commonWord, chip -> chip.names().memoryFactor(), chip -> chip.names().count())
        .containsExactly(
            tuple("A", 2, name("huawei.com/A")),
            // yaml.v2 applies a merge key at its position.
            tuple("B", 2, name("huawei.com/A")),
            tuple("C", 3, name("huawei.com/A")));
  }

  @Test
  void aMappingThatMergesItselfIsAProblem() {
    assertThat(bad("nvidia: &a {<<: *a}"))
        .extracting(Problem::message)
        .containsExactly("this mapping merges itself");
  }

  @Test
  void theFlatFormOfVnpusMeansSoftModeOff() {
    Parsed.Good<DeviceConfig> parsed =
        good("vnpus:\n- {chipName: 910A, commonWord: Ascend910A, memoryFactor: 3}");

    assertThat(names(parsed.value(), new Ascend()))
        .isEqualTo(
            new Vnpus(
                Mode.TEMPLATE,
                List.of(
                    new Chip(
                        "910A",
                        "Ascend910A",
                        new CardNames(Optional.empty(), Optional.empty(), Optional.empty(), 3)))));
    assertThat(parsed.warnings())
        .extracting(Problem::toString)
        .containsExactly(
            "line 2, column 1: vnpus: a bare list is the form of HAMi v2.8 and older; soft mode is"
                + " off with it");
  }

  @Test
  void theNestedFormOfVnpusHasSoftMode() {
    Parsed.Good<DeviceConfig> parsed =
        good("vnpus: {hamiVnpuCore: on, configs: [{commonWord: Ascend910A}]}");

    assertThat(names(parsed.value(), new Ascend()).mode()).isEqualTo(Mode.HAMI_CORE);
    assertThat(names(parsed.value(), new Ascend()).chips()).hasSize(1);
    assertThat(parsed.warnings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "enflame: {}                                                       | enflame.com/drs-gcu",
        "enflame: {resourceNameDRSGCU: ''}                                 | enflame.com/drs-gcu",
        "enflame: {resourceNameVGCU: enflame.com/vgcu}                     | enflame.com/vgcu",
        "enflame: {resourceNameDRSGCU: a.b/c, resourceNameVGCU: a.b/d}     | a.b/c",
        "enflame: {resourceNameDRSGCU: ~, resourceNameVGCU: a.b/d}         | a.b/d",
      })
  void enflameFallsBackToTheLegacyNameAndThenTheDefault(String yaml, String drs) {
    Enflame.Names enflame = names(config(yaml), new Enflame());

    assertThat(enflame.count()).isEmpty();
    assertThat(enflame.drs())
        .isEqualTo(cards(drs, "enflame.com/gcu-memory", "enflame.com/gcu-core", 1));
  }

  static Stream<Arguments> clashes() {
    return Stream.of(
        arguments(
            "nvidia: {resourceMemoryName: a.b/c}\nhygon: {resourceMemoryName: a.b/c}",
            "line 2, column 29: hygon.resourceMemoryName: 'a.b/c' is the name of two served"
                + " resources: this one and nvidia.resourceMemoryName (line 1)"),
        arguments(
            "vnpus:\n  configs:\n  - {commonWord: A, resourceMemoryName: a.b/c, resourceCoreName:"
                + " a.b/c}",
            "line 3, column 66: vnpus.configs[0].resourceCoreName: 'a.b/c' is the name of two"
                + " served resources: this one and"
                + " vnpus.configs[0].resourceMemoryName (line 3)"),
        arguments(
            "enflame: {resourceNameDRSGCU: enflame.com/gcu-memory}",
            "enflame.resourceNameGCUMemory: 'enflame.com/gcu-memory' is the name of two served"
                + " resources: this one and enflame.resourceNameDRSGCU (line 1)"));
  }

  @ParameterizedTest
  @MethodSource("clashes")
  void oneNameForTwoServedResourcesIsAProblem(String yaml, String problem) {
    assertThat(bad(yaml)).extracting(Problem::toString).containsExactly(problem);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nvidia: {resourceCountName: X}",
        "vnpus: {configs: [{commonWord: A, resourceName: X}]}",
        "hygon: {resourceCountName: X}",
        "amd: {resourceCountName: X}",
        "awsneuron: {resourceCountName: X}",
        "cambricon: {resourceMemoryName: X}",
        "cambricon: {resourceCoreName: X}",
        "mthreads: {resourceMemoryName: X}",
        "mthreads: {resourceCoreName: X}",
        "kunlun: {resourceCountName: X}",
        "metax: {resourceCountName: X}",
        "enflame: {resourceNameGCU: X}",
      })
  void aNameThatIsOnlyReadMayBeServedElsewhere(String section) {
    String yaml = section.replace("X", "a.b/c") + "\nbiren: {resourceCountName: a.b/c}";

    assertThat(good(yaml).warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nvidia: {resourceMemoryPercentageName: X}",
        "nvidia: {resourceCoreName: X}",
        "hygon: {resourceCoreName: X}",
        "amd: {resourceMemoryName: X}",
        "awsneuron: {resourceCoreName: X}",
        "cambricon: {resourceCountName: X}",
        "mthreads: {resourceCountName: X}",
        "iluvatars: [{commonWord: A, resourceCountName: X}]",
        "kunlun: {resourceVCountName: X}",
        "kunlun: {resourceVMemoryName: X}",
        "metax: {resourceVCountName: X}",
        "metax: {resourceVMemoryName: X}",
        "metax: {resourceVCoreName: X}",
        "enflame: {resourceNameVGCU: X}",
        "enflame: {resourceNameGCUCore: X}",
        "vastai: {resourceCountName: X}",
      })
  void aNameThatIsServedMayNotBeServedElsewhere(String section) {
    String yaml = section.replace("X", "a.b/c") + "\nbiren: {resourceCountName: a.b/c}";

    assertThat(bad(yaml)).singleElement().extracting(Problem::line).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`nvidia: {a: 1`           | 1 | 14",
        "`nvidia:\n\ta: 1`         | 2 | 1",
        "`nvidia:\n  a: b: c`      | 2 | 7",
        "`a: *nowhere`             | 1 | 4",
        "`a: 1\nb: \u0007`         | 2 | 4",
        "`a: \"\\q\"`              | 1 | 6",
      })
  void invalidYamlIsOneProblemInPlainWords(String yaml, int line, int column) {
    assertThat(bad(yaml))
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.message())
                  .startsWith("this cannot be read as YAML: ")
                  .doesNotContain("snakeyaml", "Exception", "null", "\n");
              assertThat(List.of(problem.line(), problem.column())).containsExactly(line, column);
            });
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void filesBeyondTheLimitsAreProblems(String yaml) {
    assertThat(bad(yaml))
        .singleElement()
        .extracting(Problem::message)
        .asString()
        .startsWith("this cannot be read as YAML: ")
        .doesNotContain("\n");
  }

  static Stream<String> bombs() {
    return Stream.of(
        "a: " + "[".repeat(10_000),
        "a: " + "x".repeat(4 << 20),
        "a: &a []\nb: [" + "*a, ".repeat(60) + "]");
  }

  @Test
  void onlyTheFirstDocumentIsRead() {
    Parsed.Good<DeviceConfig> parsed =
        good(
            """
            ---
            hygon: {memoryFactor: 2}
            ---
            hygon: {memoryFactor: x}
            """);

    assertThat(names(parsed.value(), new Hygon()).memoryFactor()).isEqualTo(2);
    assertThat(parsed.warnings())
        .extracting(Problem::message)
        .containsExactly(
            "only the first YAML document is read, as HAMi does; what follows it is ignored");
  }

  private static Optional<ResourceName> name(String text) {
    return Optional.of(ResourceName.parse(text));
  }

  private static CardNames cards(String count, String memory, String cores, int factor) {
    return new CardNames(name(count), name(memory), name(cores), factor);
  }

  private static Chip iluvatar(String chip) {
    return new Chip(
        chip,
        chip,
        cards(
            "iluvatar.ai/" + chip + "-vgpu",
            "iluvatar.ai/" + chip + ".vMem",
            "iluvatar.ai/" + chip + ".vCore",
            1));
  }

  private static String resource(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(DeviceConfigTest.class.getResourceAsStream(file))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
