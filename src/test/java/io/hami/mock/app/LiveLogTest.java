package io.hami.mock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.PluginConfig;
import io.hami.mock.log.LogOptions;
import io.hami.mock.log.ModuleVerbosity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveLogTest {
  private static final LogOptions FLAGS =
      new LogOptions(
          2,
          true,
          List.of(new ModuleVerbosity("Loop*", 4)),
          Optional.empty(),
          true,
          false,
          LogOptions.Severity.ERROR,
          Optional.empty());

  @Test
  void theConfigBeatsTheFlagsAndOtherSettingsStay() {
    LogOptions over =
        LiveLog.over(
            FLAGS, new PluginConfig.Log(Optional.of(6), Optional.of(Map.of("Reconciler", 4))));
    assertThat(over.verbosity()).isEqualTo(6);
    assertThat(over.modules()).containsExactly(new ModuleVerbosity("Reconciler", 4));
    assertThat(over.debug()).isTrue();
    assertThat(LiveLog.over(FLAGS, PluginConfig.Log.DEFAULTS)).isEqualTo(FLAGS);
  }
}
