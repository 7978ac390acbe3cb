package io.hami.mock.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MissingConfigTest {
  private static Optional<String> instead(
      Optional<List<String>> keys, List<String> namespaces, List<String> names) {
    return MissingConfig.instead(
        ConfigKind.PLUGIN,
        "ConfigMap kube-system/hami-mock-device-plugin",
        keys,
        namespaces,
        names);
  }

  @Test
  void aKeyThatHasAnotherNameIsFoundFirst() {
    assertThat(instead(Optional.of(List.of("config.yml")), List.of("b"), List.of()))
        .hasValueSatisfying(text -> assertThat(text).contains("config.yml", "rename the key"));
  }

  @Test
  void aConfigMapOfThatNameInAnotherNamespaceNamesTheFlag() {
    assertThat(instead(Optional.empty(), List.of("default"), List.of("x")))
        .hasValueSatisfying(text -> assertThat(text).contains("namespace default", "-namespace"));
  }

  @Test
  void aConfigMapOfNearlyThatNameNamesTheFlag() {
    assertThat(
            instead(
                Optional.empty(), List.of(), List.of("kube-root-ca.crt", "hami-mock-device-plugn")))
        .hasValueSatisfying(
            text -> assertThat(text).contains("-config-map=hami-mock-device-plugn"));
    assertThat(instead(Optional.empty(), List.of(), List.of("kube-root-ca.crt"))).isEmpty();
  }

  /** HAMi's chart names it after the release. */
  @ParameterizedTest
  @ValueSource(strings = {"gpu-hami-scheduler-device", "vgpu-scheduler-device"})
  void theConfigMapOfAnotherReleaseNamesTheFlag(String there) {
    List<String> names = List.of("kube-root-ca.crt", there);
    assertThat(
            MissingConfig.instead(
                ConfigKind.DEVICE,
                "ConfigMap kube-system/hami-scheduler-device",
                Optional.empty(),
                List.of(),
                names))
        .hasValueSatisfying(text -> assertThat(text).contains("-device-config-map=" + there));
    assertThat(instead(Optional.empty(), List.of(), names)).as("the plugin's own").isEmpty();
  }
}
