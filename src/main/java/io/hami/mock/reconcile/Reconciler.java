package io.hami.mock.reconcile;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.config.SeedOverrides;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.FactorScope;
import io.hami.mock.model.Factors;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Tuning;
import io.hami.mock.plan.Planner;
import io.hami.mock.vendor.Vendors;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what this node advertises. Sources leave their newest word here and wake the loop; the
 * loop makes a plan of it, compares it with the plan in force, and tells the publisher. However
 * many words came meanwhile, one plan is made of the last.
 */
@Singleton
public final class Reconciler implements FactsSource.Listener {
  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  private final Loop loop;
  private final Publisher publisher;
  private final Vendors vendors;
  private final LiveConfig config;
  private final AtomicReference<Word> newest = new AtomicReference<>(Word.NONE);
  private final List<Consumer<NodeState>> readers = new CopyOnWriteArrayList<>();
  private final Map<ResourceName, Publication> publications = new HashMap<>();
  private final Contention contention = new Contention();
  private volatile NodeState state = NodeState.INITIAL;
  private volatile Optional<Sources> sources = Optional.empty();
  private Loop.Timer look = Loop.Timer.NONE;

  public Reconciler(Loop loop, Publisher publisher, Vendors vendors, SeedOverrides seed) {
    this.loop = loop;
    this.publisher = publisher;
    this.vendors = vendors;
    this.config = new LiveConfig(seed, vendors.names());
  }

  /** Begins to listen to {@code from} and to publish. */
  public void start(Sources from) {
    loop.execute(
        () -> {
          sources = Optional.of(from);
          Map<ConfigKind, String> origins = new EnumMap<>(ConfigKind.class);
          from.configs().forEach((kind, source) -> origins.put(kind, source.origin()));
          config.begin(origins, loop.now());
          set(state.facts(), state.trouble(), state.operator(), state.discoveries(), state.plan());
          publisher.start(this::published);
          from.configs().forEach((kind, source) -> source.start(new ConfigListener(kind)));
          from.node().start(this);
        });
  }

  /** Everything as it is now. */
  public NodeState state() {
    return state;
  }

  /** Tells {@code reader}, on the loop, of every state from now on; it must return at once. */
  public void onChange(Consumer<NodeState> reader) {
    readers.add(reader);
  }

  /** What the source said since the loop last listened; its last word counts, whichever it was. */
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

  /** A word that nobody has heard yet is replaced; whoever left it has woken the loop already. */
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
    set(state.facts(), Optional.of(why), state.operator(), state.discoveries(), state.plan());
  }

  private void takeFacts(NodeFacts facts) {
    if (state.facts().filter(facts::equals).isPresent() && state.trouble().isEmpty()) {
      return;
    }
    if (state.trouble().isPresent()) {
      log.info("the Node {} can be seen again", facts.name());
    }
    plan(Optional.of(facts), Optional.empty(), state.operator());
  }

  /** One config's words come here; each is so short that none needs to be left out. */
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
              set(
                  state.facts(),
                  state.trouble(),
                  state.operator(),
                  state.discoveries(),
                  state.plan());
            } else {
              plan(state.facts(), state.trouble(), state.operator());
            }
          });
    }
  }

  /** Makes the plan anew of all there is, and acts on it. */
  private void plan(Optional<NodeFacts> facts, Optional<String> trouble, Factors operator) {
    Optional<Configuration> inForce = config.state().inForce();
    if (facts.isEmpty() || inForce.isEmpty()) {
      set(facts, trouble, operator, state.discoveries(), state.plan());
      return;
    }
    List<Discovery> discoveries = vendors.discover(facts.get(), inForce.get());
    Plan plan = Planner.plan(discoveries, tuning(operator), state.plan());
    tell(state.plan(), plan);
    set(facts, trouble, operator, discoveries, plan);
    lookForContention();
    publish();
  }

  private Tuning tuning(Factors operator) {
    PluginConfig own =
        config.state().inForce().map(Configuration::plugin).orElse(PluginConfig.DEFAULTS);
    return new Tuning(own.factors(), operator, own.routes());
  }

  /** Returns why not; on the loop. */
  Optional<String> setFactor(FactorScope scope, int factor) {
    Optional<String> locked = locked();
    if (locked.isPresent()) {
      return locked;
    }
    Factors next = state.operator().with(scope, factor);
    List<PlannedResource> affected =
        Planner.plan(state.discoveries(), tuning(next), state.plan()).resources().stream()
            .filter(
                resource ->
                    resource
                        .source()
                        .filter(source -> scope.covers(resource.family().vendor(), source))
                        .isPresent())
            .toList();
    if (affected.isEmpty()) {
      return Optional.of("this node has nothing that " + scope + " could apply to");
    }
    for (PlannedResource resource : affected) {
      if (resource.outcome() instanceof Outcome.Refuse(_, var why)) {
        return Optional.of(resource.name() + ": " + why);
      }
    }
    log.info("an operator set {} to {}", scope, factor);
    plan(state.facts(), state.trouble(), next);
    return Optional.empty();
  }

  /** Returns why not; on the loop. */
  Optional<String> resetFactors(String vendor) {
    return reset(
        scope ->
            vendor.isEmpty()
                || switch (scope) {
                  case FactorScope.OfVendor(String of, var _) -> of.equals(vendor);
                  case FactorScope.OfResource(ResourceName name) ->
                      state.plan().resources().stream()
                          .anyMatch(
                              resource ->
                                  resource.name().equals(name)
                                      && resource.family().vendor().equals(vendor));
                });
  }

  /** Returns why not; on the loop. */
  Optional<String> resetFactor(FactorScope scope) {
    return reset(scope::equals);
  }

  private Optional<String> reset(Predicate<FactorScope> which) {
    Optional<String> locked = locked();
    Factors next = state.operator().without(which);
    if (locked.isEmpty() && !next.equals(state.operator())) {
      log.info("an operator reset split factors");
      plan(state.facts(), state.trouble(), next);
    }
    return locked;
  }

  /** Returns why not; on the loop. */
  Optional<String> reregister() {
    Optional<String> locked = locked();
    if (locked.isEmpty()) {
      log.info("an operator has every resource registered anew");
      publisher.reregister();
    }
    return locked;
  }

  /** On the loop. */
  void reload() {
    sources.ifPresent(
        from -> {
          from.node().reload();
          from.configs().values().forEach(ConfigSource::reload);
        });
  }

  /** What can change the plugin's own config. */
  Optional<ConfigWriter> writer() {
    return sources.flatMap(Sources::writer);
  }

  /** Why an operator may change nothing; empty when he may. */
  Optional<String> locked() {
    boolean allowed =
        state.config().inForce().map(all -> all.plugin().control().changes()).orElse(true);
    return allowed
        ? Optional.empty()
        : Optional.of("changes are switched off: control.changes is false in the plugin's config");
  }

  private void publish() {
    publisher.publish(state.plan().advertised(), contention.contended());
  }

  private void published(Publication publication) {
    if (publication.state() == Publication.State.WITHDRAWN) {
      publications.remove(publication.name());
      contention.forget(publication.name());
    } else {
      publications.put(publication.name(), publication);
    }
    set(state.facts(), state.trouble(), state.operator(), state.discoveries(), state.plan());
    if (lookForContention()) {
      // Later: the publisher may be in the middle of what it says here.
      loop.execute(this::publish);
    }
  }

  /** Returns whether other names are contended now than before. */
  private boolean lookForContention() {
    NodeState now = state;
    if (now.facts().isEmpty() || now.trouble().isPresent()) {
      return false;
    }
    Set<ResourceName> before = contention.contended();
    contention.look(loop.nanoTime(), now.facts().get(), publications.values());
    look.cancel();
    look =
        contention
            .next(loop.nanoTime())
            .map(wait -> loop.schedule(wait, this::contentionDue))
            .orElse(Loop.Timer.NONE);
    return !contention.contended().equals(before);
  }

  private void contentionDue() {
    if (lookForContention()) {
      publish();
    }
  }

  private void set(
      Optional<NodeFacts> facts,
      Optional<String> trouble,
      Factors operator,
      List<Discovery> discoveries,
      Plan plan) {
    NodeState next =
        new NodeState(facts, trouble, config.state(), operator, discoveries, plan, publications);
    if (!next.equals(state)) {
      state = next;
      readers.forEach(reader -> reader.accept(next));
    }
  }

  /**
   * Says what a new plan brings that no endpoint will say: refusals, unreadable sources, and what
   * has gone.
   */
  private static void tell(Plan last, Plan next) {
    Map<ResourceName, Outcome> before =
        last.resources().stream()
            .collect(
                Collectors.toMap(
                    PlannedResource::name, PlannedResource::outcome, (first, _) -> first));
    for (PlannedResource resource : next.resources()) {
      Outcome was = before.get(resource.name());
      switch (resource.outcome()) {
        case Outcome.Refuse(var _, var why) when !resource.outcome().equals(was) ->
            log.error("{}: not advertised: {}", resource.name(), why);
        case Outcome.Advertise(var units, var _, var degraded)
            when degraded.isPresent() && !resource.outcome().equals(was) ->
            log.error("{}: stays at {} units: {}", resource.name(), units, degraded.get());
        case Outcome.Withhold(var why) when was instanceof Outcome.Advertise ->
            log.info("{}: no longer there: {}", resource.name(), why);
        default -> log.debug("{}: {}", resource.name(), resource.outcome());
      }
    }
  }
}
