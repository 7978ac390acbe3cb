package io.hami.mock.app;

import io.hami.mock.app.Command.Bad;
import io.hami.mock.app.Command.Explain;
import io.hami.mock.app.Command.Help;
import io.hami.mock.app.Command.Output;
import io.hami.mock.app.Command.Profiles;
import io.hami.mock.app.Command.Run;
import io.hami.mock.app.Command.Simulate;
import io.hami.mock.app.Command.Version;
import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.Nearest;
import io.hami.mock.config.SeedFlag;
import io.hami.mock.config.SeedOverrides;
import io.hami.mock.model.ResourceName;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reads the command line as Go's flag package reads it, since the image is started with the seed's
 * and HAMi's arguments (design decision 11). Unlike Go it takes flags after a sub-command too.
 */
public final class ArgumentParser {
  private static final String HINT = "\nrun 'k8s-device-plugin -help' for all flags";

  private final Map<String, String> environment;

  /**
   * A parser that takes defaults from {@code environment}: NODE_NAME, POD_NAMESPACE, KUBECONFIG and
   * HOME. An empty variable is as good as none.
   */
  public ArgumentParser(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  /** Parses {@code args}; whatever is wrong with them is {@link Bad}, nothing is thrown. */
  public Command parse(String... args) {
    try {
      return command(commandLine().parseArgs(args));
    } catch (BadFlagException bad) {
      return new Bad(bad.text() + HINT);
    } catch (UnmatchedArgumentException unknown) {
      return new Bad(unknown(unknown.getUnmatched().getFirst()) + HINT);
    } catch (MissingParameterException missing) {
      String flag = ((OptionSpec) missing.getMissing().getFirst()).shortestName();
      return new Bad("flag needs an argument: " + flag + HINT);
    } catch (ParameterException wrong) {
      // What a converter throws comes wrapped.
      String message =
          wrong.getCause() instanceof BadFlagException bad ? bad.text() : wrong.getMessage();
      return new Bad(message + HINT);
    }
  }

  /** A flat set of flags and words: sub-commands of picocli's own would split the flags. */
  private static CommandLine commandLine() {
    CommandSpec spec = CommandSpec.create();
    for (Flag flag : Flag.values()) {
      String[] names =
          Stream.concat(Stream.of(flag.text()), flag.letter().stream())
              .flatMap(name -> Stream.of("-" + name, "--" + name))
              .toArray(String[]::new);
      OptionSpec.Builder option = OptionSpec.builder(names);
      // No arity for booleans: with one, picocli refuses -debug=true or swallows the next word.
      spec.addOption(
          flag.type() == Flag.Type.BOOL
              ? option.type(boolean.class).converters(text -> FlagValues.bool(flag, text)).build()
              : option.type(String.class).arity("1").build());
    }
    spec.addPositional(
        PositionalParamSpec.builder()
            .index("0..*")
            .arity("0..*")
            .type(List.class)
            .auxiliaryTypes(String.class)
            .build());
    return new CommandLine(spec)
        .setOverwrittenOptionsAllowed(true)
        .setPosixClusteredShortOptionsAllowed(false)
        .setAllowOptionsAsOptionParameters(true)
        .setExpandAtFiles(false);
  }

  private Command command(ParseResult parsed) {
    Given given = new Given(parsed);
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
      case SIMULATE -> new Simulate(options, given.bool(Flag.ONCE));
      case EXPLAIN -> new Explain(options, given.path(Flag.NODE_FILE), output(given));
      case PROFILES -> new Profiles(output(given));
    };
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
                  didYouMean("", Nearest.to(word, SubCommand.names()))));
    }
    if (words.size() > 1) {
      throw new BadFlagException(
          "unexpected argument \"%s\" after %s: only flags were expected"
              .formatted(words.get(1), word));
    }
    return command;
  }

  private Options options(Given given) {
    Map<SeedFlag, ResourceName> names = new EnumMap<>(SeedFlag.class);
    for (SeedFlag seed : SeedFlag.values()) {
      given
          .text(Flag.of(seed))
          .ifPresent(text -> names.put(seed, FlagValues.resourceName(Flag.of(seed), text)));
    }
    Path directory =
        FlagValues.path(
                Flag.DEVICE_PLUGIN_DIR,
                given.text(Flag.DEVICE_PLUGIN_DIR).orElse(Flag.DEVICE_PLUGIN_DIR.byDefault()))
            .orElseThrow(
                () -> FlagValues.invalid(Flag.DEVICE_PLUGIN_DIR, "", "a directory was expected"));
    return new Options(
        given.text(Flag.NODE_NAME).filter(name -> !name.isEmpty()).or(() -> variable("NODE_NAME")),
        configs(given),
        directory,
        given.path(Flag.KUBECONFIG).or(this::kubeconfig),
        new SeedOverrides(SeedFlag.names(names), names.keySet()),
        hardware(given),
        control(given),
        log(given));
  }

  private ConfigOptions configs(Given given) {
    Map<ConfigKind, Path> files = new EnumMap<>(ConfigKind.class);
    given.path(Flag.DEVICE_CONFIG_FILE).ifPresent(file -> files.put(ConfigKind.DEVICE, file));
    given.path(Flag.CONFIG_FILE).ifPresent(file -> files.put(ConfigKind.PLUGIN, file));
    Map<ConfigKind, String> maps = new EnumMap<>(ConfigKind.class);
    given.named(Flag.DEVICE_CONFIG_MAP).ifPresent(name -> maps.put(ConfigKind.DEVICE, name));
    given.named(Flag.CONFIG_MAP).ifPresent(name -> maps.put(ConfigKind.PLUGIN, name));
    return new ConfigOptions(
        files, maps, given.named(Flag.NAMESPACE).or(() -> variable("POD_NAMESPACE")));
  }

  private static HardwareOptions hardware(Given given) {
    given
        .named(Flag.DISCOVER)
        .filter(text -> !text.equals(HardwareOptions.HARDWARE))
        .ifPresent(
            other -> {
              throw FlagValues.invalid(Flag.DISCOVER, other, "hardware or nothing was expected");
            });
    return new HardwareOptions(
        given.named(Flag.DISCOVER).isPresent(), given.path(Flag.NVML_LIBRARY));
  }

  private static ControlOptions control(Given given) {
    int port = given.text(Flag.JMX_PORT).map(FlagValues::port).orElse(0);
    return new ControlOptions(
        given.address(Flag.HTTP_ADDRESS),
        given.address(Flag.GRPC_HEALTH_ADDRESS),
        given.unlessOff(Flag.EVENTS),
        given.unlessOff(Flag.JMX),
        port == 0
            ? Optional.empty()
            : Optional.of(
                new ControlOptions.RemoteJmx(
                    given.named(Flag.JMX_ADDRESS).orElse(Flag.JMX_ADDRESS.byDefault()),
                    port,
                    given.path(Flag.JMX_PASSWORD_FILE),
                    given.path(Flag.JMX_ACCESS_FILE),
                    given.path(Flag.JMX_TLS_CERT_FILE),
                    given.path(Flag.JMX_TLS_KEY_FILE))));
  }

  private static LogOptions log(Given given) {
    return new LogOptions(
        given.text(Flag.V).map(text -> FlagValues.integer(Flag.V, text)).orElse(0),
        given.bool(Flag.DEBUG),
        given.text(Flag.VMODULE).map(FlagValues::modules).orElse(List.of()),
        given.path(Flag.LOG_DIR),
        given.bool(Flag.LOG_TO_STDERR),
        given.bool(Flag.ALSO_LOG_TO_STDERR),
        given
            .text(Flag.STDERR_THRESHOLD)
            .map(FlagValues::severity)
            .orElse(LogOptions.Severity.ERROR),
        given.text(Flag.LOG_BACKTRACE_AT).flatMap(FlagValues::sourceLine));
  }

  private static Output output(Given given) {
    return switch (given.text(Flag.OUTPUT).orElse(Flag.OUTPUT.byDefault())) {
      case "text" -> Output.TEXT;
      case "json" -> Output.JSON;
      case String other ->
          throw FlagValues.invalid(Flag.OUTPUT, other, "text or json was expected");
    };
  }

  /** As the seed finds it; empty means the pod's service account. */
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

  private static String unknown(String argument) {
    String name = argument.replaceFirst("^--?", "").replaceFirst("=.*", "");
    List<String> known = Arrays.stream(Flag.values()).map(Flag::text).toList();
    return "flag provided but not defined: -" + name + didYouMean("-", Nearest.to(name, known));
  }

  private static String didYouMean(String dash, Optional<String> nearest) {
    return nearest.map(word -> "; did you mean " + dash + word + "?").orElse("");
  }

  /** What was found on the command line; of a flag that is there twice, the last. */
  private record Given(ParseResult parsed) {
    boolean has(Flag flag) {
      return parsed.hasMatchedOption(flag.toString());
    }

    boolean bool(Flag flag) {
      return has(flag) && parsed.matchedOption(flag.toString()).<Boolean>getValue();
    }

    Optional<String> text(Flag flag) {
      return has(flag)
          ? Optional.of(parsed.matchedOption(flag.toString()).<String>getValue())
          : Optional.empty();
    }

    /** A boolean that is true unless it was said otherwise. */
    boolean unlessOff(Flag flag) {
      return !has(flag) || bool(flag);
    }

    /** What was given or else the default; empty for the empty text. */
    Optional<String> named(Flag flag) {
      return Optional.of(text(flag).orElse(flag.byDefault())).filter(text -> !text.isEmpty());
    }

    Optional<InetSocketAddress> address(Flag flag) {
      return named(flag).map(text -> FlagValues.address(flag, text));
    }

    Optional<Path> path(Flag flag) {
      return text(flag).flatMap(text -> FlagValues.path(flag, text));
    }

    List<String> words() {
      return parsed.hasMatchedPositional(0)
          ? parsed.matchedPositional(0).stringValues()
          : List.of();
    }
  }
}
