package io.hami.mock.control.web;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import io.micronaut.context.annotation.Property;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.exceptions.HttpStatusException;
import io.micronaut.logging.LogLevel;
import io.micronaut.management.endpoint.loggers.LoggerConfiguration;
import io.micronaut.management.endpoint.loggers.impl.LogbackLoggingSystem;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * The loggers behind {@code /loggers}. Logback makes a logger for every segment of a name that it
 * is asked for, and keeps it for good, so names that a client makes up would fill the heap. Here
 * reading makes none, and setting a level makes a bounded number.
 */
@Singleton
@Replaces(LogbackLoggingSystem.class)
@Requires(property = WebProperties.HTTP, value = "true")
final class KnownLoggers extends LogbackLoggingSystem {
  /** The process has about 700 loggers. */
  private static final int MOST = 2_000;

  /** The longest class name here has 90 characters. */
  private static final int LONGEST_NAME = 200;

  KnownLoggers(@Nullable @Property(name = "logger.config") String configuration) {
    super(configuration);
  }

  private static LoggerContext context() {
    return (LoggerContext) LoggerFactory.getILoggerFactory();
  }

  /** A name without a logger has the level of the nearest package that has one. */
  @Override
  public LoggerConfiguration getLogger(String name) {
    String known = name;
    while (context().exists(known) == null) {
      int dot = known.lastIndexOf('.');
      known = dot < 0 ? Logger.ROOT_LOGGER_NAME : known.substring(0, dot);
    }
    LoggerConfiguration found = super.getLogger(known);
    return known.equals(name)
        ? found
        : new LoggerConfiguration(name, LogLevel.NOT_SPECIFIED, found.effectiveLevel());
  }

  @Override
  public void setLogLevel(String name, LogLevel level) {
    if (context().exists(name) == null
        && (name.length() > LONGEST_NAME || context().getLoggerList().size() >= MOST)) {
      throw new HttpStatusException(
          HttpStatus.BAD_REQUEST, "there is no logger of that name; /loggers lists them");
    }
    super.setLogLevel(name, level);
  }
}
