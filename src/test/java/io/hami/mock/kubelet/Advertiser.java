package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.app.WholePlugin;
import io.hami.mock.model.Advertisement;
import io.hami.mock.model.CardUnits;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.Allocator;
import io.hami.mock.port.Checkpoint;
import io.hami.mock.port.EndpointFaults;
import io.hami.mock.port.Kubelet;
import io.hami.mock.port.Loop;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publisher;
import io.hami.mock.reconcile.LoopThread;
import io.hami.mock.reconcile.ManualLoop;
import io.hami.mock.simulator.Release;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.RuntimeBeanDefinition;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** The kubelet package as the plugin assembles it; a test tells it what to advertise. */
public final class Advertiser implements AutoCloseable {
  /** Short timings, so that tests do not wait for those of a kubelet. */
  static final Timings QUICK =
      new Timings(
          Duration.ofSeconds(2),
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofMillis(250),
          Duration.ofMillis(600),
          Duration.ofMillis(10),
          Duration.ofMillis(500));

  /** The least time from a stream's end to the next Register, in all timings. */
  public static final Duration STREAM_PAUSE = QUICK.streamPause();

  private final KubeletDirectory directory;
  private final ApplicationContext context;
  private final Optional<ManualLoop> manual;
  private final Loop loop;
  private final Publisher publisher;
  private Map<ResourceName, Advertisement> last = Map.of();
  private Map<ResourceName, EndpointFaults> faults = Map.of();
  private final Map<ResourceName, Publication> publications = new ConcurrentHashMap<>();
  private volatile Checkpoint checkpoint = Checkpoint.UNREADABLE;
  private final AtomicInteger asked = new AtomicInteger();
  private final List<Publication> history = new CopyOnWriteArrayList<>();

  public Advertiser(Path directory) {
    this(directory, QUICK);
  }

  /** An instance on a machine with two NUMA nodes. */
  public Advertiser(Path directory, Allocator allocator) {
    this(directory, QUICK, allocator);
  }

  Advertiser(Path directory, Timings timings) {
    this(directory, timings, Allocator.NOTHING);
  }

  Advertiser(Path directory, Timings timings, Allocator allocator) {
    this(directory, timings, allocator, Optional.empty());
  }

  /** An instance with the timings of a plugin on a node. */
  public static Advertiser ofANode(Path directory) {
    return new Advertiser(directory, Timings.STANDARD);
  }

  /**
   * An instance with the timings of a plugin on a node, on the clock of {@code loop}. Sockets are
   * real and need real time, so a test runs {@code loop} until the event that it waits for has
   * arrived.
   */
  public static Advertiser onClock(Path directory, ManualLoop loop) {
    return new Advertiser(directory, Timings.STANDARD, Allocator.NOTHING, Optional.of(loop));
  }

  private Advertiser(Path path, Timings timings, Allocator allocator, Optional<ManualLoop> manual) {
    this.directory = new KubeletDirectory(path);
    this.manual = manual;
    context = WholePlugin.beans();
    context.registerSingleton(KubeletDirectory.class, directory);
    context.registerSingleton(Timings.class, timings);
    context.registerSingleton(NumaNodes.class, NumaNodes.of("0-1"));
    manual.ifPresent(
        clock ->
            context.registerBeanDefinition(
                RuntimeBeanDefinition.builder(Loop.class, () -> clock)
                    .singleton(true)
                    .replaces(LoopThread.class)
                    .build()));
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
                new Publisher.Listener() {
                  @Override
                  public void published(Publication publication) {
                    history.add(publication);
                    publications.put(publication.name(), publication);
                  }

                  @Override
                  public void checkpoint(Checkpoint now) {
                    checkpoint = now;
                  }
                }));
  }

  public void advertise(Map<ResourceName, Units> wanted) {
    cede(wanted, Set.of());
  }

  public void advertise(ResourceName name, long units) {
    advertise(Map.of(name, new Units(units, units)));
  }

  /** Advertises cards, each with its health, its NUMA node and its units. */
  public void advertise(ResourceName name, CardUnits... cards) {
    long all = Stream.of(cards).mapToLong(CardUnits::units).sum();
    long healthy = Stream.of(cards).filter(CardUnits::healthy).mapToLong(CardUnits::units).sum();
    Advertisement wanted = new Advertisement(new Units(all, healthy), List.of(cards), true);
    publish(Map.of(name, wanted), Set.of());
  }

  /** How often the allocator was called. */
  public int asked() {
    return asked.get();
  }

  public void reregister() {
    loop.execute(publisher::reregister);
  }

  public Kubelet kubelet() {
    return context.getBean(Kubelet.class);
  }

  /** The kubelet's checkpoint as it was read last. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  /** Advertises {@code wanted}, and leaves {@code taken} to another plugin. */
  public void cede(Map<ResourceName, Units> wanted, Set<ResourceName> taken) {
    Map<ResourceName, Advertisement> advertisements = new HashMap<>();
    wanted.forEach((name, units) -> advertisements.put(name, Advertisement.of(units)));
    publish(advertisements, taken);
  }

  private void publish(Map<ResourceName, Advertisement> wanted, Set<ResourceName> taken) {
    last = wanted;
    loop.execute(() -> publisher.publish(wanted, taken, faults));
  }

  /** Injects the faults {@code now} into {@code name}; the advertised units stay. */
  void suffer(ResourceName name, EndpointFaults now) {
    faults = Map.of(name, now);
    publish(last, Set.of());
  }

  void drop(ResourceName name) {
    loop.execute(() -> publisher.drop(Set.of(name)));
  }

  public void awaitState(ResourceName name, Publication.State state) {
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

  public List<Publication> history(ResourceName name) {
    return history.stream().filter(publication -> publication.name().equals(name)).toList();
  }

  /** Sets the release of the kubelet. */
  public Advertiser with(Release release) {
    loop.execute(() -> publisher.kubelet(KubeletVersion.parse(release.toString())));
    return this;
  }

  /** The socket of a resource, of this instance or another: the latest of {@link #sockets}. */
  public Path socket(ResourceName name) {
    return await("a socket of " + name)
        .until(() -> sockets(name).stream().reduce(Advertiser::later), Optional::isPresent)
        .orElseThrow();
  }

  /** The sockets of a resource, of this instance or another. */
  public List<Path> sockets(ResourceName name) {
    return directory.endpoints().stream()
        .filter(file -> directory.isEndpoint(name, file))
        .filter(file -> SocketIdentity.of(file).isPresent())
        .toList();
  }

  private static Path later(Path one, Path other) {
    Optional<FileTime> first = EndpointServer.servedSince(one);
    return first.isEmpty()
            || EndpointServer.servedSince(other)
                .filter(at -> at.compareTo(first.get()) > 0)
                .isPresent()
        ? other
        : one;
  }

  /** The last publication of a resource; there must be one. */
  public Publication publication(ResourceName name) {
    return history(name).getLast();
  }

  @Override
  public void close() {
    if (manual.isEmpty()) {
      context.close();
      return;
    }
    Thread closing = Thread.ofVirtual().start(context::close);
    while (closing.isAlive()) {
      manual.get().run();
      Thread.onSpinWait();
    }
  }
}
