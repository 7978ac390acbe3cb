package io.hami.mock.names;

import io.hami.mock.annotation.Owned;
import io.hami.mock.discovery.Holders;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.UnitId;
import io.hami.mock.port.Holding;
import io.hami.mock.port.Kubelet;
import io.hami.mock.port.Publication;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who serves the counts of cards that are made up (design decision 4). What is known best counts:
 * our own dealings with the kubelet, then the kubelet's books, then the mark on the Node, and last
 * that the Node has a number nobody accounts for. Everything here runs on the loop.
 */
public final class Ownership {
  /**
   * A name that turned out to be somebody else's stays theirs for so long at least, and then for as
   * long as the Node shows it: once we have stepped back, nothing else tells their number from
   * ours. And a number that nobody accounts for, nothing of which is allocatable, has lost its
   * plugin, which may be us before a restart; for so long that plugin may come back.
   */
  static final Duration RESPITE = Duration.ofMinutes(1);

  private final Kubelet kubelet;
  private final Map<ResourceName, Long> yielded = new HashMap<>();
  private final Map<ResourceName, Long> idle = new HashMap<>();

  public Ownership(Kubelet kubelet) {
    this.kubelet = kubelet;
  }

  /** What is known at {@code now} nanoseconds. */
  public Holders holders(long now, NodeFacts node, Map<ResourceName, Publication> publications) {
    yielded.entrySet().removeIf(entry -> isOver(now, entry.getValue(), node, entry.getKey()));
    return name -> holder(now, name, node, publications.get(name));
  }

  private static boolean isOver(long now, long since, NodeFacts node, ResourceName name) {
    return now - since >= RESPITE.toNanos()
        && node.capacity(name).orElse(BigDecimal.ZERO).signum() == 0;
  }

  private Optional<String> holder(
      long now, ResourceName name, NodeFacts node, @Nullable Publication ours) {
    if (ours != null && ours.state() == Publication.State.CONTENDED) {
      yielded.put(name, now);
    }
    if (yielded.containsKey(name)) {
      return Optional.of("another plugin serves " + name);
    }
    if (ours != null) {
      return Optional.empty();
    }
    return switch (kubelet.holding(name)) {
      case Holding.Ours() -> Optional.empty();
      // With a card ill our own units have a gap, which the books alone cannot tell from others'.
      case Holding.Foreign(String sample)
          when UnitId.index(sample).isPresent() && marked(node, name) ->
          Optional.empty();
      case Holding.Foreign(String sample) ->
          Optional.of(
              "another plugin serves %s, with devices such as '%s'".formatted(name, sample));
      case Holding.Unknown _, Holding.Remembered _ ->
          Holders.by(node).holder(name).filter(_ -> !isAbandoned(now, name, node));
    };
  }

  private boolean isAbandoned(long now, ResourceName name, NodeFacts node) {
    if (node.allocatable(name).orElse(BigDecimal.ZERO).signum() > 0) {
      idle.remove(name);
      return false;
    }
    return now - idle.computeIfAbsent(name, _ -> now) >= RESPITE.toNanos();
  }

  private static boolean marked(NodeFacts node, ResourceName name) {
    return Owned.of(node.annotation(Owned.KEY)).resources().contains(name);
  }

  /** When to look again, though nothing happens; empty when there is nothing to wait for. */
  public Optional<Duration> next(long now) {
    return Stream.concat(yielded.values().stream(), idle.values().stream())
        .map(since -> Duration.ofNanos(Math.max(0, RESPITE.toNanos() - (now - since))))
        .filter(Duration::isPositive)
        .min(Duration::compareTo);
  }
}
