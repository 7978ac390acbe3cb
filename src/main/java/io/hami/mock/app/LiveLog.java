package io.hami.mock.app;

import io.hami.mock.config.PluginConfig;
import io.hami.mock.log.LogOptions;
import io.hami.mock.log.Logging;
import io.hami.mock.log.ModuleVerbosity;
import io.hami.mock.reconcile.NodeState;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies the log settings of the plugin's own config, which take precedence over the flags. */
final class LiveLog implements Consumer<NodeState> {
  private static final Logger log = LoggerFactory.getLogger(LiveLog.class);

  private final LogOptions flags;
  private PluginConfig.Log applied = PluginConfig.Log.DEFAULTS;

  LiveLog(LogOptions flags) {
    this.flags = flags;
  }

  @Override
  public void accept(NodeState state) {
    state
        .config()
        .inForce()
        .map(configuration -> configuration.plugin().log())
        .filter(wanted -> !wanted.equals(applied))
        .ifPresent(this::apply);
  }

  private void apply(PluginConfig.Log wanted) {
    applied = wanted;
    Logging.apply(over(flags, wanted))
        .ifPresent(refusal -> log.warn("the log settings stay unchanged: {}", refusal));
  }

  static LogOptions over(LogOptions flags, PluginConfig.Log wanted) {
    List<ModuleVerbosity> modules =
        wanted
            .modules()
            .map(
                patterns ->
                    patterns.entrySet().stream()
                        .map(entry -> new ModuleVerbosity(entry.getKey(), entry.getValue()))
                        .toList())
            .orElse(flags.modules());
    return new LogOptions(
        wanted.verbosity().orElse(flags.verbosity()),
        flags.debug(),
        modules,
        flags.directory(),
        flags.toStderr(),
        flags.alsoToStderr(),
        flags.stderrThreshold(),
        flags.backtraceAt());
  }
}
