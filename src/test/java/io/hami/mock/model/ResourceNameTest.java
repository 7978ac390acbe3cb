package io.hami.mock.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The boundaries of docs/kubelet.md 1.3, which were tried with the kubelets of 1.20 and 1.36. */
class ResourceNameTest {
  static Stream<String> goodNames() {
    return Stream.of(
        "nvidia.com/gpumem",
        "huawei.com/Ascend910-memory",
        "iluvatar.ai/MR-V100.vCore",
        "a/b",
        "0.1/2",
        "a-b.c-d/x_y.z-0",
        "a--b/c..d__e--f",
        // One label may be longer than DNS allows: the kubelet checks only the whole domain.
        "a".repeat(244) + "/b",
        "a." + "b".repeat(242) + "/c",
        "a/" + "N".repeat(63),
        "a".repeat(244) + "/" + "n".repeat(63),
        "kubernetes.io.example/gpu",
        "kubernetes.iox/gpu",
        "request.example.com/gpu",
        "xrequests.example.com/gpu",
        "requestsx/gpu");
  }

  static Stream<Arguments> badNames() {
    return Stream.of(
        Arguments.of("gpumem", "exactly one '/'"),
        Arguments.of("", "exactly one '/'"),
        Arguments.of("nvidia.com/gpu/mem", "exactly one '/'"),
        Arguments.of("nvidia.com//gpu", "exactly one '/'"),
        Arguments.of("kubernetes.io/gpu", "kubernetes.io"),
        Arguments.of("a.kubernetes.io/gpu", "kubernetes.io"),
        Arguments.of("akubernetes.io/gpu", "kubernetes.io"),
        Arguments.of("requests.nvidia.com/gpu", "'requests.'"),
        Arguments.of("requests./gpu", "'requests.'"),
        Arguments.of("/gpu", "domain ''"),
        Arguments.of("a".repeat(245) + "/b", "1 to 244"),
        Arguments.of("Nvidia.com/gpu", "lower-case"),
        Arguments.of("nvidia.COM/gpu", "lower-case"),
        Arguments.of("-a/b", "domain '-a'"),
        Arguments.of("a-/b", "domain 'a-'"),
        Arguments.of("a..b/c", "domain 'a..b'"),
        Arguments.of(".a/b", "domain '.a'"),
        Arguments.of("a./b", "domain 'a.'"),
        Arguments.of("a.-b/c", "domain 'a.-b'"),
        Arguments.of("a_b/c", "domain 'a_b'"),
        Arguments.of("a b/c", "domain 'a b'"),
        Arguments.of("ä/b", "domain 'ä'"),
        Arguments.of("a\n/b", "domain"),
        Arguments.of("a/", "name ''"),
        Arguments.of("a/" + "n".repeat(64), "1 to 63"),
        Arguments.of("a/-b", "name '-b'"),
        Arguments.of("a/b-", "name 'b-'"),
        Arguments.of("a/.b", "name '.b'"),
        Arguments.of("a/b_", "name 'b_'"),
        Arguments.of("a/b c", "name 'b c'"),
        Arguments.of("a/b:c", "name 'b:c'"),
        Arguments.of("a/ö", "name 'ö'"),
        Arguments.of("a/b\n", "name"));
  }

  @ParameterizedTest
  @MethodSource("goodNames")
  void readsWhatTheKubeletAccepts(String text) {
    assertThat(ResourceName.violation(text)).isEmpty();
    ResourceName name = ResourceName.parse(text);
    assertThat(name.domain() + "/" + name.name()).isEqualTo(text);
    assertThat(name).hasToString(text);
  }

  @ParameterizedTest
  @MethodSource("badNames")
  void item63RefusesWhatTheKubeletRefusesAndSaysWhichRule(String text, String rule) {
    assertThat(ResourceName.violation(text)).get().asString().contains(rule);
    assertThatThrownBy(() -> ResourceName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(rule);
  }

  @Test
  void theFirstRuleInTheKubeletsOrderIsTheOneThatIsNamed() {
    assertThat(ResourceName.violation("requests.kubernetes.io/"))
        .get()
        .asString()
        .contains("keeps");
    assertThat(ResourceName.violation("requests.UPPER/")).get().asString().contains("quotas");
    assertThat(ResourceName.violation("UPPER/")).get().asString().contains("domain");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "b/c", "-"})
  void theConstructorChecksToo(String name) {
    assertThatThrownBy(() -> new ResourceName("a", name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void namesSortAsTheyAreWritten() {
    assertThat(Stream.of("b/a", "a/b", "a/a", "a.b/c").map(ResourceName::parse).sorted().toList())
        .extracting(ResourceName::toString)
        .containsExactly("a.b/c", "a/a", "a/b", "b/a");
  }
}
