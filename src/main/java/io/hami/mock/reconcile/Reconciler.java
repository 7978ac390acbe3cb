package io.hami.mock.reconcile;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.fault.Faults;
import io.hami.mock.fault.Target;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Plan;
import io.hami.mock.names.Ledger;
import io.hami.mock.node.AskedRight;
import io.hami.mock.plan.Decision;
import io.hami.mock.plan.Snapshot;
import io.hami.mock.port.Checkpoint;
import io.hami.mock.port.Cluster;
import io.hami.mock.port.ConfigSource;
import io.hami.mock.port.ConfigWriter;
import io.hami.mock.port.Loop;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publisher;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what this node advertises. Each source stores its newest state here and wakes the loop.
 * The loop makes a plan of it, compares it with the plan in force, and passes the difference to the
 * publisher. Several changes that arrive together make one plan, from the newest state.
 */
@Singleton
public final class Reconciler implements Publisher.Listener {
  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  /** The wait after something failed that should not. */
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private final Loop loop;
  private final Publisher publisher;
  private final Vendors vendors;
  private final LiveConfig config;
  private final List<Consumer<NodeState>> readers = new CopyOnWriteArrayList<>();
  private final Ledger ledger = new Ledger();
  private final AskedRight right;
  private final Faults faults;
  private final Routes routes;
  private final PlanLog planLog;
  private volatile NodeState state = NodeState.INITIAL;
  private volatile Optional<Sources> sources = Optional.empty();
  private Optional<Checkpoint> checkpoint = Optional.empty();
  private List<String> rules = List.of();
  private List<String> waiting = List.of();
  private Optional<Decision> decision = Optional.empty();
  private Loop.Timer look = Loop.Timer.NONE;
  private Loop.Timer again = Loop.Timer.NONE;
  private String failure = "";
  private boolean looking;

  public Reconciler(Loop loop, Publisher publisher, Vendors vendors) {
    this.loop = loop;
    this.publisher = publisher;
    this.vendors = vendors;
    this.config = new LiveConfig(vendors);
    this.right = new AskedRight(loop, this::replan);
    this.faults = new Faults(loop, this::faultsChanged, this::drop);
    this.routes = new Routes(publisher);
    this.planLog = new PlanLog(loop);
  }

  /** Starts to read {@code from} and to publish. */
  public void start(Sources from) {
    loop.execute(
        () -> {
          sources = Optional.of(from);
          Map<ConfigKind, String> origins = new EnumMap<>(ConfigKind.class);
          from.configs().forEach((kind, source) -> origins.put(kind, source.origin()));
          config.begin(origins, from.lastGood(), loop.now());
          set(state.with(config.state()));
          from.cluster().ifPresentOrElse(this::start, right::absent);
          begin("the kubelet's directory", () -> publisher.start(this));
          from.configs()
              .forEach(
                  (kind, source) -> begin(source.origin(), () -> source.start(listener(kind))));
          begin(
              "the Node",
              () -> from.node().start(new NodeReports(loop, this::takeFacts, this::takeTrouble)));
          from.hardware()
              .ifPresent(source -> begin("hardware", () -> source.start(this::inspected)));
        });
  }

  /** Starts one source; whatever it throws, the others are started too, and it is tried again. */
  private void begin(String what, Runnable start) {
    try {
      start.run();
    } catch (RuntimeException | Error failed) {
      log.error("{} cannot be followed yet; it is tried again", what, failed);
      var _ = loop.schedule(AGAIN, () -> begin(what, start));
    }
  }

  private void start(Cluster cluster) {
    routes.start(loop, cluster, new RoutesListener());
    right.start(cluster.status());
  }

  /**
   * Removes from the Node's status what this plugin has written there. The kubelet drops its units
   * when the sockets close. Waits until the write is done, for at most {@code patience}.
   */
  public void stop(Duration patience) {
    CountDownLatch done = new CountDownLatch(1);
    loop.execute(() -> routes.close(done::countDown));
    try {
      if (!done.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("this plugin's numbers may stay in the Node's status: the API server is slow");
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

  private void takeTrouble(String why) {
    if (state.facts().isPresent()) {
      log.warn("{}; the advertised numbers stay", why);
    } else {
      log.warn("{}; nothing is advertised until the Node can be read", why);
    }
    routes.lost();
    set(state.with(state.facts(), Optional.of(why)));
  }

  private void takeFacts(NodeFacts facts) {
    if (state.facts().filter(facts::equals).isPresent() && state.trouble().isEmpty()) {
      return;
    }
    if (state.trouble().isPresent()) {
      log.info("the Node {} can be read again", facts.name());
    }
    plan(state.with(Optional.of(facts), Optional.empty()));
  }

  private void inspected(Map<String, Inspection> hardware) {
    loop.execute(() -> plan(state.withHardware(hardware)));
  }

  /** Each report about a config is handled so fast that none needs to be skipped. */
  private ConfigSource.Listener listener(ConfigKind kind) {
    return LiveConfig.listener(word -> loop.execute(() -> take(kind, word)));
  }

  private void take(ConfigKind kind, LiveConfig.Word word) {
    ConfigState before = config.state();
    config.take(kind, word, loop.now());
    if (config.state().generation() == before.generation()) {
      if (config.state().missing().equals(before.missing())) {
        set(state.with(config.state()));
      } else {
        plan(state.with(config.state()));
      }
    } else {
      faults.configured(ownConfig().faults());
      plan(state.with(config.state()).withFaults(faults.active()));
    }
  }

  /**
   * Makes the plan from {@code next} and acts on it. If either fails it is tried again, since
   * nothing else may happen for hours.
   */
  private void plan(NodeState next) {
    again.cancel();
    Optional<Snapshot> seen = snapshot(next);
    try {
      if (seen.isEmpty() || checkpoint.isEmpty()) {
        set(next);
      } else {
        decide(next, seen.get());
      }
      failure = "";
    } catch (RuntimeException | Error failed) {
      if (!failed.toString().equals(failure)) {
        failure = failed.toString();
        log.error("the plan failed and is tried again; what is advertised stays", failed);
      }
      again = loop.schedule(AGAIN, this::replan);
    }
  }

  private void decide(NodeState next, Snapshot seen) {
    NodeFacts facts = seen.node();
    Decision made;
    try {
      look(facts, next.trouble().isEmpty());
      made = Decision.of(vendors, seen, ledger, decision);
    } catch (RuntimeException | Error failed) {
      // What was seen stays, for the next attempt.
      set(next);
      throw failed;
    }
    decision = Optional.of(made);
    planLog.tell(state.plan(), made.plan());
    tellRules(seen.configuration().plugin().inventory().matches(facts));
    set(next.with(made.discoveries(), made.plan()));
    right.want(made.wantsRight());
    routes.publish(state, facts, made, ledger, faults);
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
                                facts.kubelet(),
                                of.config().missing(),
                                isInspected(of))));
  }

  /** Whether vendors' libraries have answered, where they are asked. */
  private boolean isInspected(NodeState of) {
    return !of.hardware().isEmpty() || sources.flatMap(Sources::hardware).isEmpty();
  }

  /**
   * The state of this plugin's endpoints changes the plan only where it changes which plugin a name
   * belongs to.
   */
  private void lookAtNames() {
    looking = false;
    if (state.facts().filter(facts -> look(facts, state.trouble().isEmpty())).isPresent()) {
      plan(state);
    }
  }

  /**
   * Updates the ledger now, and again when one of its waiting times is over.
   *
   * @return whether a name can be served now that could not before, or the other way round
   */
  private boolean look(NodeFacts facts, boolean current) {
    boolean changed =
        ledger.look(
            routes.observations(facts, current, checkpoint.orElse(Checkpoint.UNREADABLE)),
            loop.nanoTime());
    look.cancel();
    look = ledger.next().map(wait -> loop.schedule(wait, this::replan)).orElse(Loop.Timer.NONE);
    return changed;
  }

  private final class RoutesListener implements Routes.Listener {
    @Override
    public void numbersChanged() {
      set(state.with(routes.publications()));
    }

    @Override
    public void forbidden(String why) {
      right.refused(why);
    }

    @Override
    public void troubleChanged() {
      set(state.withContract(routes.trouble()));
    }
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

  @Override
  public void checkpoint(Checkpoint now) {
    checkpoint = Optional.of(now);
    plan(state);
  }

  @Override
  public void published(Publication publication) {
    boolean changed = routes.take(publication);
    if (publication.state() == Publication.State.WITHDRAWN) {
      ledger.left(publication.name(), loop.nanoTime());
    }
    set(state.with(routes.publications()));
    // As a later task: the publisher may still be working on this change; one task serves several
    // changes.
    if (changed && !looking) {
      looking = true;
      loop.execute(this::lookAtNames);
    }
  }

  /**
   * Says once why no config is in force though the Node has been read. An API server that is away
   * is reported for the Node alone.
   */
  private void tellWaiting(NodeState next) {
    List<String> troubles =
        next.facts().isPresent() && next.config().inForce().isEmpty()
            ? next.config().troubles()
            : List.of();
    if (!troubles.equals(waiting)) {
      troubles.forEach(
          trouble -> log.warn("{}; nothing is advertised until it can be read", trouble));
      waiting = troubles;
    }
  }

  /** A reader that fails keeps neither the others from the state nor the plan from the Node. */
  private static void show(Consumer<NodeState> reader, NodeState state) {
    try {
      reader.accept(state);
    } catch (RuntimeException | Error failed) {
      log.error("the new state cannot be shown everywhere", failed);
    }
  }

  private void set(NodeState next) {
    if (!next.equals(state)) {
      tellWaiting(next);
      state = next;
      readers.forEach(reader -> show(reader, next));
    }
  }
}
