package io.hami.mock.node;

import io.hami.mock.annotation.HandshakeText;
import io.hami.mock.annotation.Owned;
import io.hami.mock.model.Contract;
import io.hami.mock.model.Contract.Handshake;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Origin.OfInventory;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Loop;
import io.hami.mock.port.NodeWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the Node's annotations as the contracts of made-up cards require: writes those that are
 * missing or wrong, answers handshakes of HAMi's scheduler, and removes the annotations when the
 * cards go.
 */
final class ContractAnnotations implements Patching.Part {
  /** How often a plugin reports; the scheduler waits 60 s for a report (docs/vendors.md 4.2). */
  static final Duration HANDSHAKE_PERIOD = Duration.ofSeconds(30);

  /**
   * The API server accepts 262,144 bytes for all annotations of a Node; the rest is left for other
   * annotations.
   */
  static final int MAX_BYTES = 200_000;

  private static final Logger log = LoggerFactory.getLogger(ContractAnnotations.class);

  private final Loop loop;
  private final NodeWriter writer;
  private final Runnable changed;
  private final long startedAt;
  private final Map<String, String> written = new HashMap<>();
  private final Map<String, Long> reported = new HashMap<>();
  private Wanted wanted = Wanted.NOTHING;
  private Optional<String> excess = Optional.empty();
  private Optional<String> failure = Optional.empty();

  /**
   * What the Node should have.
   *
   * @param annotations by key, without handshakes
   * @param handshakes by key, with the contract that each belongs to
   * @param resources the extended resources that this plugin serves for made-up cards
   */
  private record Wanted(
      Map<String, String> annotations,
      Map<String, Contract> handshakes,
      Set<ResourceName> resources) {
    static final Wanted NOTHING = new Wanted(Map.of(), Map.of(), Set.of());

    static Wanted of(List<Discovery> discoveries, Set<ResourceName> served) {
      Map<String, String> annotations = new HashMap<>();
      Map<String, Contract> handshakes = new HashMap<>();
      Set<ResourceName> resources = new HashSet<>(served);
      for (Discovery discovery : discoveries) {
        if (discovery instanceof Discovery.Present present
            && present.origin() instanceof OfInventory(var _, var claims, Contract contract)) {
          annotations.putAll(contract.annotations());
          contract.handshake().ifPresent(handshake -> handshakes.put(handshake.key(), contract));
          resources.addAll(claims);
        }
      }
      return new Wanted(annotations, handshakes, resources);
    }

    int bytes() {
      return annotations.entrySet().stream()
          .mapToInt(entry -> entry.getKey().length() + entry.getValue().length())
          .sum();
    }

    Owned owned() {
      Set<String> keys = new HashSet<>(annotations.keySet());
      keys.addAll(handshakes.keySet());
      return new Owned(keys, resources);
    }
  }

  /**
   * @param changed called when {@link #trouble()} has changed
   */
  ContractAnnotations(Loop loop, NodeWriter writer, Runnable changed) {
    this.loop = loop;
    this.writer = writer;
    this.changed = changed;
    this.startedAt = loop.nanoTime();
  }

  /**
   * Why the annotations are not as they should be; empty when they are, or when none are needed.
   */
  Optional<String> trouble() {
    return excess.or(() -> failure);
  }

  /**
   * Sets the cards whose contracts are kept.
   *
   * @param cards empty to remove everything from the Node
   * @param served the resources that the kubelet has for them
   */
  void want(List<Discovery> cards, Set<ResourceName> served) {
    Wanted next = Wanted.of(cards, served);
    boolean fits = next.bytes() <= MAX_BYTES;
    wanted = fits ? next : new Wanted(Map.of(), Map.of(), next.resources());
    trouble(
        fits
            ? Optional.empty()
            : Optional.of(
                "the annotations of the cards that are made up would have %d bytes, a Node has room"
                        .formatted(next.bytes())
                    + " for %d; declare fewer cards, or set hami.annotations to false"
                        .formatted(MAX_BYTES)),
        failure);
  }

  @Override
  public Optional<Patching.Difference> difference(NodeFacts node, long now) {
    Map<String, Optional<String>> changes = changes(node, now);
    return changes.isEmpty() ? Optional.empty() : Optional.of(new Change(changes));
  }

  /** The time until the first open handshake is due. */
  @Override
  public Optional<Duration> next(NodeFacts facts, long now) {
    return wanted.handshakes().keySet().stream()
        .filter(handshake -> isOpen(facts, handshake))
        .map(handshake -> reported.getOrDefault(handshake, now))
        .map(last -> Duration.ofNanos(Math.max(0, last + HANDSHAKE_PERIOD.toNanos() - now)))
        .min(Duration::compareTo);
  }

  @Override
  public void trouble(Optional<String> why) {
    trouble(excess, why);
  }

  @Override
  public void forbidden(String why) {
    // The failure was logged already, and the API server does not announce that a right was
    // granted.
  }

  /** The changes of one request. */
  private final class Change implements Patching.Difference {
    private final Map<String, Optional<String>> changes;

    Change(Map<String, Optional<String>> changes) {
      this.changes = changes;
    }

    @Override
    public void send(Consumer<NodeWriter.Answer> then) {
      writer.annotate(changes, then);
    }

    @Override
    public boolean written(NodeFacts before, long now) {
      return ContractAnnotations.this.written(changes, now);
    }
  }

  private Map<String, Optional<String>> changes(NodeFacts facts, long now) {
    Map<String, Optional<String>> changes = new HashMap<>();
    wanted
        .annotations()
        .forEach(
            (key, text) -> {
              if (!facts.annotation(key).equals(Optional.of(text))) {
                changes.put(key, Optional.of(text));
              }
            });
    wanted
        .handshakes()
        .forEach(
            (key, contract) -> {
              // The scheduler reads new cards only after a report (docs/vendors.md 4.2).
              boolean news =
                  contract.annotations().keySet().stream().anyMatch(changes::containsKey);
              if (news || (isOpen(facts, key) && isDue(key, now))) {
                contract
                    .handshake()
                    .ifPresent(handshake -> changes.put(key, Optional.of(report(handshake, now))));
              }
            });
    Owned owned = wanted.owned();
    Owned before = Owned.of(facts.annotation(Owned.KEY));
    Set<String> gone = new HashSet<>(before.annotations());
    gone.addAll(written.keySet());
    gone.removeAll(owned.annotations());
    gone.remove(Owned.KEY);
    gone.stream()
        .filter(key -> facts.annotations().containsKey(key))
        .filter(key -> isStillOurs(key, facts))
        .forEach(key -> changes.put(key, Optional.empty()));
    if (owned.equals(Owned.NOTHING)) {
      if (facts.annotations().containsKey(Owned.KEY)) {
        changes.put(Owned.KEY, Optional.empty());
      }
    } else if (!owned.equals(before)) {
      changes.put(Owned.KEY, Optional.of(owned.toString()));
    }
    return changes;
  }

  /**
   * False when another writer has changed the annotation, since that writer needs it. Handshakes
   * are always changed by the scheduler, so they stay this plugin's.
   */
  private boolean isStillOurs(String key, NodeFacts facts) {
    return !written.containsKey(key)
        || reported.containsKey(key)
        || facts.annotation(key).equals(Optional.ofNullable(written.get(key)));
  }

  /** Whether the scheduler asks, or the handshake has no report yet. */
  private static boolean isOpen(NodeFacts facts, String handshake) {
    return facts.annotation(handshake).filter(HandshakeText::isReported).isEmpty();
  }

  private boolean isDue(String handshake, long now) {
    Long last = reported.get(handshake);
    return last == null || now - last >= HANDSHAKE_PERIOD.toNanos();
  }

  private String report(Handshake handshake, long now) {
    return HandshakeText.reported(handshake.form(), loop.now(), Duration.ofNanos(now - startedAt));
  }

  private boolean written(Map<String, Optional<String>> changes, long now) {
    boolean restored = false;
    boolean news = false;
    for (Map.Entry<String, Optional<String>> change : changes.entrySet()) {
      String key = change.getKey();
      boolean handshake = wanted.handshakes().containsKey(key);
      news |= !handshake;
      if (change.getValue().isEmpty()) {
        written.remove(key);
        reported.remove(key);
        continue;
      }
      String last = written.put(key, change.getValue().get());
      if (handshake) {
        reported.put(key, now);
      } else {
        restored |= change.getValue().get().equals(last);
      }
    }
    if (news) {
      log.info(
          "annotations of the Node {}: {}",
          restored ? "restored" : "written",
          String.join(", ", new TreeSet<>(changes.keySet())));
    } else {
      log.debug("handshake answered: {}", changes.keySet());
    }
    return restored;
  }

  private void trouble(Optional<String> nextExcess, Optional<String> nextFailure) {
    Optional<String> before = trouble();
    excess = nextExcess;
    failure = nextFailure;
    if (!trouble().equals(before)) {
      trouble()
          .ifPresentOrElse(
              why -> log.warn("annotations of the Node are not up to date: {}", why),
              () -> log.info("annotations of the Node are up to date again"));
      changed.run();
    }
  }
}
