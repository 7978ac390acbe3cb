package io.hami.mock.reconcile;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.fault.Faults;
import io.hami.mock.fault.Target;
import io.hami.mock.model.Advertisement;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.Plan.Route;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.names.Ledger;
import io.hami.mock.names.Observations;
import io.hami.mock.names.Standing;
import io.hami.mock.node.AskedRight;
import io.hami.mock.node.Desired;
import io.hami.mock.node.NodeObject;
import io.hami.mock.plan.Decision;
import io.hami.mock.plan.Snapshot;
import io.hami.mock.port.Checkpoint;
import io.hami.mock.port.ConfigSource;
import io.hami.mock.port.ConfigWriter;
import io.hami.mock.port.EndpointFaults;
import io.hami.mock.port.FactsSource;
import io.hami.mock.port.Loop;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publisher;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what this node advertises. Each source stores its newest state here and wakes the loop.
 * The loop makes a plan of it, compares it with the plan in force, and passes the difference to the
 * publisher. Several changes that arrive together make one plan, from the newest state.
 */
@Singleton
public final class Reconciler implements FactsSource.Listener, Publisher.Listener {
  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  private final Loop loop;
  private final Publisher publisher;
  private final Vendors vendors;
  private final LiveConfig config;
  private final AtomicReference<Word> newest = new AtomicReference<>(Word.NONE);
  private final List<Consumer<NodeState>> readers = new CopyOnWriteArrayList<>();
  private final Map<ResourceName, Publication> publications = new HashMap<>();
  private final Ledger ledger = new Ledger();
  private final AskedRight right;
  private final Faults faults;
  private volatile NodeState state = NodeState.INITIAL;
  private volatile Optional<Sources> sources = Optional.empty();
  private Optional<NodeObject> node = Optional.empty();
  private Optional<Checkpoint> checkpoint = Optional.empty();
  private Map<ResourceName, Publication> throughStatus = Map.of();
  private List<String> rules = List.of();
  private Optional<Decision> decision = Optional.empty();
  private Loop.Timer look = Loop.Timer.NONE;
  private Map<ResourceName, String> held = Map.of();
  private boolean looking;

  public Reconciler(Loop loop, Publisher publisher, Vendors vendors) {
    this.loop = loop;
    this.publisher = publisher;
    this.vendors = vendors;
    this.config = new LiveConfig(vendors);
    this.right = new AskedRight(loop, this::replan);
    this.faults = new Faults(loop, this::faultsChanged, this::drop);
  }

  /** Starts to read {@code from} and to publish. */
  public void start(Sources from) {
    loop.execute(
        () -> {
          sources = Optional.of(from);
          Map<ConfigKind, String> origins = new EnumMap<>(ConfigKind.class);
          from.configs().forEach((kind, source) -> origins.put(kind, source.origin()));
          config.begin(origins, loop.now());
          node = from.cluster().map(all -> new NodeObject(loop, all, new NodeListener()));
          set(state.with(config.state()));
          from.cluster().ifPresentOrElse(all -> right.start(all.status()), right::absent);
          publisher.start(this);
          from.configs().forEach((kind, source) -> source.start(new ConfigListener(kind)));
          from.node().start(this);
          from.hardware().ifPresent(source -> source.start(this::inspected));
        });
  }

  /**
   * Removes from the Node's status what this plugin has written there. The kubelet drops its units
   * when the sockets close. Waits until the write is done, for at most {@code patience}.
   */
  public void stop(Duration patience) {
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(
        () -> node.ifPresentOrElse(written -> written.close(done::countDown), done::countDown));
    try {
      if (!done.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("the Node's status may keep what was written into it: the API server is slow");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** The current state. */
  public NodeState state() {
    return state;
  }

  /**
   * Passes every state from now on to {@code reader}, on the loop; the reader must return at once.
   */
  public void onChange(Consumer<NodeState> reader) {
    readers.add(reader);
  }

  /** What the Node's source reported since the loop last read it: only the last report is kept. */
  private record Word(Optional<NodeFacts> facts, Optional<String> trouble) {
    static final Word NONE = new Word(Optional.empty(), Optional.empty());
  }

  @Override
  public void facts(NodeFacts facts) {
    leave(_ -> new Word(Optional.of(facts), Optional.empty()));
  }

  @Override
  public void unavailable(String why) {
    leave(last -> new Word(last.facts(), Optional.of(why)));
  }

  /** Replaces a report that the loop has not read yet; the loop was woken for that one already. */
  private void leave(UnaryOperator<Word> next) {
    if (newest.getAndUpdate(next).equals(Word.NONE)) {
      loop.execute(this::listen);
    }
  }

  private void listen() {
    Word word = newest.getAndSet(Word.NONE);
    word.facts().ifPresent(this::takeFacts);
    word.trouble().ifPresent(this::takeTrouble);
  }

  private void takeTrouble(String why) {
    log.warn("{}; what is advertised stays as it is", why);
    set(state.with(state.facts(), Optional.of(why)));
  }

  private void takeFacts(NodeFacts facts) {
    if (state.facts().filter(facts::equals).isPresent() && state.trouble().isEmpty()) {
      return;
    }
    if (state.trouble().isPresent()) {
      log.info("the Node {} can be seen again", facts.name());
    }
    plan(state.with(Optional.of(facts), Optional.empty()));
  }

  private void inspected(Map<String, Inspection> hardware) {
    loop.execute(() -> plan(state.withHardware(hardware)));
  }

  /**
   * Takes the reports about one config; each is handled fast enough that none needs to be skipped.
   */
  private final class ConfigListener implements ConfigSource.Listener {
    private final ConfigKind kind;

    ConfigListener(ConfigKind kind) {
      this.kind = kind;
    }

    @Override
    public void text(String text) {
      take(new LiveConfig.Word.Text(text));
    }

    @Override
    public void absent() {
      take(new LiveConfig.Word.Absent());
    }

    @Override
    public void forbidden(String why) {
      take(new LiveConfig.Word.Forbidden(why));
    }

    @Override
    public void unavailable(String why) {
      take(new LiveConfig.Word.Unavailable(why));
    }

    private void take(LiveConfig.Word word) {
      loop.execute(
          () -> {
            long before = config.state().generation();
            config.take(kind, word, loop.now());
            if (config.state().generation() == before) {
              set(state.with(config.state()));
            } else {
              faults.configured(ownConfig().faults());
              plan(state.with(config.state()).withFaults(faults.active()));
            }
          });
    }
  }

  /** Makes the plan from {@code next} and acts on it. */
  private void plan(NodeState next) {
    Optional<Snapshot> seen = snapshot(next);
    if (seen.isEmpty() || checkpoint.isEmpty()) {
      set(next);
      return;
    }
    NodeFacts facts = seen.get().node();
    look(facts, next.trouble().isEmpty());
    Decision made = Decision.of(vendors, seen.get(), ledger, state.plan());
    // Only now: what the decision has asked of the ledger for the first time has begun to wait.
    lookAgain();
    decision = Optional.of(made);
    PlanLog.tell(state.plan(), made.plan());
    tellRules(seen.get().configuration().plugin().inventory().matches(facts));
    set(next.with(made.discoveries(), made.plan()));
    publisher.kubelet(facts.kubelet());
    right.want(made.wantsRight());
    publish(facts);
  }

  /** Empty until the Node has been read and a config is in force. */
  private Optional<Snapshot> snapshot(NodeState of) {
    return of.facts()
        .flatMap(
            facts ->
                of.config()
                    .inForce()
                    .map(
                        all ->
                            new Snapshot(
                                facts,
                                all,
                                of.hardware(),
                                faults.ailments(),
                                of.operator(),
                                right.now(),
                                facts.kubelet())));
  }

  /**
   * The state of this plugin's endpoints changes the plan only where it changes which plugin a name
   * belongs to.
   */
  private void lookAtNames() {
    looking = false;
    Map<ResourceName, String> before = held;
    state.facts().ifPresent(facts -> look(facts, state.trouble().isEmpty()));
    if (held.equals(before)) {
      lookAgain();
    } else {
      plan(state);
    }
  }

  /** Updates the ledger now, and again when one of its waiting times is over. */
  private void look(NodeFacts facts, boolean current) {
    ledger.look(
        new Observations(
            facts,
            current,
            checkpoint.orElse(Checkpoint.UNREADABLE),
            publications,
            node.map(NodeObject::written).orElse(Map.of())),
        loop.nanoTime());
    held = held();
  }

  /** Looks again when an answer of the ledger may be another one, though nothing happens. */
  private void lookAgain() {
    look.cancel();
    look = ledger.next().map(wait -> loop.schedule(wait, this::replan)).orElse(Loop.Timer.NONE);
  }

  /**
   * The names that cannot be served now, with the reason. An advertised name is checked for its own
   * route, other names for every route.
   */
  private Map<ResourceName, String> held() {
    Map<ResourceName, String> held = new HashMap<>();
    for (PlannedResource resource : state.plan().resources()) {
      for (Route route : Route.values()) {
        if (resource.outcome() instanceof Outcome.Advertise advertised
            && advertised.route() != route) {
          continue;
        }
        switch (ledger.standing(resource.name(), route)) {
          case Standing.Taken(String why) -> held.put(resource.name(), why);
          case Standing.Remembered(String why, long _) -> held.put(resource.name(), why);
          case Standing.Free _, Standing.Ours _ -> {}
        }
      }
    }
    return held;
  }

  private final class NodeListener implements NodeObject.Listener {
    @Override
    public void published(Map<ResourceName, Publication> now) {
      throughStatus = now;
      set(state.with(everywhere()));
    }

    @Override
    public void forbidden(String why) {
      right.refused(why);
    }

    @Override
    public void troubleChanged() {
      set(state.withContract(node.flatMap(NodeObject::trouble)));
    }
  }

  /** The publication of each resource, for all routes. */
  private Map<ResourceName, Publication> everywhere() {
    if (throughStatus.isEmpty()) {
      return publications;
    }
    Map<ResourceName, Publication> all = new HashMap<>(publications);
    all.putAll(throughStatus);
    return all;
  }

  private void tellRules(List<String> matches) {
    if (!matches.equals(rules)) {
      matches.forEach(log::info);
      rules = matches;
    }
  }

  private void replan() {
    plan(state);
  }

  private PluginConfig ownConfig() {
    return config.state().inForce().map(Configuration::plugin).orElse(PluginConfig.DEFAULTS);
  }

  /** The plan as it would be with {@code factors} set by an operator. On the loop. */
  public Plan rehearse(Factors factors) {
    return decision.map(made -> made.rehearse(factors)).orElse(Plan.EMPTY);
  }

  /** Replaces the factors that an operator has set. On the loop. */
  public void use(Factors factors) {
    plan(state.withOperator(factors));
  }

  /** The faults that are injected. On the loop. */
  public Faults faults() {
    return faults;
  }

  private void faultsChanged() {
    plan(state.withFaults(faults.active()));
  }

  private void drop(Target target) {
    publisher.drop(Faults.names(state.plan(), target));
  }

  /** Registers every resource with the kubelet again. On the loop. */
  public void reregister() {
    publisher.reregister();
  }

  /** Reads the Node and the configs again. On the loop. */
  public void reload() {
    sources.ifPresent(
        from -> {
          from.node().reload();
          from.configs().values().forEach(ConfigSource::reload);
        });
  }

  /** The writer of the plugin's own config; empty where it cannot be written. */
  public Optional<ConfigWriter> writer() {
    return sources.flatMap(Sources::writer);
  }

  /** Passes the plan to the kubelet's publisher and to the writer of the Node. */
  private void publish(NodeFacts facts) {
    Plan plan = state.plan();
    Map<ResourceName, Advertisement> units = plan.advertised(EnumSet.of(Route.DEVICE_PLUGIN));
    Set<ResourceName> taken = ledger.lost(publications.keySet());
    taken.removeAll(units.keySet());
    Map<ResourceName, EndpointFaults> broken = faults.of(plan);
    publisher.publish(units, taken, broken);
    node.ifPresent(written -> written.look(facts, desired(plan, units.keySet(), broken)));
  }

  /**
   * What the Node should have. When the inventory cannot be read, the annotations of an earlier one
   * stay.
   */
  private Desired desired(
      Plan plan, Set<ResourceName> units, Map<ResourceName, EndpointFaults> broken) {
    PluginConfig own = ownConfig();
    Optional<List<Discovery>> cards =
        own.inventory().known()
            ? Optional.of(own.hami().annotations() ? state.discoveries() : List.of())
            : Optional.empty();
    Map<ResourceName, Units> numbers = new HashMap<>();
    plan.advertised(EnumSet.of(Route.NODE_STATUS))
        .forEach((name, advertisement) -> numbers.put(name, advertisement.units()));
    Set<ResourceName> withheld = new HashSet<>(numbers.keySet());
    withheld.removeIf(name -> !broken.getOrDefault(name, EndpointFaults.NONE).withheld());
    Set<ResourceName> others = new HashSet<>(publications.keySet());
    others.addAll(units);
    plan.resources().stream()
        .filter(resource -> resource.state().equals("contended"))
        .forEach(resource -> others.add(resource.name()));
    return new Desired(cards, numbers, withheld, others);
  }

  @Override
  public void checkpoint(Checkpoint now) {
    checkpoint = Optional.of(now);
    plan(state);
  }

  @Override
  public void published(Publication publication) {
    Publication before;
    if (publication.state() == Publication.State.WITHDRAWN) {
      before = publications.remove(publication.name());
      ledger.left(publication.name(), loop.nanoTime());
    } else {
      before = publications.put(publication.name(), publication);
    }
    set(state.with(everywhere()));
    if (before != null && before.isAlike(publication)) {
      return;
    }
    // As a later task: the publisher may still be working on this change; one task serves several
    // changes.
    if (!looking) {
      looking = true;
      loop.execute(this::lookAtNames);
    }
  }

  private void set(NodeState next) {
    if (!next.equals(state)) {
      state = next;
      readers.forEach(reader -> reader.accept(next));
    }
  }
}
