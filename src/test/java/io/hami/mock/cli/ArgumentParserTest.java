package io.hami.mock.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.hami.mock.cli.Command.Bad;
import io.hami.mock.cli.Command.Cleanup;
import io.hami.mock.cli.Command.Explain;
import io.hami.mock.cli.Command.Output;
import io.hami.mock.cli.Command.Run;
import io.hami.mock.cli.Command.Simulate;
import io.hami.mock.config.ConfigKind;
import io.hami.mock.discovery.ReferenceFlag;
import io.hami.mock.discovery.ReferenceNames;
import io.hami.mock.log.LogOptions;
import io.hami.mock.log.LogOptions.Severity;
import io.hami.mock.log.LogOptions.SourceLine;
import io.hami.mock.log.ModuleVerbosity;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Nodes.Scope;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentParserTest {
  private static final Options DEFAULTS =
      new Options(
          Optional.empty(),
          new ConfigOptions(
              Map.of(),
              Map.of(
                  ConfigKind.DEVICE, "hami-scheduler-device",
                  ConfigKind.PLUGIN, "hami-mock-device-plugin"),
              Optional.empty()),
          Path.of("/var/lib/kubelet/device-plugins"),
          Optional.empty(),
          ReferenceNames.DEFAULTS,
          HardwareOptions.NONE,
          new ControlOptions(
              Optional.of(InetSocketAddress.createUnresolved("127.0.0.1", 9430)),
              Optional.empty(),
              true,
              true,
              Optional.empty()),
          LogOptions.DEFAULTS);

  @TempDir Path home;

  @Test
  void withoutArgumentsItRunsWithTheDefaults() {
    assertThat(parse()).isEqualTo(new Run(DEFAULTS));
  }

  @ParameterizedTest
  @EnumSource(ReferenceFlag.class)
  void everyFlagOfTheReferenceNamesItsResource(ReferenceFlag flag) {
    ResourceName name = new ResourceName("example.com", "x");

    for (String[] args : spellings(flag.flag(), "example.com/x")) {
      assertThat(options(args).reference()).isEqualTo(new ReferenceNames(Map.of(flag, name)));
    }
  }

  @Test
  void aFlagThatRepeatsItsDefaultCountsAsGiven() {
    assertThat(options("-resource-mem=nvidia.com/gpumem").reference())
        .isEqualTo(
            new ReferenceNames(
                Map.of(ReferenceFlag.RESOURCE_MEM, ResourceName.parse("nvidia.com/gpumem"))));
  }

  static Stream<Arguments> valueFlags() {
    return Stream.of(
        value("node-name", "n1", Options::nodeName, Optional.of("n1")),
        value(
            "device-config-file",
            "/c.yaml",
            options -> options.configs().files(),
            Map.of(ConfigKind.DEVICE, Path.of("/c.yaml"))),
        value(
            "config-file",
            "/c.yaml",
            options -> options.configs().files(),
            Map.of(ConfigKind.PLUGIN, Path.of("/c.yaml"))),
        value(
            "device-config-map",
            "m",
            options ->
                options.configs().maps().entrySet().contains(Map.entry(ConfigKind.DEVICE, "m")),
            true),
        value(
            "config-map",
            "m",
            options ->
                options.configs().maps().entrySet().contains(Map.entry(ConfigKind.PLUGIN, "m")),
            true),
        value(
            "config-map",
            "",
            options -> options.configs().maps().keySet(),
            Set.of(ConfigKind.DEVICE)),
        value("namespace", "ns", options -> options.configs().namespace(), Optional.of("ns")),
        value("http-address", ":80", options -> options.control().http(), address("0.0.0.0", 80)),
        value("http-address", "[::1]:80", options -> options.control().http(), address("::1", 80)),
        value("http-address", "", options -> options.control().http(), Optional.empty()),
        value(
            "grpc-health-address",
            "h:1",
            options -> options.control().grpcHealth(),
            address("h", 1)),
        value("jmx-port", "0", options -> options.control().remoteJmx(), Optional.empty()),
        value(
            "jmx-port",
            "9",
            options -> options.control().remoteJmx(),
            Optional.of(
                new ControlOptions.RemoteJmx(
                    "127.0.0.1",
                    9,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()))),
        value("device-plugin-dir", "/p", Options::devicePluginDir, Path.of("/p")),
        value("kubeconfig", "/k", Options::kubeconfig, Optional.of(Path.of("/k"))),
        value("discover", "hardware", options -> options.hardware().discover(), true),
        value("discover", "", Options::hardware, HardwareOptions.NONE),
        value(
            "nvml-library",
            "/n.so",
            Options::hardware,
            new HardwareOptions(false, Optional.of(Path.of("/n.so")))),
        value("v", "5", options -> options.log().verbosity(), 5),
        value("v", "0x10", options -> options.log().verbosity(), 16),
        value("v", "-1", options -> options.log().verbosity(), -1),
        value("log_dir", "/l", options -> options.log().directory(), Optional.of(Path.of("/l"))),
        value(
            "log_dir", "-odd", options -> options.log().directory(), Optional.of(Path.of("-odd"))),
        value("stderrthreshold", "warning", Options::log, threshold(Severity.WARNING)),
        value("stderrthreshold", "INFO", Options::log, threshold(Severity.INFO)),
        value("stderrthreshold", "FATAL", Options::log, threshold(Severity.FATAL)),
        value("stderrthreshold", "0", Options::log, threshold(Severity.INFO)),
        value("stderrthreshold", "3", Options::log, threshold(Severity.FATAL)),
        value(
            "vmodule",
            "Planner=4,io.hami.*=0x6,",
            options -> options.log().modules(),
            List.of(new ModuleVerbosity("Planner", 4), new ModuleVerbosity("io.hami.*", 6))),
        value(
            "log_backtrace_at",
            "a/b/Planner.java:12",
            options -> options.log().backtraceAt(),
            Optional.of(new SourceLine("Planner", 12))),
        value(
            "log_backtrace_at",
            "Planner:12",
            options -> options.log().backtraceAt(),
            Optional.of(new SourceLine("Planner", 12))),
        value(
            "log_backtrace_at",
            "server.go:3",
            options -> options.log().backtraceAt(),
            Optional.of(new SourceLine("server", 3))),
        value("log_backtrace_at", ":0", options -> options.log().backtraceAt(), Optional.empty()));
  }

  private static Optional<InetSocketAddress> address(String host, int port) {
    return Optional.of(InetSocketAddress.createUnresolved(host, port));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-http-address=80",
        "-http-address=h:",
        "-http-address=h:0",
        "-http-address=h:65536",
        "-http-address=::1:80",
        "-grpc-health-address=x",
        "-jmx-port=65536",
        "-jmx-port=-1",
        "-jmx-port=x"
      })
  void anInvalidAddressIsRefusedWithTheExpectedForm(String argument) {
    assertThat(parse(argument))
        .isInstanceOfSatisfying(
            Command.Bad.class,
            bad ->
                assertThat(bad.message())
                    .contains("invalid value")
                    .containsAnyOf("host:port was expected", "a port from 0 to 65535"));
  }

  @Test
  void flagsThatAreOnByDefaultCanBeTurnedOff() {
    assertThat(options("-events=false", "-jmx=0", "-http-address=").control())
        .isEqualTo(ControlOptions.NONE);
  }

  @Test
  void theNamespaceOfThePodIsUsedWithoutTheFlag() {
    Map<String, String> environment = Map.of("POD_NAMESPACE", "pods");
    assertThat(options(environment).configs().namespace()).hasValue("pods");
    assertThat(options(environment, "-namespace=ns").configs().namespace()).hasValue("ns");
  }

  @ParameterizedTest(name = "-{0} {1}")
  @MethodSource("valueFlags")
  void everyFlagWithAValueIsReadInAllSpellings(
      String flag, String text, Function<Options, Object> part, Object value) {
    for (String[] args : spellings(flag, text)) {
      assertThat(part.apply(options(args))).isEqualTo(value);
    }
  }

  static Stream<Arguments> booleans() {
    return Stream.of(
        arguments("debug", (Function<Options, Boolean>) o -> o.log().debug()),
        arguments("logtostderr", (Function<Options, Boolean>) o -> o.log().toStderr()),
        arguments("alsologtostderr", (Function<Options, Boolean>) o -> o.log().alsoToStderr()));
  }

  @ParameterizedTest(name = "-{0}")
  @MethodSource("booleans")
  void everyBooleanFlagTakesGosBooleans(String flag, Function<Options, Boolean> part) {
    assertThat(part.apply(options())).isFalse();
    for (String dash : List.of("-", "--")) {
      assertThat(part.apply(options(dash + flag))).isTrue();
      for (String yes : List.of("1", "t", "T", "true", "TRUE", "True")) {
        assertThat(part.apply(options(dash + flag + "=" + yes))).isTrue();
      }
      for (String no : List.of("0", "f", "F", "false", "FALSE", "False")) {
        assertThat(part.apply(options(dash + flag + "=" + no))).isFalse();
      }
    }
  }

  @Test
  void theLastOfSeveralWins() {
    assertThat(options("-v=3", "--v", "5", "-v", "4").log().verbosity()).isEqualTo(4);
    assertThat(options("-debug", "-debug=false").log().debug()).isFalse();
  }

  @Test
  void anEmptyValueMeansNoValue() {
    assertThat(
            parse(
                "-node-name=",
                "-device-config-file",
                "",
                "-kubeconfig=",
                "-log_dir=",
                "-vmodule=",
                "-log_backtrace_at="))
        .isEqualTo(new Run(DEFAULTS));
  }

  @Test
  void theEnvironmentIsUsedWhereFlagsAreMissing() {
    Map<String, String> environment = Map.of("NODE_NAME", "n1", "KUBECONFIG", "/env");

    Options silent = options(environment);
    assertThat(silent.nodeName()).contains("n1");
    assertThat(silent.kubeconfig()).contains(Path.of("/env"));
    Options spoken = options(environment, "-node-name=n2", "-kubeconfig=/flag");
    assertThat(spoken.nodeName()).contains("n2");
    assertThat(spoken.kubeconfig()).contains(Path.of("/flag"));
    assertThat(parse(Map.of("NODE_NAME", "", "KUBECONFIG", "", "HOME", "")))
        .isEqualTo(new Run(DEFAULTS));
  }

  @Test
  void theKubeconfigOfTheHomeDirectoryIsTakenWhereThereIsOne() throws IOException {
    Map<String, String> environment = Map.of("HOME", home.toString());
    assertThat(options(environment).kubeconfig()).isEmpty();

    Path config = Files.createDirectory(home.resolve(".kube")).resolve("config");
    Files.createFile(config);
    assertThat(options(environment).kubeconfig()).contains(config);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "simulate -once -debug",
        "-once simulate -debug",
        "-debug --once simulate",
        "-debug -once -- simulate"
      })
  void flagsStandBeforeOrAfterSimulate(String line) {
    assertThat(parse(line.split(" ")))
        .isInstanceOfSatisfying(
            Simulate.class,
            simulate -> {
              assertThat(simulate.once()).isTrue();
              assertThat(simulate.options().log().debug()).isTrue();
            });
  }

  @Test
  void simulateTakesTheSameFlags() {
    assertThat(parse("simulate")).isEqualTo(new Simulate(DEFAULTS, false));
    assertThat(parse("simulate", "-device-config-file=/c", "-resource-mem=a.b/c"))
        .isInstanceOfSatisfying(
            Simulate.class,
            simulate -> {
              assertThat(simulate.options().configs().files())
                  .containsEntry(ConfigKind.DEVICE, Path.of("/c"));
              assertThat(simulate.options().reference().given())
                  .containsOnlyKeys(ReferenceFlag.RESOURCE_MEM);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "explain                             |         | TEXT",
        "explain -o json                     |         | JSON",
        "explain --o=json                    |         | JSON",
        "-output json explain                |         | JSON",
        "--output=text explain               |         | TEXT",
        "explain -node-file n.yaml           | n.yaml  | TEXT",
        "--node-file=n.json explain -o=json  | n.json  | JSON",
      })
  void explainTakesANodeAndAnOutput(String line, String file, Output output) {
    assertThat(parse(line.split(" +")))
        .isEqualTo(new Explain(DEFAULTS, Optional.ofNullable(file).map(Path::of), output));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-help", "--help", "-h", "--h", "simulate -help", "-resource-mem=bad -help"})
  void helpPrintsTheUsage(String line) {
    assertThat(parse(line.split(" "))).isEqualTo(new Command.Help(Usage.text()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cleanup                       |    |           | false",
        "cleanup -node n1              | n1 |           | false",
        "--node=n1 cleanup --dry-run   | n1 |           | true",
        "cleanup -selector pool=a,!b   |    | pool=a,!b | false",
        "cleanup -dry-run=false        |    |           | false",
      })
  void cleanupTakesANodeOrASelector(String line, String node, String selector, boolean dryRun) {
    Scope scope =
        Optional.ofNullable(node)
            .<Scope>map(Scope.One::new)
            .orElseGet(() -> new Scope.Selected(Optional.ofNullable(selector).orElse("")));

    assertThat(parse(line.split(" +"))).isEqualTo(new Cleanup(DEFAULTS, scope, dryRun));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-version", "--version", "-version=1", "explain -version"})
  void versionPrintsTheBuild(String line) {
    assertThat(parse(line.split(" ")))
        .isInstanceOfSatisfying(
            Command.Version.class,
            version ->
                assertThat(version.text()).matches("k8s-device-plugin \\d+\\.\\d+\\.\\d+.*"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "-resorce-mem x            | flag provided but not defined: -resorce-mem; did you mean"
            + " -resource-mem?",
        "--resorce-mem=x           | flag provided but not defined: -resorce-mem; did you mean"
            + " -resource-mem?",
        "--logtostder              | flag provided but not defined: -logtostder; did you mean"
            + " -logtostderr?",
        "-v5                       | flag provided but not defined: -v5; did you mean -v?",
        "-frobnicate               | flag provided but not defined: -frobnicate",
        "---v                      | flag provided but not defined: --v; did you mean -v?",
        "simulate -onec            | flag provided but not defined: -onec; did you mean -once?",
        "-resource-mem gpumem      | invalid value \"gpumem\" for flag -resource-mem: a resource"
            + " name is domain/name with exactly one '/', not 'gpumem'",
        "-resource-mem=            | invalid value \"\" for flag -resource-mem: a resource name is"
            + " domain/name with exactly one '/', not ''",
        "--iluvatar-core-name=A/b  | invalid value \"A/b\" for flag -iluvatar-core-name: the domain"
            + " 'A' is not a lower-case DNS name of 1 to 244 characters",
        "-resource-mem -debug      | invalid value \"-debug\" for flag -resource-mem: a resource"
            + " name is domain/name with exactly one '/', not '-debug'",
        "-resource-mem             | flag needs an argument: -resource-mem",
        "-debug --v                | flag needs an argument: -v",
        "explain -o                | flag needs an argument: -o",
        "explain -output           | flag needs an argument: -output",
        "-frobnicate -v            | flag provided but not defined: -frobnicate",
        "-v --                     | invalid value \"--\" for flag -v: a whole number was expected,"
            + " as 4 or 0x4",
        "-debug=                   | invalid value \"\" for flag -debug: true or false was"
            + " expected",
        "-debug=maybe              | invalid value \"maybe\" for flag -debug: true or false was"
            + " expected",
        "-v=x                      | invalid value \"x\" for flag -v: a whole number was expected,"
            + " as 4 or 0x4",
        "-v=1.5                    | invalid value \"1.5\" for flag -v: a whole number was"
            + " expected, as 4 or 0x4",
        "-v=4294967296             | invalid value \"4294967296\" for flag -v: a whole number was"
            + " expected, as 4 or 0x4",
        "-vmodule=Planner          | invalid value \"Planner\" for flag -vmodule: pattern=N with N"
            + " of at least 0 was expected, found \"Planner\"",
        "-vmodule=A=1,=2           | invalid value \"A=1,=2\" for flag -vmodule: pattern=N with N"
            + " of at least 0 was expected, found \"=2\"",
        "-vmodule=A=-1             | invalid value \"A=-1\" for flag -vmodule: pattern=N with N of"
            + " at least 0 was expected, found \"A=-1\"",
        "-stderrthreshold=LOUD     | invalid value \"LOUD\" for flag -stderrthreshold: INFO,"
            + " WARNING, ERROR, FATAL or 0 to 3 was expected",
        "-stderrthreshold=4        | invalid value \"4\" for flag -stderrthreshold: INFO, WARNING,"
            + " ERROR, FATAL or 0 to 3 was expected",
        "-log_backtrace_at=Main    | invalid value \"Main\" for flag -log_backtrace_at:"
            + " Class.java:N with a line N of at least 1 was expected",
        "-log_backtrace_at=Main:0  | invalid value \"Main:0\" for flag -log_backtrace_at:"
            + " Class.java:N with a line N of at least 1 was expected",
        "-log_backtrace_at=:7      | invalid value \":7\" for flag -log_backtrace_at: Class.java:N"
            + " with a line N of at least 1 was expected",
        "-device-plugin-dir=       | invalid value \"\" for flag -device-plugin-dir: a directory"
            + " was expected",
        "-discover=annotations     | invalid value \"annotations\" for flag -discover: hardware or"
            + " nothing was expected",
        "explain -o yaml           | invalid value \"yaml\" for flag -output: text or json was"
            + " expected",
        "simulat                   | unexpected argument \"simulat\": a flag or a sub-command"
            + " (cleanup, explain, profiles, simulate) was expected; did you mean simulate?",
        "-debug false              | unexpected argument \"false\": a flag or a sub-command"
            + " (cleanup, explain, profiles, simulate) was expected",
        "explain node.yaml         | unexpected argument \"node.yaml\" after explain: only flags"
            + " were expected",
        "-once                     | flag -once belongs to the sub-command simulate",
        "-dry-run                  | flag -dry-run belongs to the sub-command cleanup",
        "explain -node x           | flag -node belongs to the sub-command cleanup",
        "cleanup -node a -selector b | flags -node and -selector exclude each other",
        "cleanup -node=            | invalid value \"\" for flag -node: leave the flag out for all"
            + " Nodes",
        "cleanup -selector=        | invalid value \"\" for flag -selector: leave the flag out for"
            + " all Nodes",
        "cleanup -node-name a      | flag -node-name names the node that the plugin runs on;"
            + " cleanup takes -node",
        "simulate -o json          | flag -output belongs to the sub-command explain or profiles",
        "-node-file=x              | flag -node-file belongs to the sub-command explain",
        "@file                     | unexpected argument \"@file\": a flag or a sub-command"
            + " (cleanup, explain, profiles, simulate) was expected",
      })
  void anErrorIsOneLineAndPointsToTheHelp(String line, String message) {
    assertThat(parse(line.split(" ")))
        .isEqualTo(new Bad(message + "\nrun 'k8s-device-plugin -help' for all flags"));
  }

  private static Command parse(String... args) {
    return parse(Map.of(), args);
  }

  private static Command parse(Map<String, String> environment, String... args) {
    return new ArgumentParser(environment).parse(args);
  }

  private static Options options(String... args) {
    return options(Map.of(), args);
  }

  private static Options options(Map<String, String> environment, String... args) {
    return switch (parse(environment, args)) {
      case Run(Options options) -> options;
      case Command other -> throw new AssertionError(other);
    };
  }

  private static List<String[]> spellings(String flag, String value) {
    return List.of(
        new String[] {"-" + flag, value},
        new String[] {"--" + flag, value},
        new String[] {"-" + flag + "=" + value},
        new String[] {"--" + flag + "=" + value});
  }

  private static Arguments value(
      String flag, String text, Function<Options, Object> part, Object value) {
    return arguments(flag, text, part, value);
  }

  private static LogOptions threshold(Severity severity) {
    return new LogOptions(
        0, false, List.of(), Optional.empty(), false, false, severity, Optional.empty());
  }
}
