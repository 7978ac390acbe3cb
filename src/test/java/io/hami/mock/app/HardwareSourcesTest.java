package io.hami.mock.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.cli.HardwareOptions;
import io.hami.mock.hardware.HardwareWatch;
import io.hami.mock.port.Supervisor;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HardwareSourcesTest {
  @Test
  void hardwareIsNotQueriedUnlessTheFlagAsksForIt() {
    assertThat(HardwareSources.of(HardwareOptions.NONE, new Supervisor())).isEmpty();
    assertThat(HardwareSources.of(new HardwareOptions(true, Optional.empty()), new Supervisor()))
        .hasValueSatisfying(source -> assertThat(source).isInstanceOf(HardwareWatch.class));
  }
}
