package io.hami.mock.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubeletVersionTest {
  @ParameterizedTest
  @CsvSource({
    "v1.20.2, false, true",
    "v1.24.17+k3s1, false, true",
    "v1.25.0, false, false",
    "v1.35.9-eks-1a2b3c4, false, false",
    "v1.36.2, true, false",
    "v1.37.2, true, true",
    "1.38.0-alpha.1, true, true",
    "v2.0, true, true",
  })
  void knowsTheBehaviourOfEachRelease(String text, boolean tracksUnits, boolean allowsOverlap) {
    KubeletVersion version = KubeletVersion.parse(text);
    assertThat(version.isKnown()).isTrue();
    assertThat(version.tracksUnits()).isEqualTo(tracksUnits);
    assertThat(version.allowsOverlap()).isEqualTo(allowsOverlap);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "fake", "v1", "v1.", "vv1.2", "1.99999999999", "v0.0"})
  void anInvalidVersionIsUnknown(String text) {
    assertThat(KubeletVersion.parse(text)).isEqualTo(KubeletVersion.UNKNOWN);
  }

  @Test
  void looksUpEveryResourceIn136Only() {
    assertThat(KubeletVersion.parse("v1.35.0").looksUpEveryResource()).isFalse();
    assertThat(KubeletVersion.parse("v1.36.2").looksUpEveryResource()).isTrue();
    assertThat(KubeletVersion.parse("v1.37.0").looksUpEveryResource()).isFalse();
  }

  @Test
  void anUnknownReleaseAllowsNoOverlap() {
    assertThat(KubeletVersion.UNKNOWN.allowsOverlap()).isFalse();
    assertThat(KubeletVersion.UNKNOWN.tracksUnits()).isFalse();
    assertThat(KubeletVersion.UNKNOWN).hasToString("unknown");
  }
}
