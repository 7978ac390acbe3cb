package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.fault.EndpointFaults;
import io.hami.mock.model.Advertisement;
import io.hami.mock.model.CardUnits;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.reconcile.Allocator;
import io.hami.mock.reconcile.Kubelet;
import io.hami.mock.reconcile.Loop;
import io.hami.mock.reconcile.Publication;
import io.hami.mock.reconcile.Publisher;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The kubelet room as the plugin assembles it, told by a test what to advertise. */
final class Advertiser implements AutoCloseable {
  /** A kubelet's times, shortened where a test would wait for them. */
  static final Timings QUICK =
      new Timings(
          Duration.ofSeconds(2),
          Duration.ofMillis(500),
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofMillis(250),
          Duration.ofMillis(600),
          Duration.ofMillis(10),
          Duration.ofMillis(500));

  private final ApplicationContext context;
  private final Loop loop;
  private final Publisher publisher;
  private Map<ResourceName, Advertisement> last = Map.of();
  private Map<ResourceName, EndpointFaults> faults = Map.of();
  private final Map<ResourceName, Publication> publications = new ConcurrentHashMap<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final List<Publication> history = new CopyOnWriteArrayList<>();

  Advertiser(Path directory) {
    this(directory, QUICK);
  }

  Advertiser(Path directory, Timings timings) {
    this(directory, timings, Allocator.NOTHING);
  }

  /** On a machine with two NUMA nodes. */
  Advertiser(Path directory, Timings timings, Allocator allocator) {
    context =
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .enableDefaultPropertySources(false)
            .build();
    context.registerSingleton(KubeletDirectory.class, new KubeletDirectory(directory));
    context.registerSingleton(Timings.class, timings);
    context.registerSingleton(NumaNodes.class, NumaNodes.of("0-1"));
    if (allocator != Allocator.NOTHING) {
      Allocator counting =
          (name, cards) -> {
            asked.incrementAndGet();
            return allocator.allocate(name, cards);
          };
      context.registerSingleton(Allocator.class, counting);
    }
    context.start();
    loop = context.getBean(Loop.class);
    publisher = context.getBean(Publisher.class);
    loop.execute(
        () ->
            publisher.start(
                publication -> {
                  history.add(publication);
                  publications.put(publication.name(), publication);
                }));
  }

  void advertise(Map<ResourceName, Units> wanted) {
    contend(wanted, Set.of());
  }

  void advertise(ResourceName name, long units) {
    advertise(Map.of(name, new Units(units, units)));
  }

  /** Advertises cards, each with its health, where it is, and its units. */
  void advertise(ResourceName name, CardUnits... cards) {
    long all = Stream.of(cards).mapToLong(CardUnits::units).sum();
    long healthy = Stream.of(cards).filter(CardUnits::healthy).mapToLong(CardUnits::units).sum();
    Advertisement wanted = new Advertisement(new Units(all, healthy), List.of(cards), true);
    publish(Map.of(name, wanted), Set.of());
  }

  /** How often the allocator was asked. */
  int asked() {
    return asked.get();
  }

  void reregister() {
    loop.execute(publisher::reregister);
  }

  Kubelet kubelet() {
    return context.getBean(Kubelet.class);
  }

  void contend(Map<ResourceName, Units> wanted, Set<ResourceName> contended) {
    Map<ResourceName, Advertisement> advertisements = new HashMap<>();
    wanted.forEach((name, units) -> advertisements.put(name, Advertisement.of(units)));
    publish(advertisements, contended);
  }

  private void publish(Map<ResourceName, Advertisement> wanted, Set<ResourceName> contended) {
    last = wanted;
    loop.execute(() -> publisher.publish(wanted, contended, faults));
  }

  /** Has {@code now} go wrong with {@code name}; what is advertised stays. */
  void suffer(ResourceName name, EndpointFaults now) {
    faults = Map.of(name, now);
    publish(last, Set.of());
  }

  void drop(ResourceName name) {
    loop.execute(() -> publisher.drop(Set.of(name)));
  }

  void awaitState(ResourceName name, Publication.State state) {
    await(name + " " + state)
        .atMost(Duration.ofSeconds(20))
        .pollInterval(Duration.ofMillis(5))
        .untilAsserted(
            () ->
                assertThat(publications.get(name))
                    .isNotNull()
                    .extracting(Publication::state)
                    .isEqualTo(state));
  }

  List<Publication> history(ResourceName name) {
    return history.stream().filter(publication -> publication.name().equals(name)).toList();
  }

  @Override
  public void close() {
    context.close();
  }
}
