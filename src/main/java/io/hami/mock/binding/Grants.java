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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
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

  /**
   * What asks the API server, for which neither the loop nor a thread of the transport may wait.
   * Each request has its time limit, and whoever gives a task up interrupts it.
   */
  private final ExecutorService requests =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("binding-", 0).factory());

  private volatile List<Owner> owners = List.of();
  private volatile boolean completing;
  private volatile Optional<Bindings> bindings = Optional.empty();
  private Optional<StaleLocks> locks = Optional.empty();

  /** A family of made-up cards whose count is allocated here. */
  private record Owner(Present cards, Contract.Binding binding) {
    static Optional<Owner> of(Discovery discovery) {
      return discovery instanceof Present present
              && present.origin() instanceof OfInventory inventory
          ? inventory.contract().binding().map(binding -> new Owner(present, binding))
          : Optional.empty();
    }
  }

  /** Has bindings completed through {@code cluster} from now on; before the first {@link #look}. */
  public void start(Loop loop, Cluster cluster) {
    bindings =
        Optional.of(new Bindings(cluster.pods(), cluster.node(), cluster.lock(), cluster.name()));
    locks =
        Optional.of(
            new StaleLocks(loop, cluster.pods(), cluster.node(), cluster.name(), requests::submit));
  }

  /**
   * Makes {@code found} what there is on the Node. On the loop.
   *
   * @param complete whether HAMi's bindings are to be completed
   */
  public void look(Optional<NodeFacts> node, List<Discovery> found, boolean complete) {
    owners = found.stream().flatMap(discovery -> Owner.of(discovery).stream()).toList();
    completing = complete;
    List<Contract.Binding> completed = complete ? bindings(owners) : List.of();
    locks.ifPresent(all -> node.ifPresent(facts -> all.look(facts, completed)));
  }

  /** Ends what is under way for the Node's locks; an Allocate ends with its call. On the loop. */
  public void close() {
    locks.ifPresent(StaleLocks::close);
  }

  @Override
  public CompletableFuture<List<Map<String, String>>> allocate(
      ResourceName name, List<List<String>> cards) {
    List<Owner> all = owners;
    Optional<Owner> owner =
        all.stream().filter(family -> family.binding().count().equals(name)).findFirst();
    if (owner.isEmpty()) {
      return CompletableFuture.completedFuture(
          cards.stream().map(_ -> Map.<String, String>of()).toList());
    }
    Optional<Bindings> through = bindings.filter(_ -> completing);
    return through.isEmpty()
        ? CompletableFuture.completedFuture(
            cards.stream().map(ids -> plain(owner.get(), ids)).toList())
        : complete(through.get(), owner.get(), all, cards);
  }

  /** Each container's binding, beside the caller; whoever cancels the answer ends the work. */
  private CompletableFuture<List<Map<String, String>>> complete(
      Bindings through, Owner owner, List<Owner> all, List<List<String>> cards) {
    CompletableFuture<List<Map<String, String>>> answer = new CompletableFuture<>();
    Supplier<List<Map<String, String>>> completion =
        () ->
            cards.stream()
                .map(
                    ids ->
                        environment(
                            owner,
                            through.complete(
                                owner.binding(), bindings(all), () -> !answer.isDone()),
                            ids))
                .toList();
    Future<?> work =
        requests.submit(
            () -> {
              var _ = answer.completeAsync(completion, Runnable::run);
            });
    var _ =
        answer.whenComplete(
            (_, _) -> {
              if (answer.isCancelled()) {
                work.cancel(true);
              }
            });
    return answer;
  }

  private static List<Contract.Binding> bindings(List<Owner> owners) {
    return owners.stream().map(Owner::binding).toList();
  }

  private static Map<String, String> environment(Owner owner, Binding binding, List<String> units) {
    return switch (binding) {
      case Binding.Bound(BoundPod pod, List<PodDevice> devices) -> {
        log.info("{}: has its share of {} {} cards", pod, devices.size(), owner.cards().family());
        yield owner
            .binding()
            .view()
            .environment(devices.stream().map(device -> given(owner, device)).toList());
      }
      case Binding.NoBinding() -> plain(owner, units);
      case Binding.Broken(String why) -> {
        log.error("a pod cannot have its {}: {}", owner.binding().count(), why);
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
