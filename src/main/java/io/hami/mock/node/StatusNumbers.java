package io.hami.mock.node;

import io.hami.mock.annotation.StatusMark;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.names.Observations;
import io.hami.mock.names.Observations.Written;
import io.hami.mock.port.NodeStatus;
import io.hami.mock.port.NodeWriter.Answer;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publication.State;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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

  private final NodeStatus status;
  private final NodeObject.Listener listener;
  private final Map<ResourceName, Written> written = new HashMap<>();
  private Map<ResourceName, Publication> publications = Map.of();
  private Map<ResourceName, Units> wanted = Map.of();
  private Desired desired = Desired.NOTHING;
  private Set<ResourceName> marks = Set.of();
  private Optional<String> failure = Optional.empty();

  StatusNumbers(NodeStatus status, NodeObject.Listener listener) {
    this.status = status;
    this.listener = listener;
  }

  void want(Map<ResourceName, Units> numbers, Desired all) {
    wanted = numbers;
    desired = all;
  }

  /** What this process has written. */
  Map<ResourceName, Written> written() {
    return Map.copyOf(written);
  }

  /** Removes everything from the Node; {@code then} runs after that was written or has failed. */
  void clear(Runnable then) {
    Map<ResourceName, Optional<Long>> changes = new HashMap<>();
    written.keySet().forEach(name -> changes.put(name, Optional.empty()));
    if (changes.isEmpty()) {
      then.run();
    } else {
      Set<ResourceName> rest = new HashSet<>(marks);
      rest.removeAll(written.keySet());
      status.write(changes, mark(rest), _ -> then.run());
    }
  }

  private static Map<String, Optional<String>> mark(Set<ResourceName> names) {
    return Map.of(
        StatusMark.KEY, names.isEmpty() ? Optional.empty() : Optional.of(StatusMark.text(names)));
  }

  @Override
  public Optional<Patching.Difference> difference(NodeFacts node, long now) {
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
          } else {
            changes.put(name, Optional.of(units.allocatable()));
          }
          all.put(name, publication(name, units, shown));
        });
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
    return failure
        .map(why -> new Publication(name, State.NOT_SERVING, units, Units.NONE, 0, why))
        .orElseGet(
            () ->
                new Publication(
                    name,
                    State.REGISTERING,
                    units,
                    Units.NONE,
                    0,
                    "being written into the Node's status"));
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
        log.info("{}: taken off the Node's status", name);
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
      if (again) {
        log.debug("{}: {} units restored in the Node's status", name, units);
      } else {
        log.info("{}: advertised, {} units, in the Node's status", name, units);
      }
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

  private void tell(Map<ResourceName, Publication> now) {
    if (!now.equals(publications)) {
      now.values().forEach(this::say);
      publications = Map.copyOf(now);
      listener.published(publications);
    }
  }

  /** Logs an obstacle once each time it appears; a number is logged when it is written. */
  private void say(Publication next) {
    Publication last = publications.get(next.name());
    if (last == null || last.state() != next.state()) {
      if (next.state() == State.WITHHELD) {
        log.warn("{}: {}", next.name(), next.detail());
      } else {
        log.debug("{}: {}", next.name(), next.state());
      }
    }
  }
}
