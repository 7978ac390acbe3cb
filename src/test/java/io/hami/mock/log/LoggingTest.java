package io.hami.mock.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.util.FileSize;
import io.hami.mock.cli.ArgumentParser;
import io.hami.mock.cli.Command;
import io.hami.mock.cli.Options;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

class LoggingTest {
  private static final String OURS = "io.hami.mock.plan.Planner";
  private static final String LIBRARY = "org.example.Library";

  @TempDir Path directory;

  private final LoggerContext context = new LoggerContext();
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream before = System.err;

  @BeforeEach
  void captureStderr() {
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    context.setMDCAdapter(new LogbackMDCAdapter());
  }

  @AfterEach
  void restoreStderr() {
    System.setErr(before);
    context.stop();
  }

  @Test
  void startsQuietBeforeAnyFlagIsRead() throws Exception {
    new ContextInitializer(context).autoConfig();

    assertThat(letters(OURS)).isEqualTo("EWI");
    assertThat(letters(LIBRARY)).isEqualTo("EW");
    assertThat(letters("io.netty.bootstrap.ServerBootstrap")).isEqualTo("E");
    assertThat(letters("io.kubernetes.client.informer.cache.ReflectorRunnable")).isEmpty();
    assertThat(context.getStatusManager().getCopyOfStatusList())
        .noneMatch(status -> status.getMessage().contains("Joran"));
  }

  @ParameterizedTest
  @CsvSource({
    "'',               EWI,   EW",
    "-v=3,             EWI,   EW",
    "-v=4,             EWID,  EW",
    "-v=5,             EWID,  EW",
    "-v=6,             EWIDT, EW",
    "-v=8,             EWIDT, EWI",
    "-v=10,            EWIDT, EWID",
    "-debug,           EWID,  EW",
    "-debug -v=6,      EWIDT, EW",
    "-debug=false,     EWI,   EW",
    "-vmodule=Planner=4,                     EWID,  EW",
    "-vmodule=Plan*=6,                       EWIDT, EW",
    "-vmodule=Pl?nner=6,                     EWIDT, EW",
    "-vmodule=Plan=6,                        EWI,   EW",
    "-vmodule=planner=6,                     EWI,   EW",
    "-vmodule=io.hami.mock.plan.Planner=4,   EWID,  EW",
    "-vmodule=io.hami=4,                     EWID,  EW",
    "-vmodule=io.hami.mock.pla=4,            EWI,   EW",
    "'-vmodule=Planner=4,Planner=6',         EWID,  EW",
    "-vmodule=Planner=0 -v=4,                EWID,  EW",
    "-vmodule=Library=1,                     EWI,   EWI",
    "'-vmodule=Lib*=4,org.example=6',        EWI,   EWID",
    "-logtostderr,                           EWI,   EW",
    "-alsologtostderr,                       EWI,   EW",
    "-stderrthreshold=ERROR,                 EWI,   EW",
  })
  void flagsDecideWhatIsLogged(String line, String ours, String library) {
    apply(line);

    assertThat(letters(OURS)).isEqualTo(ours);
    assertThat(letters(LIBRARY)).isEqualTo(library);
  }

  @Test
  void aModuleIsMatchedWhenItsLoggerWasMadeBefore() {
    Logger early = context.getLogger(OURS);
    apply("-vmodule=Planner=4");

    assertThat(early.isDebugEnabled()).isTrue();
    assertThat(early.isTraceEnabled()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "'',                          E",
    "-stderrthreshold=INFO,       EWID",
    "-stderrthreshold=WARNING,    EW",
    "-stderrthreshold=1,          EW",
    "-stderrthreshold=ERROR,      E",
    "-stderrthreshold=FATAL,      ''",
    "-alsologtostderr,            EWID",
  })
  void withADirectoryAllGoesToTheFileAndTheSevereToStderr(String line, String stderr)
      throws IOException {
    apply(line + " -debug -log_dir=" + directory);

    assertThat(letters(OURS)).isEqualTo(stderr);
    assertThat(letters(file())).isEqualTo("EWID");
  }

  @Test
  void logToStderrMeansNoFiles() throws IOException {
    apply("-logtostderr -log_dir=" + directory);

    assertThat(letters(OURS)).isEqualTo("EWI");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void theLogDirectoryIsMadeAndAppendedTo() throws IOException {
    Path deep = directory.resolve("a%d/b");
    apply("-log_dir=" + deep);
    context.getLogger(OURS).info("one");
    apply("-log_dir=" + deep);
    context.getLogger(OURS).info("two");

    assertThat(Files.readString(deep.resolve("k8s-device-plugin.log")).lines())
        .hasSize(2)
        .first()
        .asString()
        .endsWith("Planner: one");
  }

  @Test
  void filesRollBySizeAndTheOldestGoes() throws IOException {
    Logging.apply(context, LogOptions.DEFAULTS);
    GlogLayout layout = new GlogLayout(Optional.empty());
    layout.setContext(context);
    layout.start();
    OutputStreamAppender<ILoggingEvent> appender =
        LogFile.open(context, directory, layout, new FileSize(1));
    context.getLogger("ROOT").addAppender(appender);

    List<String> all =
        List.of("k8s-device-plugin.log", "k8s-device-plugin.1.log", "k8s-device-plugin.2.log");
    // The size is looked at once a second.
    Awaitility.await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () -> {
              context.getLogger(OURS).info("again");
              return names().containsAll(all);
            });
    context.getLogger(OURS).info("more");
    assertThat(names()).containsExactlyInAnyOrderElementsOf(all);
  }

  @Test
  void aDirectoryThatCannotBeWrittenIsRefusedAndChangesNothing() throws IOException {
    Path notADirectory = Files.createFile(directory.resolve("file"));
    apply("");

    assertThat(Logging.apply(context, options("-debug -log_dir=" + notADirectory)))
        .hasValueSatisfying(
            why ->
                assertThat(why)
                    .startsWith(
                        "flag -log_dir: cannot write " + notADirectory + "/k8s-device-plugin.log"));
    assertThat(letters(OURS)).isEqualTo("EWI");
  }

  @Test
  void aRecordIsOneLineInGlogsShape() {
    apply("");
    context.getLogger(OURS).info("{} units\r\nE1123 forged", 3);

    assertThat(stderr())
        .matches(
            "I\\d{4} \\d{2}:\\d{2}:\\d{2}\\.\\d{6} \\S.*] Planner: 3 units\\\\r"
                + "\\\\n"
                + "E1123 forged\n");
  }

  @Test
  void aThrowableFollowsItsRecord() {
    apply("");
    context.getLogger(OURS).warn("failed", new IOException("full"));

    assertThat(stderr().lines().toList())
        .satisfies(
            lines -> {
              assertThat(lines.getFirst()).endsWith("] Planner: failed");
              assertThat(lines.get(1)).isEqualTo("java.io.IOException: full");
              assertThat(lines.get(2)).startsWith("\tat io.hami.mock.log.LoggingTest");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"LoggingTest.java:", "LoggingTest:", "src/LoggingTest.java:"})
  void aStackTraceIsAddedAtTheGivenLine(String file) {
    Logger logger = context.getLogger(LIBRARY);
    int here = say(logger);
    bytes.reset();
    apply("-log_backtrace_at=" + file + (here + 2));
    say(logger);

    assertThat(stderr().lines().toList())
        .satisfies(
            lines -> {
              assertThat(lines.getFirst()).endsWith("Library: one");
              assertThat(lines.get(1)).endsWith("Library: two");
              assertThat(lines.get(2))
                  .startsWith("\tat io.hami.mock.log.LoggingTest")
                  .endsWith("(LoggingTest.java:" + (here + 2) + ")");
              assertThat(lines.size()).isGreaterThan(10);
            });
  }

  /** Logs on the first and second line after the one whose number it gives. */
  private static int say(Logger logger) {
    int here = new Throwable().getStackTrace()[0].getLineNumber();
    logger.warn("one");
    logger.warn("two");
    return here;
  }

  @Test
  void aLineOfAGoSourceIsAccepted() {
    apply("-log_backtrace_at=server.go:10");

    assertThat(letters(OURS)).isEqualTo("EWI");
  }

  private void apply(String line) {
    assertThat(Logging.apply(context, options(line))).isEmpty();
  }

  private static LogOptions options(String line) {
    String[] args = line.isBlank() ? new String[0] : line.strip().split(" ");
    return switch (new ArgumentParser(Map.of()).parse(args)) {
      case Command.Run(Options options) -> options.log();
      case Command other -> throw new AssertionError(other);
    };
  }

  /** The first letters of what reaches stderr when a logger says something at every level. */
  private String letters(String logger) {
    bytes.reset();
    Logger log = context.getLogger(logger);
    log.error("said");
    log.warn("said");
    log.info("said");
    log.debug("said");
    log.trace("said");
    return letters(stderr().lines().toList());
  }

  private static String letters(List<String> lines) {
    StringBuilder letters = new StringBuilder();
    lines.forEach(line -> letters.append(line.charAt(0)));
    return letters.toString();
  }

  private String stderr() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private List<String> file() throws IOException {
    return Files.readAllLines(directory.resolve("k8s-device-plugin.log"));
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
