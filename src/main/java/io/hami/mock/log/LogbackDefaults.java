package io.hami.mock.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * What logback starts with, before the command line is read; without it logback would print every
 * library's debug records to stdout. Found as a service, and first, so that logback looks for no
 * file and loads no XML parser.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_TOP_PRIORITY)
public final class LogbackDefaults extends ContextAwareBase implements Configurator {
  @Override
  public ExecutionStatus configure(LoggerContext context) {
    Logging.toStderr(context, LogOptions.DEFAULTS);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }
}
