package io.hami.mock.cli;

import io.hami.mock.config.GoInteger;
import io.hami.mock.log.LogOptions;
import io.hami.mock.log.ModuleVerbosity;
import io.hami.mock.model.ResourceName;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Parses flag values by Go's rules; a wrong value throws {@link BadFlagException}. */
final class FlagValues {
  private FlagValues() {}

  static BadFlagException invalid(Flag flag, String value, String rule) {
    return new BadFlagException(
        "invalid value \"%s\" for flag %s: %s".formatted(value, flag, rule));
  }

  static boolean bool(Flag flag, String text) {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw invalid(flag, text, "true or false was expected");
    };
  }

  static int integer(Flag flag, String text) {
    return number(text)
        .orElseThrow(() -> invalid(flag, text, "a whole number was expected, as 4 or 0x4"));
  }

  private static Optional<Integer> number(String text) {
    return GoInteger.parse(text)
        .filter(value -> value.bitLength() < Integer.SIZE)
        .map(BigInteger::intValueExact);
  }

  /** A port; 0 means off. */
  static int port(String text) {
    return number(text)
        .filter(port -> 0 <= port && port < 1 << 16)
        .orElseThrow(() -> invalid(Flag.JMX_PORT, text, "a port from 0 to 65535 was expected"));
  }

  /** {@code host:port}, {@code [address]:port} or {@code :port}; the host is not resolved. */
  static InetSocketAddress address(Flag flag, String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(0, colon));
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    Optional<Integer> port =
        number(text.substring(colon + 1))
            .filter(n -> colon >= 0 && 0 < n && n < 1 << 16)
            .filter(_ -> bracketed || !host.contains(":"));
    return port.map(
            n ->
                InetSocketAddress.createUnresolved(
                    host.isEmpty()
                        ? "0.0.0.0"
                        : bracketed ? host.substring(1, host.length() - 1) : host,
                    n))
        .orElseThrow(
            () -> invalid(flag, text, "host:port was expected, as 127.0.0.1:9430 or :9430"));
  }

  static ResourceName resourceName(Flag flag, String text) {
    ResourceName.violation(text)
        .ifPresent(
            rule -> {
              throw invalid(flag, text, rule);
            });
    return ResourceName.parse(text);
  }

  /** Empty for an empty text, which counts as no flag. */
  static Optional<Path> path(Flag flag, String text) {
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
    } catch (InvalidPathException _) {
      throw invalid(flag, text, "a path was expected");
    }
  }

  static LogOptions.Severity severity(String text) {
    LogOptions.Severity[] all = LogOptions.Severity.values();
    return Arrays.stream(all)
        .filter(severity -> severity.name().equals(text.toUpperCase(Locale.ROOT)))
        .findFirst()
        .or(() -> number(text).filter(n -> n >= 0 && n < all.length).map(n -> all[n]))
        .orElseThrow(
            () ->
                invalid(
                    Flag.STDERR_THRESHOLD,
                    text,
                    "INFO, WARNING, ERROR, FATAL or 0 to 3 was expected"));
  }

  static List<ModuleVerbosity> modules(String text) {
    return Arrays.stream(text.split(",", -1))
        .filter(part -> !part.isEmpty())
        .map(part -> module(part, text))
        .toList();
  }

  private static ModuleVerbosity module(String part, String whole) {
    int equals = part.indexOf('=');
    return Optional.of(part)
        .filter(_ -> equals > 0)
        .flatMap(_ -> number(part.substring(equals + 1)))
        .filter(verbosity -> verbosity >= 0)
        .map(verbosity -> new ModuleVerbosity(part.substring(0, equals), verbosity))
        .orElseThrow(
            () ->
                invalid(
                    Flag.VMODULE,
                    whole,
                    "pattern=N with N of at least 0 was expected, found \"%s\"".formatted(part)));
  }

  /** Empty for an empty text and for glog's own default, {@code :0}. */
  static Optional<LogOptions.SourceLine> sourceLine(String text) {
    if (text.isEmpty() || text.equals(":0")) {
      return Optional.empty();
    }
    int colon = text.lastIndexOf(':');
    String file = text.substring(0, Math.max(0, colon));
    String base = file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.(java|go)$", "");
    Optional<Integer> line =
        number(text.substring(colon + 1)).filter(n -> n > 0 && !base.isEmpty());
    return Optional.of(
        line.map(n -> new LogOptions.SourceLine(base, n))
            .orElseThrow(
                () ->
                    invalid(
                        Flag.LOG_BACKTRACE_AT,
                        text,
                        "Class.java:N with a line N of at least 1 was expected")));
  }
}
