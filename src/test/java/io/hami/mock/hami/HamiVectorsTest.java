package io.hami.mock.hami;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.hami.mock.annotation.PodDevices;
import io.hami.mock.annotation.PodDevices.Reading.Complete;
import io.hami.mock.binding.Binding;
import io.hami.mock.binding.Bindings;
import io.hami.mock.binding.HandPods;
import io.hami.mock.model.Contract;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.VirtualResource;
import io.hami.mock.reconcile.HandNode;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What this plugin writes is what HAMi's real scheduler accepted, and what that wrote to pods is
 * completed to the recorded end (docs/vendors.md 7).
 */
class HamiVectorsTest {
  private static final String OWNED = "mock.hami.io/owned";
  private static final String ENFLAME = "enflame.com/gcu-drs-capacity";

  /** Cambricon's lock has no pod but a time, which must be that of the pod's binding. */
  private static final Instant BOUND = Instant.parse("2026-11-27T10:00:00Z");

  static Stream<Vector> vectors() {
    return Vector.all();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void theNodesAnnotationsAreThoseThatTheSchedulerAccepted(Vector vector) {
    Contract contract = Vector.contract(vector.made());
    Map<String, String> recorded = vector.annotations();
    Set<String> keys = new HashSet<>(recorded.keySet());
    keys.remove(OWNED);
    Set<String> ours = new HashSet<>(contract.annotations().keySet());
    contract.handshake().ifPresent(handshake -> ours.add(handshake.key()));
    assertThat(ours).isEqualTo(keys);
    contract
        .annotations()
        .forEach(
            (key, value) -> {
              if (key.equals(ENFLAME)) {
                assertThat(Vector.parsed(value).path("devices"))
                    .isEqualTo(Vector.parsed(text(recorded, key)).path("devices"));
              } else {
                assertThat(value).as(key).isEqualTo(recorded.get(key));
              }
            });
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void theSchedulerKnowsTheCardsByTheirIdsAndMemory(Vector vector) {
    Present made = vector.made();
    if (Vector.contract(made).annotations().isEmpty()) {
      return; // HAMi names the cards itself, from quantities.
    }
    assertThat(made.cards())
        .extracting(card -> card.id() + " " + card.memoryMiB())
        .containsExactlyInAnyOrderElementsOf(
            Vector.elements(vector.json().path("cards"))
                .map(card -> card.path("id").asText() + " " + card.path("memoryMiB").asInt())
                .toList());
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void theNodesQuantitiesAreTheRecordedOnes(Vector vector) {
    Map<String, String> capacity = Vector.texts(vector.json().path("node").path("capacity"));
    for (VirtualResource resource : vector.made().resources()) {
      String recorded = capacity.get(resource.name().toString());
      if (recorded != null) {
        assertThat(resource.quantity().total())
            .as(resource.name().toString())
            .isEqualTo(Long.parseLong(recorded));
      }
    }
  }

  /** The recorded object had one profile; no pod could have a part of a card then. */
  @Test
  void enflamesProfilesAreThoseThatPodsWereRefusedFor() {
    for (String name : List.of("enflame", "enflame-6g")) {
      Vector vector = Vector.named(name);
      String ours = text(Vector.contract(vector.made()).annotations(), ENFLAME);
      assertThat(Vector.texts(Vector.parsed(ours).path("profiles")))
          .isEqualTo(Map.of("1g.6gb", "0", "3g.20gb", "1", "6g.40gb", "2"));
    }
    // HAMi takes the profile of exactly as many slices as a pod asks for.
    Vector whole = Vector.named("enflame-6g");
    assertThat(
            Vector.elements(whole.json().path("pods"))
                .map(
                    pod -> pod.path("annotationsByScheduler").path("assigned-containers").asText()))
        .isNotEmpty()
        .allSatisfy(text -> assertThat(text).contains("\"request\":6"));
  }

  /** HAMi refused every pod, with CardMigTopologyInfeasible, for want of profiles. */
  @Test
  void aMigCardIsTheRecordedOneWithProfiles() {
    Vector vector = Vector.named("nvidia");
    JsonNode refused = vector.json().path("more").path("mig");
    assertThat(refused.path("outcome").path("reason").path(0).asText())
        .contains("CardMigTopologyInfeasible");
    String key = "hami.io/node-nvidia-register";
    JsonNode recorded = Vector.parsed(refused.path("node").path(key).asText());
    JsonNode ours =
        Vector.parsed(text(Vector.contract(vector.made(true, "mig")).annotations(), key));
    assertThat(ours).hasSameSizeAs(recorded);
    for (int i = 0; i < ours.size(); i++) {
      Map<String, String> card = Vector.texts(ours.path(i));
      Map<String, String> before = Vector.texts(recorded.path(i));
      card.remove("migProfiles");
      before.put("count", "7");
      assertThat(card).isEqualTo(before);
      assertThat(Vector.elements(ours.path(i).path("migProfiles")))
          .extracting(profile -> profile.path("name").asText())
          .containsExactly("1g.10gb", "2g.20gb", "3g.40gb", "7g.80gb");
    }
  }

  static Stream<Vector> unhealthy() {
    return Vector.all().filter(vector -> sick(vector).isPresent());
  }

  private static Optional<JsonNode> sick(Vector vector) {
    return Vector.elements(vector.json().path("refused"))
        .filter(refused -> refused.path("while").asText().equals("the first card is unhealthy"))
        .findFirst();
  }

  /** The scheduler refused the card because of this annotation, and nothing else. */
  @ParameterizedTest
  @MethodSource("unhealthy")
  void anUnhealthyCardIsToldToTheSchedulerAsRecorded(Vector vector) {
    Map<String, String> recorded =
        Vector.texts(sick(vector).orElseThrow().path("node").path("annotations"));
    Present made = vector.made(false, "");
    Vector.contract(made).annotations().keySet().stream()
        .filter(key -> !key.equals(ENFLAME))
        .forEach(
            key ->
                assertThat(Vector.contract(made).annotations().get(key))
                    .as(key)
                    .isEqualTo(recorded.get(key)));
  }

  static Stream<Arguments> pods() {
    return Vector.all()
        .flatMap(
            vector ->
                Vector.elements(vector.json().path("pods"))
                    .filter(pod -> !pod.path("lock").isEmpty())
                    .map(pod -> Arguments.of(vector, pod.path("name").asText(), pod)));
  }

  /** The lock is released, and the pod's annotations are what they were in the recording. */
  @ParameterizedTest(name = "{1}")
  @MethodSource("pods")
  void aBindingIsCompletedToTheRecordedEnd(Vector vector, String name, JsonNode pod)
      throws IOException {
    Contract.Binding binding = Vector.contract(vector.made()).binding().orElseThrow();
    JsonNode lock = pod.path("lock").path(0);
    assertThat(lock.path("key").asText()).isEqualTo(binding.lock());
    Map<String, String> scheduled = times(Vector.texts(pod.path("annotationsByScheduler")));
    Map<String, String> after = times(Vector.texts(pod.path("after")));
    HandPods pods = new HandPods();
    pods.put(name, "node1", "Pending", scheduled);
    HandNode node = new HandNode();
    node.lock =
        Optional.of(
            lock.path("value")
                .asText()
                .replace("<RFC3339>", BOUND.toString())
                .replace(",default,", ",ns,"));
    Bindings bindings = new Bindings(pods, node, node, "node1");
    for (int i = 0; i < containers(text(scheduled, binding.toAllocate())); i++) {
      assertThat(node.lock).as("held until the last container has its devices").isPresent();
      assertThat(bindings.complete(binding, List.of(binding), () -> true))
          .isInstanceOf(Binding.Bound.class);
    }
    Map<String, String> completed = pods.get("ns", name).orElseThrow().annotations();
    Map<String, String> wanted = new HashMap<>(scheduled);
    wanted.put(binding.toAllocate(), text(after, binding.toAllocate()));
    wanted.put("hami.io/bind-phase", text(after, "hami.io/bind-phase"));
    assertThat(completed).isEqualTo(wanted).containsEntry("hami.io/bind-phase", "success");
    assertThat(node.lock).isEmpty();
  }

  private static String text(Map<String, String> annotations, String key) {
    return Optional.ofNullable(annotations.get(key)).orElseThrow();
  }

  private static int containers(String toAllocate) {
    return PodDevices.read(toAllocate) instanceof Complete(var devices)
        ? (int) devices.containers().stream().filter(given -> !given.isEmpty()).count()
        : 0;
  }

  /** The recording has a placeholder for each time. */
  private static Map<String, String> times(Map<String, String> annotations) {
    String bound = Long.toString(BOUND.getEpochSecond());
    annotations.replaceAll((_, text) -> text.startsWith("<unix") ? bound : text);
    return annotations;
  }

  @Test
  void noBindingAndNoUnhealthyCardIsLeftOut() {
    assertThat(pods()).hasSizeGreaterThan(30);
    assertThat(unhealthy()).hasSizeGreaterThan(10);
  }
}
