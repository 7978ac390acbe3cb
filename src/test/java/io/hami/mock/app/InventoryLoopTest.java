package io.hami.mock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hami.mock.annotation.StatusMark;
import io.hami.mock.binding.Grants;
import io.hami.mock.binding.HandPods;
import io.hami.mock.binding.StaleLocks;
import io.hami.mock.discovery.Nvidia;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.Cluster;
import io.hami.mock.port.NodeWriter;
import io.hami.mock.reconcile.WholeLoop;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cards that are made up, from the config to the Node and the container. */
class InventoryLoopTest extends WholeLoop<Nvidia> {
  private static final ResourceName GPU = ResourceName.parse("nvidia.com/gpu");
  private static final String REGISTER = "hami.io/node-nvidia-register";
  private static final String LOCK = "hami.io/mutex.lock";
  private static final String CARDS = "inventory: [{cards: [{profile: nvidia-t4, count: 2}]}]";

  private final Grants grants = new Grants();
  private final Map<String, String> annotations = new HashMap<>();
  private final HandPods pods = new HandPods();

  InventoryLoopTest() {
    super(new Nvidia());
  }

  /** A Node that takes what is written, and a watch that tells of it. */
  private final class Node implements NodeWriter {
    @Override
    public void annotate(Map<String, Optional<String>> changes, Consumer<Answer> then) {
      changes.forEach(
          (key, text) ->
              text.ifPresentOrElse(
                  now -> annotations.put(key, now), () -> annotations.remove(key)));
      then.accept(new Answer.Written());
      loop.execute(() -> see(status.quantities));
    }

    @Override
    public void release(String key, String value, Consumer<Release> then) {
      then.accept(annotations.remove(key, value) ? new Answer.Written() : new Release.Changed());
      loop.execute(() -> see(status.quantities));
    }
  }

  private void see(Map<String, String> capacity) {
    source.facts(new NodeFacts("n", annotations, Map.of(), capacity, capacity));
  }

  @BeforeEach
  void start() {
    Cluster cluster = cluster(new Node(), pods);
    grants.start(loop, cluster);
    reconciler.onChange(Plugin.showing(grants));
    start(Optional.of(cluster));
    see(Map.of());
  }

  private List<Map<String, String>> allocate(String... cards) {
    return grants.allocate(GPU, List.of(List.of(cards))).join();
  }

  @Test
  void aConfigBringsCardsAndTakesThemAway() {
    configure(CARDS);
    assertThat(publisher.last().wanted()).containsEntry(GPU, new Units(20, 20));
    assertThat(annotations).containsKey(REGISTER);
    configure("");
    loop.advance(Duration.ofSeconds(1));
    assertThat(publisher.last().wanted()).doesNotContainKey(GPU);
    assertThat(annotations).isEmpty();
  }

  /** Not even the mark, which needs the same right. */
  @Test
  void withoutAnnotationsNothingIsWrittenOnTheNode() {
    configure(CARDS + "\nhami: {annotations: false}");
    loop.advance(Duration.ofSeconds(1));
    assertThat(publisher.last().wanted()).containsEntry(GPU, new Units(20, 20));
    assertThat(annotations).isEmpty();
  }

  /** A scheduler sees it as well as the kubelet does. */
  @Test
  void aCardThatIsUnhealthyOnPurposeIsSoInTheAnnotationToo() {
    configure(CARDS + "\nfaults: [{fault: unhealthy, number: 1, for: 10m}]");
    assertThat(publisher.last().wanted()).containsEntry(GPU, new Units(20, 10));
    assertThat(annotations.get(REGISTER)).containsOnlyOnce("\"health\":true");
    loop.advance(Duration.ofMinutes(10));
    assertThat(publisher.last().wanted()).containsEntry(GPU, new Units(20, 20));
    loop.advance(Duration.ofSeconds(1));
    assertThat(annotations.get(REGISTER)).matches(".*\"health\":true.*\"health\":true.*");
    assertThat(reconciler.state().faults()).isEmpty();
  }

  @Test
  void theAnnotationAndTheContainerNameAMadeUpCardAlike() {
    configure(CARDS);
    Discovery.Present made = (Discovery.Present) reconciler.state().discoveries().getFirst();
    String second = made.cards().get(1).id();
    configure(CARDS + "\nfaults: [{fault: unhealthy, cards: [" + second + "], for: 10m}]");
    made = (Discovery.Present) reconciler.state().discoveries().getFirst();
    assertThat(made.cards())
        .filteredOn(card -> !card.healthy())
        .extracting("id")
        .containsExactly(second);
    assertThat(publisher.last().wanted()).containsEntry(GPU, new Units(20, 10));
  }

  @Test
  void cardsGiveWayToAPluginThatTakesTheirCount() {
    configure(CARDS);
    publisher.registered(GPU, "A", "B");
    loop.run();
    publisher.registered(GPU, "GPU-real");
    loop.run();
    loop.advance(Duration.ofSeconds(1));
    assertThat(publisher.last().wanted()).isEmpty();
    assertThat(annotations).isEmpty();
    assertThat(reconciler.state().plan().resources())
        .allMatch(
            resource ->
                resource
                    .reason()
                    .contains(
                        "nvidia.com/gpu: another plugin serves it, with devices such as"
                            + " 'GPU-real'"));
  }

  /** The config's watch may be back before the Node's. */
  @Test
  void nothingIsWrittenOnANodeThatCannotBeRead() {
    source.unavailable("no route to host");
    configure(CARDS);
    loop.advance(Duration.ofMinutes(2));
    assertThat(annotations).isEmpty();
    annotations.put(REGISTER, "[]");
    see(Map.of());
    loop.advance(Duration.ofMinutes(2));
    assertThat(annotations).containsExactly(Map.entry(REGISTER, "[]"));
    annotations.remove(REGISTER);
    see(Map.of());
    loop.advance(Duration.ofSeconds(1));
    assertThat(annotations).containsKey("mock.hami.io/owned");
  }

  /** Its plugin is there, whatever is wrong with the text. */
  @Test
  void cardsGiveWayToAnAnnotationThatCannotBeRead() {
    source.unavailable("no route to host");
    configure(CARDS);
    assertThat(publisher.last().wanted()).containsKey(GPU);
    annotations.put(REGISTER, "[{");
    see(Map.of());
    loop.advance(Duration.ofMinutes(1));
    assertThat(publisher.last().wanted()).isEmpty();
    assertThat(annotations).containsExactly(Map.entry(REGISTER, "[{"));
  }

  /** Another plugin has the cards' count, not the name of their memory. */
  @Test
  void theNumberOfCardsThatGaveWayIsTakenOffTheStatus() {
    configure(CARDS + "\nresources: {nvidia.com/gpumem: {route: node-status}}");
    assertThat(status.quantities).containsKey("nvidia.com/gpumem");
    annotations.put(StatusMark.KEY, status.mark.orElseThrow());
    see(status.quantities);
    publisher.registered(GPU, "GPU-real");
    loop.advance(Duration.ofMinutes(1));
    assertThat(status.quantities).isEmpty();
  }

  @Test
  void anInventoryThatIsWrongFromTheStartTouchesNothingThatIsThere() {
    annotations.put("mock.hami.io/owned", "{\"annotations\":[\"hami.io/node-nvidia-register\"]}");
    annotations.put(REGISTER, "[]");
    see(Map.of());
    configure("inventory: [{cards: [{profile: t4}]}]");
    loop.advance(Duration.ofSeconds(1));
    assertThat(annotations).containsKey(REGISTER);
    assertThat(reconciler.state().config().complaints()).isNotEmpty();
    assertThat(reconciler.state().config().inForce()).isPresent();
  }

  @Test
  void aPodThatHamiKnowsNothingOfSeesTheCardsOfItsUnits() {
    configure(CARDS);
    String card =
        reconciler.state().discoveries().stream()
            .flatMap(
                discovery ->
                    discovery instanceof Discovery.Present present
                        ? present.cards().stream()
                        : Stream.empty())
            .findFirst()
            .orElseThrow()
            .id();
    assertThat(allocate(card)).containsExactly(Map.of("NVIDIA_VISIBLE_DEVICES", card));
    assertThat(allocate()).containsExactly(Map.of());
  }

  @Test
  void aBindingThatCannotBeLookedForIsAnError() {
    configure(CARDS);
    pods.trouble = Optional.of("nobody answers");
    assertThatThrownBy(() -> allocate("x")).hasMessageContaining("nobody answers");
    configure(CARDS + "\nhami: {bindings: false}");
    assertThat(allocate("x")).containsExactly(Map.of());
  }

  @Test
  void withoutTheRightToSeePodsTheyRunAllTheSame() {
    configure(CARDS);
    pods.forbidden = Optional.of("grant 'list' on pods");
    assertThat(allocate("x")).containsExactly(Map.of());
  }

  /** The kubelet rejected it for another resource, so it never asked for these cards. */
  private void aRejectedPodHoldsTheLock() {
    pods.put("p", "n", "Failed", Map.of());
    annotations.put(LOCK, "2026-10-01T10:00:00Z,ns,p");
    see(Map.of());
    loop.run();
  }

  @Test
  void theLockOfARejectedPodIsReleased() {
    configure(CARDS);
    aRejectedPodHoldsTheLock();
    loop.advance(StaleLocks.FIRST_PAUSE);
    // The look-up has a real thread.
    await()
        .until(
            () -> {
              loop.run();
              return !annotations.containsKey(LOCK);
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {CARDS + "\nhami: {bindings: false}", ""})
  void noLockIsReleasedWithoutBindingsOrCards(String text) {
    configure(CARDS);
    aRejectedPodHoldsTheLock();
    configure(text);
    loop.advance(Duration.ofHours(1));
    assertThat(pods.gets).isZero();
    assertThat(annotations).containsKey(LOCK);
  }

  @Test
  void nothingIsLookedUpAfterTheEnd() {
    configure(CARDS);
    aRejectedPodHoldsTheLock();
    grants.close();
    stop();
    see(Map.of("cpu", "1"));
    loop.advance(Duration.ofHours(1));
    assertThat(pods.gets).isZero();
    assertThat(annotations).containsKey(LOCK);
  }

  @Test
  void cardsThatAreNotMadeUpAreNotShown() {
    assertThat(allocate("x")).containsExactly(Map.of());
  }
}
