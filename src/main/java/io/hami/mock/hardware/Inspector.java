package io.hami.mock.hardware;

import io.hami.mock.model.Card;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.Reason;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one vendor's library, and remembers its answers. A card that answered before and does not
 * answer any more keeps its figures and is unhealthy, so that its units stay in the node's capacity
 * but cannot be allocated. The same holds for a card with a critical error. Only one thread may use
 * it at a time.
 */
final class Inspector implements AutoCloseable {
  /** Long enough for a card that fails again under the next task. */
  static final Duration QUIET = Duration.ofMinutes(5);

  private static final Logger log = LoggerFactory.getLogger(Inspector.class);
  private static final Duration NEVER_LONGER = Duration.ofSeconds(1);

  private final String vendor;
  private final Session.Opener opener;
  private final CriticalXids critical;
  private final CardErrors errors;

  /** The cards by id, with the figures of their last answer. */
  private final Map<String, Card> known = new LinkedHashMap<>();

  /** Why cards are unhealthy, by id. */
  private Map<String, String> unhealthy = Map.of();

  private Optional<Session> session = Optional.empty();
  private boolean deaf;
  private String library = "";
  private Set<String> complaints = Set.of();

  /** An inspector of a library without events, that has not loaded anything yet. */
  Inspector(String vendor, Session.Opener opener) {
    this(vendor, opener, CriticalXids.STANDARD, new CardErrors(QUIET, System::nanoTime));
  }

  /** An inspector that has not loaded anything yet. */
  Inspector(String vendor, Session.Opener opener, CriticalXids critical, CardErrors errors) {
    this.vendor = vendor;
    this.opener = opener;
    this.critical = critical;
    this.errors = errors;
  }

  String vendor() {
    return vendor;
  }

  /** Asks for all cards, and opens the library first if it is not open. */
  Inspection inspect() {
    Set<String> heard = new LinkedHashSet<>();
    try {
      Session open = session();
      library = open.library();
      look(open.slots(), heard);
    } catch (LibraryException failure) {
      return failed(failure.words());
    } catch (LinkageError failure) {
      // The library lacks a function, or JNA does not support this machine.
      return failed(String.valueOf(failure.getMessage()));
    } catch (RuntimeException failure) {
      // An answer that makes no sense; the other vendors' libraries are still asked.
      return failed("its library's answer cannot be used: " + failure);
    }
    complain(heard);
    return found();
  }

  private Session session() throws LibraryException {
    if (session.isEmpty()) {
      session = Optional.of(opener.open());
      deaf = false;
    }
    return session.get();
  }

  private void look(List<Session.Slot> slots, Set<String> heard) {
    Map<String, Card> answering = new LinkedHashMap<>();
    Map<Integer, String> silent = new HashMap<>();
    Map<String, String> troubled = new HashMap<>();
    for (Session.Slot slot : slots) {
      try {
        Card card = slot.read();
        answering.put(card.id(), card);
        errors.why(card.id()).or(slot::trouble).ifPresent(why -> troubled.put(card.id(), why));
      } catch (LibraryException failure) {
        silent.put(slot.index(), "it does not answer: " + failure.words());
        heard.add("card %d does not answer: %s".formatted(slot.index(), failure.words()));
      } catch (RuntimeException failure) {
        silent.put(slot.index(), "its answer cannot be used: " + failure);
        heard.add("card %d: its answer cannot be used: %s".formatted(slot.index(), failure));
      }
    }
    known.putAll(answering);
    for (Card card : known.values()) {
      if (!answering.containsKey(card.id())) {
        troubled.put(
            card.id(),
            silent.getOrDefault((int) card.index(), "its library does not list it any more"));
      } else if (!troubled.containsKey(card.id()) && errors.recovered(card.id())) {
        log.info("{}: card {} counts again: no critical error has come since", vendor, card.id());
      }
    }
    unhealthy = Map.copyOf(troubled);
  }

  /** Whether {@link #await} can tell of errors of cards before the next look. */
  boolean hasEvents() {
    return !deaf && !critical.isEmpty() && session.filter(Session::hasEvents).isPresent();
  }

  /**
   * Waits for an error of a card, for a second at most.
   *
   * @return whether a card has become unhealthy
   */
  boolean await(Duration time) {
    try {
      Duration shorter = time.compareTo(NEVER_LONGER) < 0 ? time : NEVER_LONGER;
      Optional<Xid> xid = session.orElseThrow().await(shorter);
      return xid.filter(this::isCritical).isPresent();
    } catch (LibraryException | RuntimeException failure) {
      // The next look shows what is wrong.
      deaf = true;
      log.debug("{}: {}", vendor, failure.toString());
      return false;
    }
  }

  private boolean isCritical(Xid xid) {
    String card = xid.card().map(id -> "card " + id).orElse("a card that is not named, so all");
    if (!critical.contains(xid)) {
      log.info("{}: {}: {}, which is an application's error", vendor, card, xid);
      return false;
    }
    log.error("{}: {}: {}: unhealthy", vendor, card, xid);
    xid.card()
        .ifPresentOrElse(
            id -> errors.add(id, xid), () -> known.keySet().forEach(id -> errors.add(id, xid)));
    return true;
  }

  /**
   * Closes the library, so that the next look opens it again: the driver may have been replaced.
   */
  private Inspection failed(String why) {
    close();
    if (known.isEmpty()) {
      return new Inspection.Absent(new Reason(Reason.Kind.NO_HARDWARE, why));
    }
    unhealthy = known.keySet().stream().collect(Collectors.toMap(id -> id, _ -> why));
    complain(Set.of(why));
    return found();
  }

  private Inspection found() {
    return new Inspection.Found(
        library,
        known.values().stream()
            .map(card -> unhealthy.containsKey(card.id()) ? card.unhealthy() : card)
            .sorted(Comparator.comparingLong(Card::index))
            .toList(),
        unhealthy);
  }

  /** Logs each problem once, until it is over. */
  private void complain(Set<String> now) {
    for (String complaint : now) {
      if (!complaints.contains(complaint)) {
        log.warn("{}: {}", vendor, complaint);
      }
    }
    complaints = Set.copyOf(now);
  }

  /** Shuts the library down; a later look opens it again. */
  @Override
  public void close() {
    Optional<Session> open = session;
    session = Optional.empty();
    open.ifPresent(Session::close);
  }
}
