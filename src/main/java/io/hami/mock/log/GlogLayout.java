package io.hami.mock.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import io.hami.mock.log.LogOptions.SourceLine;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Writes a record as one line in glog's format, {@code I1123 19:14:05.123456 thread] Class:
 * message}, and stack traces on the lines after it. Debug records begin with D and traces with T,
 * where glog writes I.
 */
final class GlogLayout extends LayoutBase<ILoggingEvent> {
  private static final ZoneId ZONE = ZoneId.systemDefault();

  private final Optional<SourceLine> backtraceAt;

  /** A layout that adds a stack trace to what is logged at {@code backtraceAt}. */
  GlogLayout(Optional<SourceLine> backtraceAt) {
    this.backtraceAt = backtraceAt;
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(160);
    line.append(letter(event.getLevel()));
    time(line, LocalDateTime.ofInstant(event.getInstant(), ZONE));
    line.append(' ').append(event.getThreadName()).append("] ");
    String logger = event.getLoggerName();
    line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(": ");
    oneLine(line, String.valueOf(event.getFormattedMessage()));
    line.append('\n');
    backtraceAt.ifPresent(place -> backtrace(line, event.getCallerData(), place));
    if (event.getThrowableProxy() != null) {
      line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return line.toString();
  }

  private static char letter(Level level) {
    return level.levelStr.charAt(0);
  }

  /** Formatted without a DateTimeFormatter, which would load hundreds of classes. */
  private static void time(StringBuilder line, LocalDateTime time) {
    padded(line, time.getMonthValue(), 2);
    padded(line, time.getDayOfMonth(), 2);
    padded(line.append(' '), time.getHour(), 2);
    padded(line.append(':'), time.getMinute(), 2);
    padded(line.append(':'), time.getSecond(), 2);
    padded(line.append('.'), time.getNano() / 1000, 6);
  }

  private static void padded(StringBuilder line, int value, int width) {
    String digits = Integer.toString(value);
    line.repeat('0', width - digits.length()).append(digits);
  }

  /**
   * Line breaks are escaped, so that a text from a node or a file cannot look like a record of its
   * own.
   */
  private static void oneLine(StringBuilder line, String message) {
    for (int i = 0; i < message.length(); i++) {
      char c = message.charAt(i);
      switch (c) {
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        default -> line.append(c);
      }
    }
  }

  private static void backtrace(StringBuilder line, StackTraceElement[] stack, SourceLine place) {
    if (stack.length == 0
        || stack[0].getLineNumber() != place.line()
        || !(stack[0].getFileName() instanceof String file)
        || !file.equals(place.file() + ".java")) {
      return;
    }
    for (StackTraceElement frame : stack) {
      line.append("\tat ").append(frame).append('\n');
    }
  }
}
