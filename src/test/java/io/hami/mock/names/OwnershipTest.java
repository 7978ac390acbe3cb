package io.hami.mock.names;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.Owned;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.Holding;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publication.State;
import io.hami.mock.reconcile.BookKeeper;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OwnershipTest {
  private static final ResourceName GPU = ResourceName.parse("nvidia.com/gpu");

  private final BookKeeper kubelet = new BookKeeper();
  private final Ownership ownership = new Ownership(kubelet);

  private static NodeFacts node(String count, Map<String, String> annotations) {
    Map<String, String> capacity = count.isEmpty() ? Map.of() : Map.of(GPU.toString(), count);
    return new NodeFacts("n", annotations, Map.of(), capacity, capacity);
  }

  private static NodeFacts node(String count) {
    return node(count, Map.of());
  }

  private static Map<ResourceName, Publication> ours(State state) {
    Units units = new Units(10, 10);
    return Map.of(GPU, new Publication(GPU, state, units, units, 1, ""));
  }

  private boolean foreign(long now, NodeFacts node, Map<ResourceName, Publication> publications) {
    return ownership.holders(now, node, publications).holder(GPU).isPresent();
  }

  @Test
  void aNameThatNobodyHasIsFree() {
    assertThat(foreign(0, node(""), Map.of())).isFalse();
    assertThat(foreign(0, node("0"), Map.of())).isFalse();
  }

  @Test
  void aNumberThatNobodyAccountsForIsSomebodyElses() {
    assertThat(foreign(0, node("8"), Map.of())).isTrue();
    Owned owned = new Owned(Set.of(), Set.of(GPU));
    assertThat(foreign(0, node("8", Map.of(Owned.KEY, owned.toString())), Map.of())).isFalse();
  }

  @Test
  void aNumberThatLostItsPluginIsFreeWhenThatHasNotComeBackForAWhile() {
    NodeFacts left =
        new NodeFacts(
            "n", Map.of(), Map.of(), Map.of(GPU.toString(), "8"), Map.of(GPU.toString(), "0"));
    long respite = Ownership.RESPITE.toNanos();
    assertThat(foreign(0, left, Map.of())).isTrue();
    assertThat(ownership.next(0)).hasValue(Ownership.RESPITE);
    assertThat(foreign(respite / 2, node("8"), Map.of())).as("it is back").isTrue();
    assertThat(foreign(respite, left, Map.of())).isTrue();
    assertThat(foreign(2 * respite, left, Map.of())).isFalse();
  }

  @Test
  void theKubeletsBooksCountMoreThanTheNode() {
    kubelet.holding = new Holding.Ours();
    assertThat(foreign(0, node("8"), Map.of())).isFalse();
    kubelet.holding = new Holding.Foreign("GPU-1-0");
    Owned owned = new Owned(Set.of(), Set.of(GPU));
    assertThat(foreign(0, node("", Map.of(Owned.KEY, owned.toString())), Map.of())).isTrue();
  }

  @Test
  void whatWeServeIsOursWhateverTheNodeShows() {
    kubelet.holding = new Holding.Foreign("GPU-1-0");
    assertThat(foreign(0, node("8"), ours(State.ADVERTISED))).isFalse();
  }

  @Test
  void aNameThatAnotherPluginTookStaysTheirsUntilItHasLeftTheNode() {
    assertThat(foreign(0, node("10"), ours(State.CONTENDED))).isTrue();
    Owned owned = new Owned(Set.of(), Set.of(GPU));
    Map<String, String> marked = Map.of(Owned.KEY, owned.toString());
    long respite = Ownership.RESPITE.toNanos();
    assertThat(ownership.next(0)).hasValue(Ownership.RESPITE);
    assertThat(foreign(respite / 2, node("", marked), Map.of())).isTrue();
    assertThat(foreign(respite, node("8", marked), Map.of())).isTrue();
    assertThat(foreign(respite + 1, node("0", marked), Map.of())).isFalse();
    assertThat(ownership.next(respite + 1)).isEmpty();
  }
}
