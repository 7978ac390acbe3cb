package io.hami.mock.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.Contract.Handshake;
import io.hami.mock.model.ResourceName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OwnedTest {
  @Test
  void aWrittenMarkIsReadBack() {
    Owned owned =
        new Owned(
            Set.of("hami-vnpu-core", "hami.io/node-nvidia-register"),
            Set.of(ResourceName.parse("nvidia.com/gpu")));
    assertThat(owned)
        .hasToString(
            "{\"annotations\":[\"hami-vnpu-core\",\"hami.io/node-nvidia-register\"],"
                + "\"resources\":[\"nvidia.com/gpu\"]}");
    assertThat(Owned.of(Optional.of(owned.toString()))).isEqualTo(owned);
    assertThat(Owned.of(Optional.empty())).isEqualTo(Owned.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "nvidia.com/gpu", "[]", "{\"annotations\":1}", "{\"resources\":[2]}"})
  void anUnreadableMarkOwnsNothing(String text) {
    assertThat(Owned.of(Optional.of(text))).isEqualTo(Owned.NOTHING);
  }

  @Test
  void anInvalidNameIsLeftOut() {
    assertThat(Owned.of(Optional.of("{\"resources\":[\"no name\",\"a.b/c\"],\"more\":{}}")))
        .isEqualTo(new Owned(Set.of(), Set.of(ResourceName.parse("a.b/c"))));
  }

  @Test
  void aHandshakeIsWrittenAsItsVendorWritesIt() {
    Instant now = Instant.parse("2026-01-04T12:20:09.577653598Z");
    Duration uptime = Duration.ofSeconds(2353875, 460_000_000);
    assertThat(HandshakeText.reported(Handshake.Form.GO, now, uptime))
        .isEqualTo("Reported 2026-01-04 12:20:09.577653598 +0000 UTC m=+2353875.460000000");
    assertThat(HandshakeText.reported(Handshake.Form.DOTTED, now, uptime))
        .isEqualTo("Reported_2026.01.04 12:20:09");
  }

  @ParameterizedTest
  @CsvSource({
    "Reported_2026.01.04 12:20:09, true",
    "Reported 2026, true",
    "Requesting_2026-01-04 12:20:09, false",
    "Deleted_2026.01.04, false",
    "'', false"
  })
  void onlyATextThatBeginsWithReportedIsAReport(String text, boolean reported) {
    assertThat(HandshakeText.isReported(text)).isEqualTo(reported);
  }
}
