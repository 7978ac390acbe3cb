package io.hami.mock.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.Duration;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * The log files of {@code -log_dir}: {@code k8s-device-plugin.log}, and the two before it as {@code
 * .1.log} and {@code .2.log}, each of about 10 MB.
 */
final class LogFile {
  static final FileSize SIZE = new FileSize(10 * FileSize.MB_COEFFICIENT);

  private LogFile() {}

  /**
   * Why there can be no log file in {@code directory}, which is created where it is missing. To be
   * called before {@link #open}: logback would only note a failure in its own status list and
   * continue without a file.
   */
  static Optional<String> refusal(Path directory) {
    try {
      Files.createDirectories(directory);
      Files.newOutputStream(
              current(directory), StandardOpenOption.CREATE, StandardOpenOption.APPEND)
          .close();
      return Optional.empty();
    } catch (IOException refused) {
      return Optional.of(
          "flag -log_dir: cannot write %s: %s; give a directory that this user may write to, or leave the flag out to log to standard error"
              .formatted(
                  current(directory),
                  refused instanceof AccessDeniedException ? "permission denied" : refused));
    }
  }

  /** A started appender that begins a new file when one has {@code size}. */
  static OutputStreamAppender<ILoggingEvent> open(
      LoggerContext context, Path directory, GlogLayout layout, FileSize size) {
    RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
    appender.setName("file");
    appender.setFile(current(directory).toString());

    FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
    rolling.setContext(context);
    rolling.setParent(appender);
    rolling.setFileNamePattern(escaped(directory.resolve("k8s-device-plugin.")) + "%i.log");
    rolling.setMinIndex(1);
    rolling.setMaxIndex(2);
    rolling.start();

    SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
    trigger.setContext(context);
    trigger.setMaxFileSize(size);
    trigger.setCheckIncrement(Duration.buildBySeconds(1));
    trigger.start();

    appender.setRollingPolicy(rolling);
    appender.setTriggeringPolicy(trigger);
    Logging.start(context, appender, layout);
    return appender;
  }

  private static Path current(Path directory) {
    return directory.resolve("k8s-device-plugin.log");
  }

  /** A percent sign begins a conversion word in logback's patterns. */
  private static String escaped(Path path) {
    return path.toString().replace("%", "\\%");
  }
}
