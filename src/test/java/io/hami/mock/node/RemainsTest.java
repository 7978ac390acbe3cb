package io.hami.mock.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.Owned;
import io.hami.mock.annotation.StatusMark;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.CleanedNode.Item;
import io.hami.mock.port.CleanedNode.Outcome.Kept;
import io.hami.mock.port.Leftover;
import io.hami.mock.port.Leftover.Annotation;
import io.hami.mock.port.ListedNode;
import io.hami.mock.port.NodeStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is ours on a Node, and what is not. */
class RemainsTest {
  private static final String REGISTER = "hami.io/node-nvidia-register";
  private static final String HANDSHAKE = "hami.io/node-handshake";
  private static final String GPUMEM = "nvidia.com/gpumem";
  private static final String OURS = NodeStatus.FIELD_MANAGER;
  private static final String OWNED = new Owned(Set.of(REGISTER, HANDSHAKE), Set.of()).toString();

  private static ListedNode node(
      Map<String, String> annotations, Map<String, Set<String>> writers) {
    return new ListedNode(
        new NodeFacts("n1", annotations, Map.of(), Map.of("cpu", "2"), Map.of()), writers);
  }

  private static ListedNode withNumber(
      Map<String, String> annotations, Map<String, String> numbers, Map<String, String> writers) {
    return new ListedNode(
        new NodeFacts(
            "n1", annotations, Map.of(), numbers, numbers, KubeletVersion.UNKNOWN, writers),
        Map.of());
  }

  private static Leftover.Quantity number(String name, String quantity) {
    return new Leftover.Quantity(name, Optional.of(quantity), Optional.of(quantity));
  }

  @Test
  void aNodeThatIsNotOursHasNothing() {
    ListedNode others =
        node(
            Map.of(REGISTER, "GPU-1,...", "node.alpha.kubernetes.io/ttl", "0"),
            Map.of(REGISTER, Set.of("nvidia-device-plugin")));

    assertThat(Remains.of(others).isEmpty()).isTrue();
    assertThat(Remains.of(others).kept()).isEmpty();
  }

  @Test
  void whatTheMarkNamesIsOursAndTheMarkGoesLast() {
    Remains remains =
        Remains.of(
            node(
                Map.of(REGISTER, "[]", HANDSHAKE, "Reported x", Owned.KEY, OWNED, "a", "b"),
                Map.of()));

    assertThat(remains.metadata())
        .containsExactly(
            new Annotation(HANDSHAKE, "Reported x"),
            new Annotation(REGISTER, "[]"),
            new Annotation(Owned.KEY, OWNED));
    assertThat(remains.status()).isEmpty();
    assertThat(remains.kept()).isEmpty();
  }

  /** Who has written the annotation, and whether it is removed although the mark names it. */
  @ParameterizedTest
  @CsvSource({
    "'', true",
    "hami-mock-device-plugin, true",
    "kubectl-annotate, false",
    "'hami-mock-device-plugin kubectl-apply', false",
  })
  void anAnnotationThatAnotherHasWrittenSinceStays(String writers, boolean removed) {
    Map<String, Set<String>> by =
        writers.isEmpty() ? Map.of() : Map.of(REGISTER, Set.of(writers.split(" ", -1)));
    Remains remains = Remains.of(node(Map.of(REGISTER, "[]", Owned.KEY, OWNED), by));

    assertThat(remains.metadata().contains(new Annotation(REGISTER, "[]"))).isEqualTo(removed);
    assertThat(remains.metadata()).contains(new Annotation(Owned.KEY, OWNED));
    assertThat(remains.kept().isEmpty()).isEqualTo(removed);
  }

  @Test
  void itSaysWhoHasWrittenIt() {
    assertThat(
            Remains.of(
                    node(
                        Map.of(REGISTER, "[]", Owned.KEY, OWNED),
                        Map.of(REGISTER, Set.of("kubectl-annotate"))))
                .kept())
        .containsExactly(new Item(new Annotation(REGISTER, "[]"), new Kept("kubectl-annotate")));
  }

  /** HAMi's scheduler writes a request into it; only a plugin that lives answers. */
  @ParameterizedTest
  @CsvSource({
    "Requesting_2026-11-27 19:00:00, scheduler, true",
    "Deleted_2026-11-27 19:00:00, scheduler, true",
    "Reported 2026-11-27 19:00:00, hami-mock-device-plugin, true",
    "Reported 2026-11-27 19:00:00, nvidia-device-plugin, false",
  })
  void aHandshakeIsOursUnlessAnotherPluginAnswersIt(String text, String by, boolean removed) {
    Remains remains =
        Remains.of(node(Map.of(HANDSHAKE, text, Owned.KEY, OWNED), Map.of(HANDSHAKE, Set.of(by))));

    assertThat(remains.metadata().contains(new Annotation(HANDSHAKE, text))).isEqualTo(removed);
  }

  /** A handshake of a vendor that is not ours is never touched, whatever it says. */
  @Test
  void aRequestToAnotherPluginIsNotOurs() {
    assertThat(
            Remains.of(
                    node(
                        Map.of(HANDSHAKE, "Requesting_2026-11-27 19:00:00"),
                        Map.of(HANDSHAKE, Set.of("scheduler"))))
                .isEmpty())
        .isTrue();
  }

  /** Without the names in the mark the API server's record still says what is ours. */
  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "{\"annotations\":[],\"resources\":[]}"})
  void anUnreadableMarkLeavesNothingBehind(String mark) {
    Remains remains =
        Remains.of(
            node(
                Map.of(REGISTER, "[]", Owned.KEY, mark),
                Map.of(REGISTER, Set.of(OURS), Owned.KEY, Set.of(OURS))));

    assertThat(remains.metadata())
        .containsExactly(new Annotation(REGISTER, "[]"), new Annotation(Owned.KEY, mark));
  }

  /** A mark that names another component's annotation does not make it ours. */
  @Test
  void aMarkCannotNameWhatAnotherComponentHasWritten() {
    String key = "kubeadm.alpha.kubernetes.io/cri-socket";
    Remains remains =
        Remains.of(
            node(
                Map.of(key, "/run/x", Owned.KEY, new Owned(Set.of(key), Set.of()).toString()),
                Map.of(key, Set.of("kubeadm"))));

    assertThat(remains.metadata()).noneMatch(leftover -> leftover.name().equals(key));
  }

  /** Who has written the number's capacity, and whether it is removed although marked. */
  @ParameterizedTest
  @CsvSource({
    "'', true",
    "hami-mock-device-plugin, true",
    "kubelet, false",
    "kubectl-edit, false",
  })
  void aNumberThatIsMarkedGoesUnlessAnotherHasWrittenIt(String writer, boolean removed) {
    Remains remains =
        Remains.of(
            withNumber(
                Map.of(StatusMark.KEY, GPUMEM),
                Map.of(GPUMEM, "655360", "cpu", "2"),
                writer.isEmpty() ? Map.of() : Map.of(GPUMEM, writer)));

    assertThat(remains.status().contains(number(GPUMEM, "655360"))).isEqualTo(removed);
    assertThat(remains.status()).endsWith(new Annotation(StatusMark.KEY, GPUMEM));
    assertThat(remains.metadata()).isEmpty();
  }

  @Test
  void aNumberWithoutAMarkIsOursIfWeHaveWrittenItLast() {
    assertThat(
            Remains.of(
                    withNumber(
                        Map.of(),
                        Map.of(GPUMEM, "8k", "example.com/x", "5"),
                        Map.of(GPUMEM, OURS, "example.com/x", "kubectl")))
                .status())
        .containsExactly(number(GPUMEM, "8k"));
  }

  /** The kubelet counts them, and it sets them to 0 itself. */
  @Test
  void unitsOfMadeUpCardsAreNotOurs() {
    String owned =
        new Owned(Set.of(REGISTER), Set.of(ResourceName.parse("nvidia.com/gpu"))).toString();

    assertThat(
            Remains.of(
                    withNumber(
                        Map.of(Owned.KEY, owned),
                        Map.of("nvidia.com/gpu", "80"),
                        Map.of("nvidia.com/gpu", "kubelet")))
                .status())
        .isEmpty();
  }

  @Test
  void aMarkWithoutItsNumbersGoes() {
    assertThat(Remains.of(withNumber(Map.of(StatusMark.KEY, GPUMEM), Map.of(), Map.of())).status())
        .isEqualTo(List.of(new Annotation(StatusMark.KEY, GPUMEM)));
  }
}
