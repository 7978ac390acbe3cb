package io.hami.mock.binding;

import io.hami.mock.annotation.PodDevices.PodDevice;
import io.hami.mock.model.Card;
import io.hami.mock.model.ContainerView.GivenCard;
import io.hami.mock.model.Contract;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Origin.OfInventory;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Allocator;
import io.hami.mock.port.BoundPod;
import io.hami.mock.port.Cluster;
import io.hami.mock.port.Loop;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What containers get to see of cards that are made up: their plugin is this one, so it completes
 * what HAMi's scheduler has begun, and shows a program what the vendor's own plugin would. A count
 * of anything else shows nothing.
 */
@Singleton
public final class Grants implements Allocator {
  private static final Logger log = LoggerFactory.getLogger(Grants.class);

  /** It asks the API server, which no thread of the transport may wait for. */
  private static final Executor VIRTUAL = task -> Thread.ofVirtual().name("allocate").start(task);

  private volatile List<Discovery> discoveries = List.of();
  private volatile boolean completing;
  private Optional<StaleLocks> locks = Optional.empty();
  private volatile Optional<Completion> completion = Optional.empty();

  /** How bindings are completed where there is a cluster. */
  private record Completion(Bindings bindings, Cluster.LockReader lock) {}

  /** Has bindings completed through {@code cluster} from now on; before the first {@link #look}. */
  public void start(Loop loop, Cluster cluster) {
    completion =
        Optional.of(
            new Completion(
                new Bindings(cluster.pods(), cluster.node(), cluster.name()), cluster.lock()));
    locks = Optional.of(new StaleLocks(loop, cluster.pods(), cluster.node(), cluster.name()));
  }

  /**
   * Makes {@code found} what there is on the Node. On the loop.
   *
   * @param complete whether HAMi's bindings are to be completed
   */
  public void look(Optional<NodeFacts> node, List<Discovery> found, boolean complete) {
    discoveries = List.copyOf(found);
    completing = complete;
    locks.ifPresent(all -> node.ifPresent(facts -> all.look(facts, complete ? found : List.of())));
  }

  /** Ends what is under way for the Node's locks. On the loop. */
  public void close() {
    locks.ifPresent(StaleLocks::close);
  }

  /** A family whose count is being allocated. */
  private record Owner(Present cards, Contract.Binding binding) {}

  @Override
  public CompletionStage<List<Map<String, String>>> allocate(
      ResourceName name, List<List<String>> cards) {
    Optional<Owner> owner =
        discoveries.stream().flatMap(discovery -> owner(discovery, name).stream()).findFirst();
    if (owner.isEmpty()) {
      return CompletableFuture.completedFuture(
          cards.stream().map(_ -> Map.<String, String>of()).toList());
    }
    Optional<Completion> through = completion.filter(_ -> completing);
    return through.isEmpty()
        ? CompletableFuture.completedFuture(
            cards.stream().map(ids -> plain(owner.get(), ids)).toList())
        : CompletableFuture.supplyAsync(
            () -> cards.stream().map(ids -> complete(through.get(), owner.get(), ids)).toList(),
            VIRTUAL);
  }

  private static Optional<Owner> owner(Discovery discovery, ResourceName name) {
    return discovery instanceof Present present && present.origin() instanceof OfInventory inventory
        ? inventory
            .contract()
            .binding()
            .filter(binding -> binding.count().equals(name))
            .map(binding -> new Owner(present, binding))
        : Optional.empty();
  }

  private Map<String, String> complete(Completion through, Owner owner, List<String> units) {
    Contract.Binding keys = owner.binding();
    Binding binding =
        through
            .bindings()
            .complete(
                new BindingKeys(keys.toAllocate(), keys.lock()),
                () -> through.lock().read(keys.lock()));
    return switch (binding) {
      case Binding.Bound(BoundPod pod, List<PodDevice> devices) -> {
        log.info("{}: has its share of {} {} cards", pod, devices.size(), owner.cards().family());
        yield keys.view()
            .environment(devices.stream().map(device -> given(owner, device)).toList());
      }
      case Binding.NoBinding() -> plain(owner, units);
      case Binding.Broken(String why) -> {
        log.error("a pod cannot have its {}: {}", keys.count(), why);
        throw new CompletionException(new IllegalStateException(why));
      }
    };
  }

  /** For a pod that HAMi's scheduler knows nothing of: the cards whose units it happens to have. */
  private static Map<String, String> plain(Owner owner, List<String> units) {
    return owner
        .binding()
        .view()
        .environment(
            owner.cards().cards().stream()
                .filter(card -> units.contains(card.id()))
                .map(card -> new GivenCard(card.id(), card.index(), 0, 0))
                .toList());
  }

  private static GivenCard given(Owner owner, PodDevice device) {
    long index =
        owner.cards().cards().stream()
            .filter(card -> card.id().equals(device.id()))
            .findFirst()
            .map(Card::index)
            .orElse(0L);
    return new GivenCard(device.id(), index, device.memoryMiB(), device.cores());
  }
}
