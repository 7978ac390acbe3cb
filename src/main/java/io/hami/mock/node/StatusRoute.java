package io.hami.mock.node;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.Holding;
import io.hami.mock.port.Kubelet;
import io.hami.mock.port.Loop;
import io.hami.mock.port.NodeStatus;
import io.hami.mock.port.NodeWriter;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publication.State;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes quantities through the Node's status (kubelet-contract 5): a kubelet keeps what it does
 * not know, and makes it allocatable. Like {@link NodeContract} it looks at how things are and
 * writes the difference: nothing while the Node is right, and again when somebody has dropped it.
 * Everything here runs on the loop.
 *
 * <p>A kubelet that knows a name as a device plugin's writes its own number with every status, for
 * as long as that plugin lives and for five minutes after. So a name that our own plugin has served
 * is not written before that is over, and one that another serves is not written at all.
 */
public final class StatusRoute {
  /**
   * Kubelet-contract 2.1: how long a kubelet remembers a plugin that has gone, and a status more.
   */
  static final Duration GRACE = Duration.ofMinutes(5).plusSeconds(20);

  /** From a write until the Node as it is then has been heard of, and some. */
  public static final Duration PAUSE = Duration.ofSeconds(1);

  /** The same where the Node is not watched but read every 30 s. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(35);

  /**
   * How long another plugin's name is left alone before the kubelet's books are looked at again.
   */
  static final Duration RESPITE = Duration.ofMinutes(1);

  /** So often another number may take the place of ours before it is somebody's. */
  static final int STRIKES = 3;

  /** So often a write must be refused, with growing pauses, before the right is taken for gone. */
  static final int REFUSALS = 3;

  private static final Logger log = LoggerFactory.getLogger(StatusRoute.class);

  private final Loop loop;
  private final NodeStatus status;
  private final Kubelet kubelet;
  private final Listener listener;
  private final Map<ResourceName, Long> left = new HashMap<>();
  private final Map<ResourceName, Long> written = new HashMap<>();
  private final Map<ResourceName, Strikes> strikes = new HashMap<>();
  private final Map<ResourceName, Contended> contended = new HashMap<>();
  private Map<ResourceName, Publication> publications = Map.of();
  private Map<ResourceName, Units> wanted = Map.of();
  private Set<ResourceName> withheld = Set.of();
  private Set<ResourceName> served = Set.of();
  private Optional<NodeFacts> node = Optional.empty();
  private Optional<NodeFacts> before = Optional.empty();
  private Optional<String> failure = Optional.empty();
  private boolean underWay;
  private boolean closed;
  private int setbacks;
  private int refusals;
  private long writtenAt;
  private long notBefore;
  private Loop.Timer timer = Loop.Timer.NONE;

  /** Hears what becomes of it, on the loop. */
  public interface Listener {
    /** All that is published this way, as it is now. */
    void published(Map<ResourceName, Publication> publications);

    /** The right that was there is gone. */
    void forbidden(String why);
  }

  /** How often another number has taken the place of ours, and when it last did. */
  private record Strikes(int count, long last) {}

  /** A name that another plugin serves, and when to look again. */
  private record Contended(long until, String why) {}

  /** What the Node should be told now, and how everything stands until then. */
  private record Look(
      Map<ResourceName, Optional<Long>> changes,
      Map<ResourceName, Publication> publications,
      Set<ResourceName> marked,
      Optional<Duration> again) {}

  public StatusRoute(Loop loop, NodeStatus status, Kubelet kubelet, Listener listener) {
    this.loop = loop;
    this.status = status;
    this.kubelet = kubelet;
    this.listener = listener;
    this.notBefore = loop.nanoTime();
  }

  /**
   * The kubelet's device plugin of that name, ours, has gone just now. Must be said before the next
   * look, which would take the name for free.
   */
  public void left(ResourceName name) {
    left.put(name, loop.nanoTime());
  }

  /**
   * Looks at the Node as it is now.
   *
   * @param next what it should show
   * @param out those among it that an injected fault withholds
   * @param others the names that our device plugins serve, on their way out included
   */
  public void look(
      NodeFacts facts,
      Map<ResourceName, Units> next,
      Set<ResourceName> out,
      Set<ResourceName> others) {
    node = Optional.of(facts);
    wanted = Map.copyOf(next);
    withheld = Set.copyOf(out);
    served = Set.copyOf(others);
    look();
  }

  /** Takes everything off the Node; {@code then} runs once that is written, or cannot be. */
  public void close(Runnable then) {
    closed = true;
    timer.cancel();
    Map<ResourceName, Optional<Long>> changes = new HashMap<>();
    written.keySet().forEach(name -> changes.put(name, Optional.empty()));
    if (changes.isEmpty()) {
      then.run();
    } else {
      status.write(changes, Optional.empty(), _ -> then.run());
    }
  }

  private void look() {
    if (closed || underWay || node.isEmpty()) {
      return;
    }
    timer.cancel();
    long now = loop.nanoTime();
    Look look = seen(node.get(), now);
    tell(look.publications());
    String mark = text(look.marked());
    boolean same = look.changes().isEmpty() && mark.equals(mark(node.get()));
    if (same) {
      setbacks = 0;
      failure = Optional.empty();
      look.again().ifPresent(this::again);
      return;
    }
    Duration wait = due(now);
    if (wait.isPositive()) {
      again(wait);
      return;
    }
    underWay = true;
    before = node;
    status.write(
        look.changes(),
        mark.isEmpty() ? Optional.empty() : Optional.of(mark),
        answer -> loop.execute(() -> answered(look.changes(), answer)));
  }

  /** A write is not judged by a Node that was read before it. */
  private Duration due(long now) {
    long least = notBefore - now;
    if (before.isPresent() && before.equals(node)) {
      least = Math.max(least, writtenAt + LONGEST_PAUSE.toNanos() - now);
    }
    return Duration.ofNanos(Math.max(0, least));
  }

  private void again(Duration wait) {
    timer = loop.schedule(wait, this::look);
  }

  private Look seen(NodeFacts facts, long now) {
    Map<ResourceName, Optional<Long>> changes = new TreeMap<>();
    Map<ResourceName, Publication> all = new HashMap<>();
    Set<ResourceName> marked = new HashSet<>();
    Optional<Duration> again = Optional.empty();
    for (Map.Entry<ResourceName, Units> entry : wanted.entrySet()) {
      ResourceName name = entry.getKey();
      Units units = entry.getValue();
      if (withheld.contains(name)) {
        all.put(
            name,
            publication(name, State.WITHHELD, units, "an injected fault withholds the number"));
        continue;
      }
      Optional<Obstacle> obstacle = obstacle(name, facts, now);
      if (obstacle.isPresent()) {
        all.put(name, publication(name, obstacle.get().state(), units, obstacle.get().why()));
        again = sooner(again, obstacle.get().over());
        continue;
      }
      marked.add(name);
      if (shows(facts, name, units.allocatable())) {
        adopt(name, units.allocatable(), facts);
        all.put(name, publication(name, State.ADVERTISED, units, leftOut(units)));
      } else {
        changes.put(name, Optional.of(units.allocatable()));
        all.put(
            name,
            failure
                .map(why -> publication(name, State.NOT_SERVING, units, why))
                .orElseGet(
                    () ->
                        publication(
                            name,
                            State.REGISTERING,
                            units,
                            "being written into the Node's status")));
      }
    }
    Set<ResourceName> gone = new HashSet<>(names(mark(facts)));
    gone.addAll(written.keySet());
    wanted.keySet().stream().filter(name -> !withheld.contains(name)).forEach(gone::remove);
    // What a device plugin of ours serves by now is the kubelet's to write.
    for (ResourceName name : served) {
      if (gone.remove(name) && written.remove(name) != null) {
        log.info(
            "{}: no longer kept in the Node's status, where its device plugin has it now", name);
      }
    }
    gone.stream()
        .filter(name -> facts.capacity(name).isPresent() || facts.allocatable(name).isPresent())
        .forEach(name -> changes.put(name, Optional.empty()));
    return new Look(changes, all, marked, again);
  }

  /** What an earlier life of this plugin wrote goes with this one. */
  private void adopt(ResourceName name, long units, NodeFacts facts) {
    if (!written.containsKey(name) && names(mark(facts)).contains(name)) {
      written.put(name, units);
      log.info("{}: advertised, {} units, in the Node's status from before", name, units);
    }
  }

  /** What is in the way of writing a name, and when that may be over. */
  private record Obstacle(State state, String why, Duration over) {}

  private Optional<Obstacle> obstacle(ResourceName name, NodeFacts facts, long now) {
    if (served.contains(name)) {
      return Optional.of(
          new Obstacle(State.WAITING_FOR_KUBELET, "its device plugin is on its way out", RESPITE));
    }
    Long since = left.get(name);
    if (since != null && now - since < GRACE.toNanos()) {
      Duration wait = Duration.ofNanos(since + GRACE.toNanos() - now);
      return Optional.of(
          new Obstacle(
              State.WAITING_FOR_KUBELET,
              "was a device plugin until %d s ago, which a kubelet remembers for five minutes"
                  .formatted(Duration.ofNanos(now - since).toSeconds()),
              wait));
    }
    left.remove(name);
    Contended known = contended.get(name);
    if (known != null && known.until() - now > 0) {
      return Optional.of(
          new Obstacle(State.CONTENDED, known.why(), Duration.ofNanos(known.until() - now)));
    }
    contended.remove(name);
    if (written.containsKey(name) && shows(facts, name, written.get(name))) {
      return Optional.empty();
    }
    return switch (kubelet.holding(name)) {
      case Holding.Foreign(String sample) ->
          Optional.of(
              contend(
                  name, "another plugin serves it, with devices such as '" + sample + "'", now));
      // From before a restart, it may be; the kubelet has them in its checkpoint until it forgets.
      case Holding.Ours _, Holding.Remembered _ ->
          Optional.of(
              new Obstacle(
                  State.WAITING_FOR_KUBELET,
                  "the kubelet still remembers its device plugin, for five minutes at most",
                  LONGEST_PAUSE));
      case Holding.Unknown() -> overwritten(name, facts, now);
    };
  }

  /** A number that keeps coming back is somebody's; a zero or none is a kubelet that forgets. */
  private Optional<Obstacle> overwritten(ResourceName name, NodeFacts facts, long now) {
    Strikes known = strikes.get(name);
    if (known != null && now - known.last() >= GRACE.toNanos()) {
      strikes.remove(name);
      return Optional.empty();
    }
    BigDecimal shown = facts.capacity(name).orElse(BigDecimal.ZERO);
    if (known == null || known.count() < STRIKES || shown.signum() == 0 || before.equals(node)) {
      return Optional.empty();
    }
    strikes.remove(name);
    return Optional.of(
        contend(name, "another component keeps writing %s over it".formatted(shown), now));
  }

  private Obstacle contend(ResourceName name, String why, long now) {
    contended.put(name, new Contended(now + RESPITE.toNanos(), why));
    written.remove(name);
    return new Obstacle(State.CONTENDED, why, RESPITE);
  }

  private static boolean shows(NodeFacts facts, ResourceName name, long units) {
    BigDecimal number = BigDecimal.valueOf(units);
    return facts.capacity(name).filter(shown -> shown.compareTo(number) == 0).isPresent()
        && facts.allocatable(name).filter(shown -> shown.compareTo(number) == 0).isPresent();
  }

  /** A kubelet makes all of a capacity allocatable, so only what is healthy may be in it. */
  private static String leftOut(Units units) {
    long unhealthy = units.capacity() - units.allocatable();
    return unhealthy == 0
        ? ""
        : unhealthy
            + " unhealthy units are left out: through the Node's status all are allocatable";
  }

  private static Publication publication(
      ResourceName name, State state, Units units, String detail) {
    Units healthy = new Units(units.allocatable(), units.allocatable());
    return new Publication(
        name, state, units, state == State.ADVERTISED ? healthy : Units.NONE, 0, detail);
  }

  private void answered(Map<ResourceName, Optional<Long>> changes, NodeWriter.Answer answer) {
    underWay = false;
    writtenAt = loop.nanoTime();
    switch (answer) {
      case NodeWriter.Answer.Written() -> {
        refusals = 0;
        failure = Optional.empty();
        written(changes);
        pause();
      }
      case NodeWriter.Answer.Forbidden(String why) -> {
        before = Optional.empty();
        failure = Optional.of(why);
        setbacks++;
        refusals++;
        pause();
        // An API server that has just started may not know of a right yet.
        if (refusals >= REFUSALS) {
          refusals = 0;
          listener.forbidden(why);
        }
      }
      case NodeWriter.Answer.Failed(String why) -> {
        before = Optional.empty();
        if (!failure.equals(Optional.of(why))) {
          log.warn("the Node's status is not as it should be: {}", why);
        }
        failure = Optional.of(why);
        setbacks++;
        pause();
      }
    }
    look();
  }

  private void written(Map<ResourceName, Optional<Long>> changes) {
    boolean restored = false;
    for (Map.Entry<ResourceName, Optional<Long>> change : changes.entrySet()) {
      if (change.getValue().isEmpty()) {
        written.remove(change.getKey());
        log.info("{}: taken off the Node's status", change.getKey());
        continue;
      }
      long units = change.getValue().get();
      Long last = written.put(change.getKey(), units);
      boolean again = last != null && last == units;
      restored |= again;
      if (again
          && before
              .flatMap(facts -> facts.capacity(change.getKey()))
              .filter(shown -> shown.signum() > 0)
              .isPresent()) {
        strikes.merge(
            change.getKey(),
            new Strikes(1, writtenAt),
            (old, one) -> new Strikes(old.count() + 1, one.last()));
      }
      if (again) {
        log.debug("{}: {} units restored in the Node's status", change.getKey(), units);
      } else {
        log.info("{}: advertised, {} units, in the Node's status", change.getKey(), units);
      }
    }
    // Somebody keeps writing over it: no reason to keep the API server busy.
    setbacks = restored ? setbacks + 1 : 0;
  }

  private void pause() {
    long nanos = PAUSE.toNanos() << Math.min(setbacks, 10);
    notBefore = loop.nanoTime() + Math.min(nanos, LONGEST_PAUSE.toNanos());
  }

  private void tell(Map<ResourceName, Publication> now) {
    if (!now.equals(publications)) {
      now.values().forEach(this::say);
      publications = Map.copyOf(now);
      listener.published(publications);
    }
  }

  /** What is in the way, once for each time it comes up; what is written is said when it is. */
  private void say(Publication next) {
    Publication last = publications.get(next.name());
    if (last != null && last.state() == next.state()) {
      return;
    }
    switch (next.state()) {
      case CONTENDED, WITHHELD -> log.warn("{}: {}", next.name(), next.detail());
      case WAITING_FOR_KUBELET -> log.info("{}: {}", next.name(), next.detail());
      default -> log.debug("{}: {}", next.name(), next.state());
    }
  }

  private static Optional<Duration> sooner(Optional<Duration> one, Duration other) {
    return one.filter(first -> first.compareTo(other) <= 0).or(() -> Optional.of(other));
  }

  private static String mark(NodeFacts facts) {
    return facts.annotation(NodeStatus.MARK).orElse("");
  }

  private static String text(Set<ResourceName> names) {
    return String.join(
        ",",
        names.stream().map(ResourceName::toString).collect(Collectors.toCollection(TreeSet::new)));
  }

  /** What cannot be a name is passed over: people can write to annotations. */
  private static Set<ResourceName> names(String mark) {
    return Arrays.stream(mark.split(",", -1))
        .filter(name -> ResourceName.violation(name).isEmpty())
        .map(ResourceName::parse)
        .collect(Collectors.toSet());
  }
}
