package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The shipped distribution as a process. */
public final class PluginProcess implements AutoCloseable {
  private static final Path LAUNCHER =
      Path.of("target", "dist", "k8s-device-plugin").toAbsolutePath();

  private final Process process;
  private final Path log;

  private PluginProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  public static PluginProcess start(String... arguments) {
    return startUnder(List.of(), arguments);
  }

  /** As {@link #start}, through a command that executes the command line given to it. */
  static PluginProcess startUnder(List<String> wrapper, String... arguments) {
    try {
      Path log = Files.createTempFile("plugin", ".log");
      List<String> command = new ArrayList<>(wrapper);
      command.add(LAUNCHER.toString());
      command.addAll(List.of(arguments));
      Process process =
          new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new PluginProcess(process, log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The output of a command that ends by itself with status 0. */
  static String output(String command, String option, String value, List<String> more) {
    List<String> words = new ArrayList<>(List.of(LAUNCHER.toString(), command, option, value));
    words.addAll(more);
    return LiveNode.run(words);
  }

  /** The JSON that {@code explain} prints, without what it logs beside it. */
  static JsonNode explained(List<String> more) {
    List<String> words = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" 2>/dev/null", "explain"));
    words.addAll(List.of(LAUNCHER.toString(), "explain", "-o", "json"));
    words.addAll(more);
    return LiveNode.read(LiveNode.run(words));
  }

  public String log() {
    try {
      return Files.readString(log, StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** The log once it has not grown for three seconds. */
  String settledLog() {
    String[] last = {""};
    await("a log that does not grow")
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofMinutes(1))
        .until(
            () -> {
              String before = last[0];
              last[0] = log();
              return last[0].equals(before);
            });
    return last[0];
  }

  void awaitLog(String text) {
    await(text)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(log()).contains(text));
  }

  /** Waits for the last log line of the start: that the HTTP server has started, or has not. */
  PluginProcess awaitControls() {
    awaitLog("status page");
    return this;
  }

  /** Waits for {@code count} lines with {@code text}. */
  void awaitLines(String text, int count) {
    await(count + " times " + text)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> lines(text) >= count);
  }

  /** How many lines have {@code text}. */
  long lines(String text) {
    return log().lines().filter(line -> line.contains(text)).count();
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** Sends SIGTERM and returns the exit status. */
  public int terminate() {
    process.destroy();
    return ended("ends on SIGTERM");
  }

  /** Sends SIGINT, as Ctrl-C does, and returns the exit status. */
  int interrupt() {
    LiveNode.run(List.of("kill", "-INT", Long.toString(process.pid())));
    return ended("ends on SIGINT");
  }

  /** Sends SIGKILL. */
  public void kill() {
    process.destroyForcibly();
    ended("ends on SIGKILL");
  }

  /** Waits for it to end by itself and returns the exit status. */
  int exitStatus() {
    return ended("ends by itself");
  }

  private int ended(String how) {
    await(how)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !process.isAlive());
    return process.exitValue();
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      terminate();
    }
    try {
      Files.delete(log);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
