package io.hami.mock.cli;

import io.hami.mock.cli.Command.Bad;
import io.hami.mock.cli.Command.Cleanup;
import io.hami.mock.cli.Command.Explain;
import io.hami.mock.cli.Command.Help;
import io.hami.mock.cli.Command.Output;
import io.hami.mock.cli.Command.Profiles;
import io.hami.mock.cli.Command.Run;
import io.hami.mock.cli.Command.Simulate;
import io.hami.mock.cli.Command.Version;
import io.hami.mock.config.ConfigKind;
import io.hami.mock.discovery.ReferenceFlag;
import io.hami.mock.discovery.ReferenceNames;
import io.hami.mock.log.LogOptions;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Nodes.Scope;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads the command line as Go's flag package reads it, since the image is started with the
 * arguments of the reference and of HAMi (docs/architecture.md, decision 11). Unlike Go it accepts
 * flags after a sub-command too.
 */
public final class ArgumentParser {
  private static final String HINT = "\nrun 'k8s-device-plugin -help' for all flags";

  private final Map<String, String> environment;

  /**
   * A parser that takes defaults from {@code environment}: NODE_NAME, POD_NAMESPACE, KUBECONFIG and
   * HOME. An empty variable counts as not set.
   */
  public ArgumentParser(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** Parses {@code args}; an error gives {@link Bad}, nothing is thrown. */
  public Command parse(String... args) {
    try {
      return command(Arguments.of(args));
    } catch (BadFlagException bad) {
      return new Bad(bad.text() + HINT);
    }
  }

  private Command command(Arguments given) {
    if (given.bool(Flag.HELP)) {
      return new Help(Usage.text());
    }
    if (given.bool(Flag.VERSION)) {
      return new Version(BuildVersion.current().toString());
    }
    Optional<SubCommand> subCommand = subCommand(given.words());
    for (Flag flag : Flag.values()) {
      List<SubCommand> only = flag.only();
      if (given.has(flag) && !only.isEmpty() && subCommand.filter(only::contains).isEmpty()) {
        throw new BadFlagException(
            "flag %s belongs to the sub-command %s"
                .formatted(
                    flag,
                    only.stream().map(SubCommand::toString).collect(Collectors.joining(" or "))));
      }
    }
    Options options = options(given);
    return switch (subCommand.orElse(null)) {
      case null -> new Run(options);
      case CLEANUP -> new Cleanup(options, scope(given), given.bool(Flag.DRY_RUN));
      case SIMULATE -> new Simulate(options, given.bool(Flag.ONCE));
      case EXPLAIN -> new Explain(options, given.path(Flag.NODE_FILE), output(given));
      case PROFILES -> new Profiles(output(given));
    };
  }

  /**
   * Which Nodes are cleaned. A variable that is not set, or the other flag's name, must not select
   * all of them.
   */
  private static Scope scope(Arguments given) {
    if (given.has(Flag.NODE_NAME)) {
      throw new BadFlagException(
          "flag %s names the node that the plugin runs on; cleanup takes %s"
              .formatted(Flag.NODE_NAME, Flag.NODE));
    }
    for (Flag flag : List.of(Flag.NODE, Flag.SELECTOR)) {
      if (given.has(flag) && given.text(flag).isEmpty()) {
        throw FlagValues.invalid(flag, "", "leave the flag out for all Nodes");
      }
    }
    if (given.has(Flag.NODE) && given.has(Flag.SELECTOR)) {
      throw new BadFlagException(
          "flags %s and %s exclude each other".formatted(Flag.NODE, Flag.SELECTOR));
    }
    return given
        .text(Flag.NODE)
        .<Scope>map(Scope.One::new)
        .or(() -> given.text(Flag.SELECTOR).map(Scope.Selected::new))
        .orElse(Scope.ALL);
  }

  private static Optional<SubCommand> subCommand(List<String> words) {
    if (words.isEmpty()) {
      return Optional.empty();
    }
    String word = words.getFirst();
    Optional<SubCommand> command = SubCommand.named(word);
    if (command.isEmpty()) {
      throw new BadFlagException(
          "unexpected argument \"%s\": a flag or a sub-command (%s) was expected%s"
              .formatted(
                  word,
                  String.join(", ", SubCommand.names()),
                  Arguments.didYouMean("", word, SubCommand.names())));
    }
    if (words.size() > 1) {
      throw new BadFlagException(
          "unexpected argument \"%s\" after %s: only flags were expected"
              .formatted(words.get(1), word));
    }
    return command;
  }

  private Options options(Arguments given) {
    Map<ReferenceFlag, ResourceName> names = new EnumMap<>(ReferenceFlag.class);
    for (ReferenceFlag name : ReferenceFlag.values()) {
      Flag flag = Flag.of(name);
      if (given.has(flag)) {
        names.put(name, FlagValues.resourceName(flag, given.value(flag)));
      }
    }
    Path directory =
        given
            .path(Flag.DEVICE_PLUGIN_DIR)
            .orElseThrow(
                () -> FlagValues.invalid(Flag.DEVICE_PLUGIN_DIR, "", "a directory was expected"));
    return new Options(
        given.text(Flag.NODE_NAME).or(() -> variable("NODE_NAME")),
        configs(given),
        directory,
        given.path(Flag.KUBECONFIG).or(this::kubeconfig),
        new ReferenceNames(names),
        hardware(given),
        control(given),
        log(given));
  }

  private ConfigOptions configs(Arguments given) {
    Map<ConfigKind, Path> files = new EnumMap<>(ConfigKind.class);
    given.path(Flag.DEVICE_CONFIG_FILE).ifPresent(file -> files.put(ConfigKind.DEVICE, file));
    given.path(Flag.CONFIG_FILE).ifPresent(file -> files.put(ConfigKind.PLUGIN, file));
    Map<ConfigKind, String> maps = new EnumMap<>(ConfigKind.class);
    given.text(Flag.DEVICE_CONFIG_MAP).ifPresent(name -> maps.put(ConfigKind.DEVICE, name));
    given.text(Flag.CONFIG_MAP).ifPresent(name -> maps.put(ConfigKind.PLUGIN, name));
    return new ConfigOptions(
        files, maps, given.text(Flag.NAMESPACE).or(() -> variable("POD_NAMESPACE")));
  }

  private static HardwareOptions hardware(Arguments given) {
    given
        .text(Flag.DISCOVER)
        .filter(text -> !text.equals(HardwareOptions.HARDWARE))
        .ifPresent(
            other -> {
              throw FlagValues.invalid(Flag.DISCOVER, other, "hardware or nothing was expected");
            });
    return new HardwareOptions(
        given.text(Flag.DISCOVER).isPresent(), given.path(Flag.NVML_LIBRARY));
  }

  private static ControlOptions control(Arguments given) {
    int port = FlagValues.port(given.value(Flag.JMX_PORT));
    return new ControlOptions(
        given.address(Flag.HTTP_ADDRESS),
        given.address(Flag.GRPC_HEALTH_ADDRESS),
        given.bool(Flag.EVENTS),
        given.bool(Flag.JMX),
        port == 0
            ? Optional.empty()
            : Optional.of(
                new ControlOptions.RemoteJmx(
                    given.text(Flag.JMX_ADDRESS).orElse(Flag.JMX_ADDRESS.byDefault()),
                    port,
                    given.path(Flag.JMX_PASSWORD_FILE),
                    given.path(Flag.JMX_ACCESS_FILE),
                    given.path(Flag.JMX_TLS_CERT_FILE),
                    given.path(Flag.JMX_TLS_KEY_FILE))));
  }

  private static LogOptions log(Arguments given) {
    return new LogOptions(
        FlagValues.integer(Flag.V, given.value(Flag.V)),
        given.bool(Flag.DEBUG),
        FlagValues.modules(given.value(Flag.VMODULE)),
        given.path(Flag.LOG_DIR),
        given.bool(Flag.LOG_TO_STDERR),
        given.bool(Flag.ALSO_LOG_TO_STDERR),
        FlagValues.severity(given.value(Flag.STDERR_THRESHOLD)),
        FlagValues.sourceLine(given.value(Flag.LOG_BACKTRACE_AT)));
  }

  private static Output output(Arguments given) {
    return switch (given.value(Flag.OUTPUT)) {
      case "text" -> Output.TEXT;
      case "json" -> Output.JSON;
      case String other ->
          throw FlagValues.invalid(Flag.OUTPUT, other, "text or json was expected");
    };
  }

  /** The kubeconfig, found as the reference finds it; empty means the pod's service account. */
  private Optional<Path> kubeconfig() {
    return variable("KUBECONFIG")
        .flatMap(text -> FlagValues.path(Flag.KUBECONFIG, text))
        .or(
            () ->
                variable("HOME")
                    .flatMap(home -> FlagValues.path(Flag.KUBECONFIG, home + "/.kube/config"))
                    .filter(Files::isRegularFile));
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }
}
