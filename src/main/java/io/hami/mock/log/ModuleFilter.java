package io.hami.mock.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Lets through the records that {@code -vmodule} asks for, from existing loggers and later ones. As
 * in glog, it only adds to what {@code -v} shows.
 */
final class ModuleFilter extends TurboFilter {
  private final LogOptions options;
  private final Map<String, Level> least = new ConcurrentHashMap<>();

  ModuleFilter(LogOptions options) {
    this.options = options;
    start();
  }

  @Override
  public FilterReply decide(
      @Nullable Marker marker,
      Logger logger,
      Level level,
      @Nullable String format,
      Object @Nullable [] params,
      @Nullable Throwable thrown) {
    return level.isGreaterOrEqual(least.computeIfAbsent(logger.getName(), this::least))
        ? FilterReply.ACCEPT
        : FilterReply.NEUTRAL;
  }

  /** glog ignores a module with verbosity 0. */
  private Level least(String logger) {
    int verbosity = options.verbosityOf(logger).orElse(0);
    return verbosity > 0 ? Logging.level(verbosity) : Level.OFF;
  }
}
