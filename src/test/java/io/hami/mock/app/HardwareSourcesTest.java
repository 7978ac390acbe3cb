package io.hami.mock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.cli.HardwareOptions;
import io.hami.mock.hardware.HardwareWatch;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HardwareSourcesTest {
  @Test
  void hardwareIsNotQueriedUnlessTheFlagAsksForIt() {
    assertThat(HardwareSources.of(HardwareOptions.NONE)).isEmpty();
    assertThat(HardwareSources.of(new HardwareOptions(true, Optional.empty())))
        .hasValueSatisfying(source -> assertThat(source).isInstanceOf(HardwareWatch.class));
  }
}
