package io.hami.mock.node;

import io.hami.mock.annotation.StatusMark;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.names.Observations;
import io.hami.mock.names.Observations.Written;
import io.hami.mock.port.ChangeDigest;
import io.hami.mock.port.Loop;
import io.hami.mock.port.NodeStatus;
import io.hami.mock.port.NodeWriter.Answer;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publication.State;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Quantities that are written into the Node's status (docs/kubelet.md 5): a kubelet keeps a
 * quantity that it does not know, and makes it allocatable. Which plugin a name belongs to is
 * decided before: every desired name here may be written.
 */
final class StatusNumbers implements Patching.Part {
  private static final Logger log = LoggerFactory.getLogger(StatusNumbers.class);

  /** How often the time that a number has been waiting is brought up to date. */
  static final Duration TICK = Duration.ofSeconds(10);

  /** The longest time that a kubelet takes, which posts the Node's status every 10 s. */
  static final Duration USUAL = Duration.ofMinutes(1);

  private final Loop loop;
  private final NodeStatus status;
  private final NodeObject.Listener listener;
  private final ChangeDigest digest;
  private final Map<ResourceName, Written> written = new HashMap<>();
  private Map<ResourceName, Publication> publications = Map.of();
  private Map<ResourceName, Units> wanted = Map.of();
  private Desired desired = Desired.NOTHING;
  private Set<ResourceName> marks = Set.of();
  private Optional<String> failure = Optional.empty();
  private Optional<NodeFacts> seen = Optional.empty();

  /** The numbers that were written and that the Node does not show yet. */
  private final Map<ResourceName, Awaited> awaited = new HashMap<>();

  /** The numbers of which the log says that they are advertised. */
  private final Map<ResourceName, Long> said = new HashMap<>();

  private Loop.Timer tick = Loop.Timer.NONE;

  /**
   * A number that was written.
   *
   * @param since when it was first written
   */
  private record Awaited(long units, long since, boolean late) {}

  StatusNumbers(Loop loop, NodeStatus status, NodeObject.Listener listener) {
    this.loop = loop;
    this.status = status;
    this.listener = listener;
    this.digest = new ChangeDigest(loop);
  }

  void want(Map<ResourceName, Units> numbers, Desired all) {
    wanted = numbers;
    desired = all;
  }

  /** What this process has written. */
  Map<ResourceName, Written> written() {
    return Map.copyOf(written);
  }

  /**
   * Removes everything from the Node but what another writer has put in the place of a number;
   * {@code then} runs after that was written or has failed.
   */
  void clear(Runnable then) {
    tick.cancel();
    Map<ResourceName, Optional<Long>> changes = new HashMap<>();
    written.keySet().stream()
        .filter(name -> !isReplaced(name))
        .forEach(name -> changes.put(name, Optional.empty()));
    if (changes.isEmpty()) {
      then.run();
    } else {
      Set<ResourceName> rest = new HashSet<>(marks);
      rest.removeAll(written.keySet());
      status.write(changes, mark(rest), _ -> then.run());
    }
  }

  /** Whether the Node showed this plugin's number and shows another one now. */
  private boolean isReplaced(ResourceName name) {
    return !awaited.containsKey(name)
        && written.get(name) instanceof Written number
        && seen.flatMap(node -> node.capacity(name))
            .filter(shown -> shown.signum() > 0)
            .filter(shown -> shown.compareTo(BigDecimal.valueOf(number.units())) != 0)
            .isPresent();
  }

  private static Map<String, Optional<String>> mark(Set<ResourceName> names) {
    return Map.of(
        StatusMark.KEY, names.isEmpty() ? Optional.empty() : Optional.of(StatusMark.text(names)));
  }

  @Override
  public Optional<Patching.Difference> difference(NodeFacts node, long now) {
    seen = Optional.of(node);
    Map<ResourceName, Optional<Long>> changes = new TreeMap<>();
    Map<ResourceName, Publication> all = new HashMap<>();
    Set<ResourceName> marked = new HashSet<>();
    wanted.forEach(
        (name, units) -> {
          if (desired.withheld().contains(name)) {
            all.put(name, withheld(name, units));
            return;
          }
          marked.add(name);
          boolean shown = Observations.of(node).shows(name, units.allocatable());
          if (shown) {
            adopt(name, units.allocatable(), node);
            awaited.remove(name);
          } else {
            changes.put(name, Optional.of(units.allocatable()));
          }
          all.put(name, publication(name, units, shown));
        });
    awaited.keySet().retainAll(wanted.keySet());
    said.keySet().retainAll(wanted.keySet());
    awaitShown();
    if (!desired.complete()) {
      marked.addAll(StatusMark.of(node));
    }
    marks = Set.copyOf(marked);
    gone(node, marked).forEach(name -> changes.put(name, Optional.empty()));
    tell(all);
    boolean same = changes.isEmpty() && marked.equals(StatusMark.of(node));
    return same ? Optional.empty() : Optional.of(new Change(changes, marked));
  }

  /** Treats a number that an earlier process of this plugin wrote as written by this one. */
  private void adopt(ResourceName name, long units, NodeFacts node) {
    if (!written.containsKey(name) && StatusMark.of(node).contains(name)) {
      written.put(name, new Written(units, 0));
      said.put(name, units);
      log.info("{}: advertised, {} units, in the Node's status since an earlier run", name, units);
    }
  }

  /**
   * The names that this plugin has written, in this process or an earlier one, and that are no
   * longer desired.
   */
  private Set<ResourceName> gone(NodeFacts node, Set<ResourceName> kept) {
    Set<ResourceName> gone = new HashSet<>(StatusMark.of(node));
    gone.addAll(written.keySet());
    gone.removeAll(kept);
    for (ResourceName name : desired.others()) {
      if (gone.remove(name) && written.remove(name) != null) {
        log.info("{}: no longer written into the Node's status: another plugin serves it", name);
      }
    }
    gone.removeIf(name -> node.capacity(name).isEmpty() && node.allocatable(name).isEmpty());
    return gone;
  }

  private static Publication withheld(ResourceName name, Units units) {
    return new Publication(
        name, State.WITHHELD, units, Units.NONE, 0, "an injected fault withholds the number");
  }

  private Publication publication(ResourceName name, Units units, boolean shown) {
    if (shown) {
      Units healthy = new Units(units.allocatable(), units.allocatable());
      return new Publication(name, State.ADVERTISED, units, healthy, 0, leftOut(units));
    }
    if (failure.isPresent()) {
      return new Publication(name, State.NOT_SERVING, units, Units.NONE, 0, failure.get());
    }
    return awaited.get(name) instanceof Awaited number && number.units() == units.allocatable()
        ? waiting(name, units, number)
        : new Publication(
            name, State.REGISTERING, units, Units.NONE, 0, "being written into the Node's status");
  }

  private Publication waiting(ResourceName name, Units units, Awaited number) {
    return new Publication(
        name,
        State.WAITING_FOR_KUBELET,
        units,
        Units.NONE,
        0,
        "written into the Node's status %d s ago; the Node does not show it yet"
            .formatted(age(number).toSeconds() / TICK.toSeconds() * TICK.toSeconds()));
  }

  private Duration age(Awaited number) {
    return Duration.ofNanos(loop.nanoTime() - number.since());
  }

  /** Looks from time to time at the numbers that the Node does not show yet. */
  private void awaitShown() {
    if (awaited.isEmpty()) {
      tick.cancel();
      tick = Loop.Timer.NONE;
    } else if (tick == Loop.Timer.NONE) {
      tick = loop.schedule(TICK, this::ticked);
    }
  }

  private void ticked() {
    tick = Loop.Timer.NONE;
    awaited.replaceAll(
        (name, number) -> {
          boolean late = age(number).compareTo(USUAL) >= 0;
          if (late && !number.late()) {
            log.warn(
                "{}: {} units were written into the Node's status {} s ago, and the Node does not"
                    + " show them: does the kubelet run, and does no other component write it?",
                name,
                number.units(),
                age(number).toSeconds());
          }
          return new Awaited(number.units(), number.since(), late);
        });
    Map<ResourceName, Publication> now = new HashMap<>(publications);
    now.replaceAll(
        (name, publication) ->
            publication.state() == State.WAITING_FOR_KUBELET
                    && awaited.get(name) instanceof Awaited number
                ? waiting(name, publication.units(), number)
                : publication);
    tell(now);
    awaitShown();
  }

  /** A kubelet makes all of a capacity allocatable, so only healthy units may be in it. */
  private static String leftOut(Units units) {
    long unhealthy = units.capacity() - units.allocatable();
    return unhealthy == 0
        ? ""
        : unhealthy
            + " unhealthy units are left out: all units in the Node's status are allocatable";
  }

  @Override
  public Optional<Duration> next(NodeFacts node, long now) {
    return Optional.empty();
  }

  /**
   * The content of one request: the quantities that change, and the mark that names this plugin's.
   */
  private final class Change implements Patching.Difference {
    private final Map<ResourceName, Optional<Long>> quantities;
    private final Set<ResourceName> marked;

    Change(Map<ResourceName, Optional<Long>> quantities, Set<ResourceName> marked) {
      this.quantities = quantities;
      this.marked = marked;
    }

    @Override
    public void send(Consumer<Answer> then) {
      status.write(quantities, mark(marked), then);
    }

    @Override
    public boolean written(NodeFacts before, long now) {
      boolean restored = false;
      for (Map.Entry<ResourceName, Optional<Long>> change : quantities.entrySet()) {
        restored |= written(change.getKey(), change.getValue(), before);
      }
      return restored;
    }

    private boolean written(ResourceName name, Optional<Long> number, NodeFacts before) {
      if (number.isEmpty()) {
        written.remove(name);
        awaited.remove(name);
        log(name, "taken off the Node's status");
        return false;
      }
      long units = number.get();
      Written last = written.getOrDefault(name, new Written(-1, 0));
      boolean again = last.units() == units;
      // A zero or a missing number means that the kubelet forgets the resource; any other number
      // has another writer.
      boolean over = before.capacity(name).filter(shown -> shown.signum() > 0).isPresent();
      written.put(
          name,
          again ? new Written(units, last.restored() + (over ? 1 : 0)) : new Written(units, 0));
      Awaited fresh = new Awaited(units, loop.nanoTime(), false);
      awaited.merge(name, fresh, (old, _) -> old.units() == units ? old : fresh);
      log.debug(
          "{}: {} units {} the Node's status", name, units, again ? "restored in" : "written into");
      return again;
    }
  }

  @Override
  public void trouble(Optional<String> why) {
    if (why.isPresent() && !why.equals(failure)) {
      log.warn("the Node's status is not up to date: {}", why.get());
    }
    failure = why;
  }

  @Override
  public void forbidden(String why) {
    listener.forbidden(why);
  }

  private void log(ResourceName name, String text) {
    digest.tell(name.toString(), name + ": " + text, log::info);
  }

  private void tell(Map<ResourceName, Publication> now) {
    if (!now.equals(publications)) {
      now.values().forEach(this::say);
      publications = Map.copyOf(now);
      listener.published(publications);
    }
  }

  /** Logs an obstacle once each time it appears, and a number when the Node shows it. */
  private void say(Publication next) {
    Publication last = publications.get(next.name());
    long units = next.units().allocatable();
    if (next.state() == State.ADVERTISED && !Objects.equals(said.put(next.name(), units), units)) {
      log(next.name(), "advertised, %d units, in the Node's status".formatted(units));
    }
    if (last == null || last.state() != next.state()) {
      if (next.state() == State.WITHHELD) {
        log.warn("{}: {}", next.name(), next.detail());
      } else {
        log.debug("{}: {}", next.name(), next.state());
      }
    }
  }
}
