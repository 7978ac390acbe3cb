package io.hami.mock.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.filter.ThresholdFilter;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Configures logback from the log flags. The default level is INFO for this plugin and WARN for
 * libraries.
 */
public final class Logging {
  private static final String OURS = "io.hami.mock";
  private static final String STDERR = "stderr";

  /** Enough frames for a whole stack trace from -log_backtrace_at; logback keeps 8 by default. */
  private static final int STACK_DEPTH = 256;

  private Logging() {}

  /**
   * Applies {@code options} to all loggers of the process. May be called again.
   *
   * @return why the log directory cannot be written to, and then nothing has changed; empty when
   *     all is well
   */
  public static Optional<String> apply(LogOptions options) {
    if (!SLF4JBridgeHandler.isInstalled()) {
      SLF4JBridgeHandler.removeHandlersForRootLogger();
      SLF4JBridgeHandler.install();
    }
    return apply((LoggerContext) LoggerFactory.getILoggerFactory(), options);
  }

  static Optional<String> apply(LoggerContext context, LogOptions options) {
    Optional<Path> directory = options.directory().filter(_ -> !options.toStderr());
    if (directory.isEmpty()) {
      toStderr(context, options);
      return Optional.empty();
    }
    Optional<String> refusal = LogFile.refusal(directory.get());
    if (refusal.isPresent()) {
      return refusal;
    }
    // This closes the file of an earlier call first, because logback opens no file twice.
    toStderr(context, options);
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    if (!options.alsoToStderr()) {
      root.getAppender(STDERR).addFilter(threshold(context, options.stderrThreshold()));
    }
    root.addAppender(
        LogFile.open(context, directory.get(), layout(context, options), LogFile.SIZE));
    return Optional.empty();
  }

  /** Sends all records to stderr and none to files. */
  static void toStderr(LoggerContext context, LogOptions options) {
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
    stderr.setName(STDERR);
    stderr.setTarget("System.err");
    start(context, stderr, layout(context, options));
    root.detachAndStopAllAppenders();
    root.addAppender(stderr);

    context.resetTurboFilterList();
    if (!options.modules().isEmpty()) {
      context.addTurboFilter(new ModuleFilter(options));
    }
    if (options.backtraceAt().isPresent()) {
      context.setMaxCallerDataDepth(STACK_DEPTH);
    }
    root.setLevel(libraries(options.verbosity()));
    context.getLogger(OURS).setLevel(ours(options));
    // One warning for each connection, about an option that UNIX sockets do not have
    // (docs/platform.md 2).
    context.getLogger("io.netty.bootstrap").setLevel(Level.ERROR);
    // This logger repeats with stack traces what this plugin reports once, as a state.
    context.getLogger("io.kubernetes.client.informer.cache.ReflectorRunnable").setLevel(Level.OFF);
    // This logger reports an address that is in use, which Web reports too.
    context.getLogger("io.micronaut.http.server.netty.NettyHttpServer").setLevel(Level.OFF);
  }

  private static Level ours(LogOptions options) {
    Level level = level(options.verbosity());
    return options.debug() && level.isGreaterOrEqual(Level.DEBUG) ? Level.DEBUG : level;
  }

  private static Level libraries(int verbosity) {
    if (verbosity >= 10) {
      return Level.DEBUG;
    }
    return verbosity >= 8 ? Level.INFO : Level.WARN;
  }

  /** The lowest level that glog's verbosity lets through, for code of this plugin. */
  static Level level(int verbosity) {
    if (verbosity >= 6) {
      return Level.TRACE;
    }
    return verbosity >= 4 ? Level.DEBUG : Level.INFO;
  }

  private static GlogLayout layout(LoggerContext context, LogOptions options) {
    GlogLayout layout = new GlogLayout(options.backtraceAt());
    layout.setContext(context);
    layout.start();
    return layout;
  }

  static void start(
      LoggerContext context, OutputStreamAppender<ILoggingEvent> appender, GlogLayout layout) {
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
  }

  private static ThresholdFilter threshold(LoggerContext context, LogOptions.Severity severity) {
    ThresholdFilter filter = new ThresholdFilter();
    filter.setContext(context);
    // For glog, debug records and traces have the severity INFO.
    filter.setLevel(
        switch (severity) {
          case INFO -> "ALL";
          case WARNING -> "WARN";
          case ERROR -> "ERROR";
          case FATAL -> "OFF";
        });
    filter.start();
    return filter;
  }
}
