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
import jakarta.inject.Inject;
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
 * Answers Allocate for made-up cards. This plugin serves their count, so it completes the bindings
 * of HAMi's scheduler and sets the environment variables that the vendor's own plugin would set.
 * For a count of anything else it sets none.
 */
@Singleton
public final class Grants implements Allocator {
  private static final Logger log = LoggerFactory.getLogger(Grants.class);

  /**
   * The threads for requests to the API server; neither the loop nor a transport thread may wait
   * for these. Each request has its time limit, and cancelling a task interrupts its thread.
   */
  private final ExecutorService requests;

  private volatile List<Owner> owners = List.of();
  private volatile boolean completing;
  private volatile Optional<Bindings> bindings = Optional.empty();
  private Optional<StaleLocks> locks = Optional.empty();
  private boolean reviewed;

  @Inject
  public Grants() {
    this(Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("binding-", 0).factory()));
  }

  Grants(ExecutorService requests) {
    this.requests = requests;
  }

  /** A family of made-up cards whose count is allocated here. */
  private record Owner(Present cards, Contract.Binding binding) {
    static Optional<Owner> of(Discovery discovery) {
      return discovery instanceof Present present
              && present.origin() instanceof OfInventory inventory
          ? inventory.contract().binding().map(binding -> new Owner(present, binding))
          : Optional.empty();
    }
  }

  /**
   * Completes bindings through {@code cluster} from now on; called before the first {@link #look}.
   */
  public void start(Loop loop, Cluster cluster) {
    bindings =
        Optional.of(new Bindings(cluster.pods(), cluster.node(), cluster.lock(), cluster.name()));
    locks =
        Optional.of(
            new StaleLocks(loop, cluster.pods(), cluster.node(), cluster.name(), requests::submit));
  }

  /**
   * Sets the cards that are on the Node. On the loop.
   *
   * @param complete whether HAMi's bindings are to be completed
   */
  public void look(Optional<NodeFacts> node, List<Discovery> found, boolean complete) {
    owners = found.stream().flatMap(discovery -> Owner.of(discovery).stream()).toList();
    completing = complete;
    List<Contract.Binding> completed = complete ? bindings(owners) : List.of();
    locks.ifPresent(all -> node.ifPresent(facts -> all.look(facts, completed)));
    if (!completed.isEmpty() && !reviewed) {
      bindings.ifPresent(all -> requests.execute(all::review));
    }
    reviewed = !completed.isEmpty();
  }

  /** Stops the work on the Node's locks; an Allocate stops when its call ends. On the loop. */
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

  /** Completes each container's binding on another thread; cancelling the answer stops the work. */
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
        log.info(
            "{}: binding completed, with shares of {} {} cards",
            pod,
            devices.size(),
            owner.cards().family());
        yield owner
            .binding()
            .view()
            .environment(devices.stream().map(device -> given(owner, device)).toList());
      }
      case Binding.NoBinding() -> plain(owner, units);
      case Binding.Broken(String why) -> {
        log.error("Allocate of {} fails: {}", owner.binding().count(), why);
        throw new CompletionException(new IllegalStateException(why));
      }
    };
  }

  /**
   * The environment for a pod that HAMi's scheduler does not know: the cards whose units the
   * kubelet chose.
   */
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
