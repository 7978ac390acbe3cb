package io.hami.mock.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.Owned;
import io.hami.mock.binding.HandPods;
import io.hami.mock.model.Contract;
import io.hami.mock.model.Contract.Handshake;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Family;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Origin.OfInventory;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Cluster;
import io.hami.mock.port.NodeWriter;
import io.hami.mock.port.Publication;
import io.hami.mock.reconcile.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NodeContractTest {
  private static final String REGISTER = "hami.io/node-dcu-register";
  private static final String HANDSHAKE = "hami.io/node-handshake-dcu";
  private static final ResourceName COUNT = ResourceName.parse("hygon.com/dcunum");
  private static final String OWNED =
      new Owned(Set.of(REGISTER, HANDSHAKE), Set.of(COUNT)).toString();

  private List<Discovery> wanted = List.of();
  private final ManualLoop loop = new ManualLoop();
  private final Node node = new Node();
  private final NodeObject contract =
      new NodeObject(
          loop,
          new Cluster(node, new HandStatus(), new HandPods(), "n", _ -> Optional.empty()),
          new NodeObject.Listener() {
            @Override
            public void published(Map<ResourceName, Publication> publications) {}

            @Override
            public void forbidden(String why) {
              throw new AssertionError(why);
            }

            @Override
            public void troubleChanged() {
              node.complain();
            }
          });

  /** A Node that accepts writes, or says why it does not. */
  private final class Node implements NodeWriter {
    final Map<String, String> annotations = new HashMap<>();
    final List<Map<String, Optional<String>>> patches = new ArrayList<>();
    Answer answer = new Answer.Written();
    int complaints;

    @Override
    public void annotate(Map<String, Optional<String>> changes, Consumer<Answer> then) {
      patches.add(changes);
      if (answer instanceof Answer.Written) {
        changes.forEach(
            (key, text) ->
                text.ifPresentOrElse(
                    now -> annotations.put(key, now), () -> annotations.remove(key)));
      }
      then.accept(answer);
      // Reports every change, as the watch does.
      loop.execute(() -> contract.look(facts(), desired()));
    }

    @Override
    public void release(String key, String value, Consumer<Release> then) {
      throw new AssertionError("a contract has no lock");
    }

    NodeFacts facts() {
      return new NodeFacts("n", annotations, Map.of(), Map.of(), Map.of());
    }

    void complain() {
      complaints++;
    }
  }

  private static List<Discovery> cards(String text) {
    return List.of(
        new Discovery.Present(
            new Family("Hygon", "Hygon", List.of(COUNT), Set.of()),
            new OfInventory(
                "inventory[0]",
                Set.of(COUNT),
                new Contract(
                    Map.of(REGISTER, text),
                    Optional.of(new Handshake(HANDSHAKE, Handshake.Form.DOTTED)),
                    Optional.empty())),
            List.of(),
            List.of(),
            Map.of()));
  }

  /** Shows the Node to the contract and lets time pass. */
  private void see(List<Discovery> discoveries, Duration passing) {
    wanted = discoveries;
    contract.look(node.facts(), desired());
    loop.advance(passing);
  }

  private Desired desired() {
    return new Desired(
        Optional.of(wanted), Optional.of(Map.of()), Set.of(), Set.of(), Set.of(), true);
  }

  private void see(List<Discovery> discoveries) {
    see(discoveries, Patching.PAUSE);
  }

  private void forget() {
    node.patches.clear();
  }

  @Test
  void allAnnotationsAreWrittenInOnePatchAndNothingUntilTheNextIsDue() {
    see(cards("a:"));
    assertThat(node.patches).hasSize(1);
    assertThat(node.annotations)
        .containsEntry(REGISTER, "a:")
        .containsEntry(HANDSHAKE, "Reported_1970.01.01 00:00:00")
        .containsEntry(Owned.KEY, OWNED)
        .hasSize(3);
    see(cards("a:"), Duration.ofHours(24));
    assertThat(node.patches).hasSize(1);
  }

  @Test
  void theHandshakeAloneIsAnsweredOncePerPeriod() {
    see(cards("a:"));
    forget();
    node.annotations.put(HANDSHAKE, "Requesting_1970-01-01 00:00:15");
    see(cards("a:"), Duration.ofSeconds(20));
    assertThat(node.patches).isEmpty();
    see(cards("a:"), Duration.ofSeconds(20));
    assertThat(node.patches).hasSize(1);
    assertThat(node.patches.getFirst()).containsOnlyKeys(HANDSHAKE);
    assertThat(node.annotations.get(HANDSHAKE)).startsWith("Reported_1970.01.01 00:00:3");
  }

  @Test
  void otherCardsAreReportedAtOnce() {
    see(cards("a:"));
    forget();
    node.annotations.put(HANDSHAKE, "Requesting_1970-01-01 00:00:15");
    see(cards("b:"));
    assertThat(node.patches).hasSize(1);
    assertThat(node.patches.getFirst()).containsOnlyKeys(REGISTER, HANDSHAKE);
    assertThat(node.annotations).containsEntry(REGISTER, "b:");
  }

  @Test
  void aRemovedOrChangedAnnotationIsRestored() {
    see(cards("a:"));
    node.annotations.remove(REGISTER);
    node.annotations.remove(Owned.KEY);
    see(cards("a:"));
    assertThat(node.annotations).containsEntry(REGISTER, "a:").containsEntry(Owned.KEY, OWNED);
    node.annotations.put(REGISTER, "b:");
    see(cards("a:"), Duration.ofSeconds(5));
    assertThat(node.annotations).containsEntry(REGISTER, "a:");
  }

  @Test
  void aPersistentOtherWriterIsNotFoughtWithoutEnd() {
    see(cards("a:"));
    forget();
    for (int second = 0; second < 120; second++) {
      node.annotations.put(REGISTER, "theirs:");
      see(cards("a:"));
    }
    assertThat(node.patches).hasSizeBetween(3, 12);
  }

  @Test
  void ourAnnotationsAreRemovedWithTheCards() {
    see(cards("a:"));
    node.annotations.put("somebody/elses", "x");
    node.annotations.put(HANDSHAKE, "Requesting_1970-01-01 00:00:15");
    see(List.of());
    assertThat(node.annotations).containsOnlyKeys("somebody/elses");
    forget();
    see(List.of(), Duration.ofHours(1));
    assertThat(node.patches).isEmpty();
  }

  @Test
  void annotationsOfAnEarlierRunAreRemovedByTheirMark() {
    node.annotations.putAll(
        Map.of(REGISTER, "old:", HANDSHAKE, "Requesting_1", Owned.KEY, OWNED, "other", "x"));
    see(List.of());
    assertThat(node.annotations).containsOnlyKeys("other");
  }

  @Test
  void aKeyThatSomebodyElseHasWrittenSinceIsKept() {
    see(cards("a:"));
    node.annotations.put(REGISTER, "the real plugin's:");
    see(List.of());
    assertThat(node.annotations).containsExactly(Map.entry(REGISTER, "the real plugin's:"));
  }

  @Test
  void aRestartDoesNotWriteExistingAnnotationsAgain() {
    node.annotations.putAll(
        Map.of(REGISTER, "a:", HANDSHAKE, "Reported_2026.01.01 00:00:00", Owned.KEY, OWNED));
    see(cards("a:"), Duration.ofMinutes(10));
    assertThat(node.patches).isEmpty();
  }

  @Test
  void aMissingRightIsLoggedOnceAndRetriedNowAndThen() {
    node.answer = new NodeWriter.Answer.Forbidden("grant 'patch' on nodes");
    see(cards("a:"));
    assertThat(contract.trouble()).hasValue("grant 'patch' on nodes");
    for (int minute = 0; minute < 10; minute++) {
      see(cards("a:"), Duration.ofMinutes(1));
    }
    assertThat(node.complaints).isEqualTo(1);
    assertThat(node.patches).hasSizeBetween(8, 12);
    node.answer = new NodeWriter.Answer.Written();
    see(cards("a:"), Duration.ofMinutes(2));
    assertThat(contract.trouble()).isEmpty();
    assertThat(node.annotations).containsKey(REGISTER);
  }

  @Test
  void aFailureIsRetriedEverLessOften() {
    node.answer = new NodeWriter.Answer.Failed("away");
    see(cards("a:"), Duration.ofMinutes(10));
    assertThat(contract.trouble()).hasValue("away");
    assertThat(node.patches).hasSizeBetween(60, 110);
  }

  @Test
  void annotationsThatExceedTheLimitAreNotWrittenAndReported() {
    see(cards("x".repeat(ContractAnnotations.MAX_BYTES)));
    assertThat(node.annotations).doesNotContainKey(REGISTER);
    assertThat(contract.trouble().orElseThrow()).contains("declare fewer cards");
    see(cards("a:"));
    assertThat(contract.trouble()).isEmpty();
    assertThat(node.annotations).containsEntry(REGISTER, "a:");
  }
}
