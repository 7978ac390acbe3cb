package io.hami.mock.reconcile;

import io.hami.mock.config.Form;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.ResourceName;
import io.hami.mock.plan.Planner;
import io.hami.mock.vendor.Vendors;
import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
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
  private final Form form;
  private final AtomicReference<Word> newest = new AtomicReference<>(Word.NONE);
  private final List<Consumer<NodeState>> readers = new CopyOnWriteArrayList<>();
  private final Map<ResourceName, Publication> publications = new HashMap<>();
  private final Contention contention = new Contention();
  private volatile NodeState state = NodeState.INITIAL;
  private Loop.Timer look = Loop.Timer.NONE;

  public Reconciler(Loop loop, Publisher publisher, Vendors vendors, Form form) {
    this.loop = loop;
    this.publisher = publisher;
    this.vendors = vendors;
    this.form = form;
  }

  /** Begins to listen to {@code source} and to publish. */
  public void start(FactsSource source) {
    loop.execute(
        () -> {
          publisher.start(this::published);
          source.start(this);
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
    set(state.facts(), Optional.of(why), state.plan());
  }

  private void takeFacts(NodeFacts facts) {
    if (state.facts().filter(facts::equals).isPresent() && state.trouble().isEmpty()) {
      return;
    }
    if (state.trouble().isPresent()) {
      log.info("the Node {} can be seen again", facts.name());
    }
    List<Discovery> discoveries = vendors.discover(facts, form);
    Plan plan = Planner.plan(discoveries, state.plan());
    tell(state.plan(), plan);
    set(Optional.of(facts), Optional.empty(), plan);
    lookForContention();
    publish();
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
    set(state.facts(), state.trouble(), state.plan());
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

  private void set(Optional<NodeFacts> facts, Optional<String> trouble, Plan plan) {
    NodeState next = new NodeState(facts, trouble, plan, publications);
    state = next;
    readers.forEach(reader -> reader.accept(next));
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
