package io.hami.mock.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class UsageTest {
  @Test
  void theUsageIsTheRecordedText() throws IOException {
    try (InputStream golden =
        Objects.requireNonNull(UsageTest.class.getResourceAsStream("usage.txt"))) {
      assertThat(Usage.text()).isEqualTo(new String(golden.readAllBytes(), UTF_8));
    }
  }
}
