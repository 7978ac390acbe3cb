package io.hami.mock.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publication.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentionTest {
  private static final ResourceName NAME = ResourceName.parse("example.com/gpumem");

  private final Contention contention = new Contention();
  private Duration now = Duration.ZERO;

  private static NodeFacts node(String capacity, String allocatable) {
    return new NodeFacts(
        "node1",
        Map.of(),
        Map.of(),
        Map.of(NAME.toString(), capacity),
        Map.of(NAME.toString(), allocatable));
  }

  private static NodeFacts bare() {
    return new NodeFacts("node1", Map.of(), Map.of(), Map.of(), Map.of());
  }

  private static Publication listed(long units, int streams) {
    Units told = new Units(units, units);
    return new Publication(NAME, State.ADVERTISED, told, told, streams, "");
  }

  private void look(NodeFacts node, Publication publication) {
    contention.look(now.toNanos(), node, List.of(publication));
  }

  private void lookAfter(Duration time, NodeFacts node, Publication publication) {
    now = now.plus(time);
    look(node, publication);
  }

  @Test
  void aForeignNumberThatStaysIsContention() {
    look(node("8", "8"), listed(100, 1));
    assertThat(contention.next(now.toNanos())).hasValue(Contention.PATIENCE);
    lookAfter(Contention.PATIENCE.minusNanos(1), node("8", "8"), listed(100, 1));
    assertThat(contention.contended()).isEmpty();
    assertThat(contention.next(now.toNanos())).hasValue(Duration.ofNanos(1));
    lookAfter(Duration.ofNanos(1), node("8", "8"), listed(100, 1));
    assertThat(contention.contended()).containsExactly(NAME);
    assertThat(contention.next(now.toNanos())).isEmpty();
  }

  /** The kubelet writes its status every 10 s, so a Node is behind us for as long. */
  @Test
  void anEarlierNumberOfOursIsOnlyLate() {
    look(node("50", "50"), listed(50, 1));
    lookAfter(Duration.ofSeconds(1), node("50", "50"), listed(100, 1));
    lookAfter(Duration.ofMinutes(10), node("50", "50"), listed(100, 1));
    assertThat(contention.contended()).isEmpty();
    assertThat(contention.next(now.toNanos())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // As the kubelet writes our number, the one of our last run while it waits for us, and no
    // number.
    "100k, 100k",
    "100000, 5",
    "8, 0",
    "many, 8",
    "8, many"
  })
  void aNumberThatIsOursOrNobodysIsNoContention(String capacity, String allocatable) {
    look(node(capacity, allocatable), listed(100_000, 1));
    lookAfter(Duration.ofMinutes(1), node(capacity, allocatable), listed(100_000, 1));
    assertThat(contention.contended()).isEmpty();
  }

  @Test
  void aNameThatIsNotOnTheNodeYetIsNoContention() {
    look(bare(), listed(100, 1));
    lookAfter(Duration.ofMinutes(1), bare(), listed(100, 1));
    assertThat(contention.contended()).isEmpty();
  }

  @Test
  void patienceBeginsAnewWhenTheNumbersAgreedMeanwhile() {
    look(node("8", "8"), listed(100, 1));
    lookAfter(Duration.ofSeconds(20), node("100", "100"), listed(100, 1));
    lookAfter(Duration.ofSeconds(20), node("8", "8"), listed(100, 1));
    assertThat(contention.contended()).isEmpty();
    assertThat(contention.next(now.toNanos())).hasValue(Contention.PATIENCE);
  }

  @Test
  void whoeverHasNoStreamIsNotContradicted() {
    look(node("8", "8"), listed(100, 0));
    lookAfter(Duration.ofMinutes(1), node("8", "8"), listed(100, 0));
    assertThat(contention.contended()).isEmpty();
    assertThat(contention.next(now.toNanos())).isEmpty();
  }

  @Test
  void aStreamThatEndsEndsTheSuspicionAndThereIsNothingToWaitFor() {
    look(node("8", "8"), listed(100, 1));
    lookAfter(Duration.ofSeconds(10), node("8", "8"), listed(100, 0));
    assertThat(contention.next(now.toNanos())).isEmpty();
    lookAfter(Duration.ofSeconds(30), node("8", "8"), listed(100, 1));
    assertThat(contention.contended()).isEmpty();
    assertThat(contention.next(now.toNanos())).hasValue(Contention.PATIENCE);
  }

  private void contend() {
    look(node("8", "8"), listed(100, 1));
    lookAfter(Contention.PATIENCE, node("8", "8"), listed(100, 1));
    assertThat(contention.contended()).containsExactly(NAME);
  }

  @Test
  void isOverWhenTheNodeShowsOurNumber() {
    contend();
    lookAfter(Duration.ofSeconds(1), node("100", "100"), listed(100, 1));
    assertThat(contention.contended()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"0", "1"})
  void isOverWhenTheOtherPluginHasGone(int streams) {
    contend();
    lookAfter(Duration.ofSeconds(1), node("8", "0"), listed(100, streams));
    assertThat(contention.contended()).isEmpty();
  }

  /** A kubelet's restart ends our stream; that does not make the other plugin go away. */
  @Test
  void outlastsOurStream() {
    contend();
    lookAfter(Duration.ofSeconds(1), node("8", "8"), listed(100, 0));
    assertThat(contention.contended()).containsExactly(NAME);
    assertThat(contention.next(now.toNanos())).isEmpty();
  }

  @Test
  void aResourceThatHasGoneIsForgotten() {
    contend();
    contention.forget(NAME);
    assertThat(contention.contended()).isEmpty();
    look(node("8", "8"), listed(100, 1));
    assertThat(contention.next(now.toNanos())).hasValue(Contention.PATIENCE);
  }

  @Test
  void namesAreLookedAtEachByItself() {
    ResourceName other = ResourceName.parse("example.com/gpucores");
    Units hundred = new Units(100, 100);
    NodeFacts node =
        new NodeFacts(
            "node1",
            Map.of(),
            Map.of(),
            Map.of(NAME.toString(), "8", other.toString(), "100"),
            Map.of(NAME.toString(), "8", other.toString(), "100"));
    List<Publication> both =
        List.of(listed(100, 1), new Publication(other, State.ADVERTISED, hundred, hundred, 1, ""));
    contention.look(0, node, both);
    contention.look(Contention.PATIENCE.toNanos(), node, both);
    assertThat(contention.contended()).containsExactly(NAME);
  }
}
