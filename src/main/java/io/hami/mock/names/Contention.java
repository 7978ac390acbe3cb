package io.hami.mock.names;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Publication;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Tells a name that another plugin has taken from one whose number is merely on its way to the
 * Node. The kubelet gives a name to whoever registered last and tells the loser nothing; what gives
 * it away is a Node that goes on showing a number that was never ours while our stream is open
 * (design decision 4).
 */
public final class Contention {
  /** Two status periods of the kubelet, 10 s each and 4 % of jitter. */
  public static final Duration PATIENCE = Duration.ofSeconds(21);

  private final Map<ResourceName, Set<BigDecimal>> ours = new HashMap<>();
  private final Map<ResourceName, Long> since = new HashMap<>();
  private final Set<ResourceName> contended = new HashSet<>();

  /** Looks again at how things are at {@code now} nanoseconds. */
  public void look(long now, NodeFacts node, Collection<Publication> publications) {
    for (Publication publication : publications) {
      ResourceName name = publication.name();
      Set<BigDecimal> told = ours.computeIfAbsent(name, _ -> new HashSet<>());
      told.add(BigDecimal.valueOf(publication.listed().capacity()));
      if (!foreign(node, name, told)) {
        since.remove(name);
        contended.remove(name);
      } else if (!contended.contains(name)) {
        suspect(now, name, publication.streams() > 0);
      }
    }
  }

  /** Whoever has no stream has told the kubelet nothing that the Node could contradict. */
  private void suspect(long now, ResourceName name, boolean streaming) {
    if (!streaming) {
      since.remove(name);
    } else if (now - since.computeIfAbsent(name, _ -> now) >= PATIENCE.toNanos()) {
      since.remove(name);
      contended.add(name);
    }
  }

  /**
   * A number is foreign when it is one we never told; and when nothing of it is allocatable, nobody
   * serves it.
   */
  private static boolean foreign(NodeFacts node, ResourceName name, Set<BigDecimal> told) {
    Optional<BigDecimal> shown = node.capacity(name);
    return shown.isPresent()
        && told.stream().noneMatch(number -> number.compareTo(shown.get()) == 0)
        && node.allocatable(name).filter(number -> number.signum() > 0).isPresent();
  }

  /** A resource that has gone is nobody's quarrel. */
  public void forget(ResourceName name) {
    ours.remove(name);
    since.remove(name);
    contended.remove(name);
  }

  /** The names that another plugin has taken. */
  public Set<ResourceName> contended() {
    return Set.copyOf(contended);
  }

  /**
   * When to look again, though nothing happens: nanoseconds from {@code now}; empty when there is
   * nothing to wait for.
   */
  public Optional<Duration> next(long now) {
    return since.values().stream()
        .map(began -> Duration.ofNanos(Math.max(0, PATIENCE.toNanos() - (now - began))))
        .min(Duration::compareTo);
  }
}
