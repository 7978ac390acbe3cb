package io.hami.mock.hardware;

import io.hami.mock.model.Card;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.Reason;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks one vendor's library, and remembers its answers. A card that answered before and does not
 * answer any more keeps its figures and is unhealthy, so that its units stay in the node's capacity
 * but cannot be allocated. Only one thread may use it at a time.
 */
final class Inspector implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Inspector.class);

  private final String vendor;
  private final Session.Opener opener;

  /** The cards by id. */
  private final Map<String, Card> known = new LinkedHashMap<>();

  private Optional<Session> session = Optional.empty();
  private String library = "";
  private Set<String> complaints = Set.of();

  /** An inspector that has not loaded anything yet. */
  Inspector(String vendor, Session.Opener opener) {
    this.vendor = vendor;
    this.opener = opener;
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
      update(answering(open.slots(), heard));
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
    }
    return session.get();
  }

  private static Map<String, Card> answering(List<Session.Slot> slots, Set<String> heard) {
    Map<String, Card> cards = new LinkedHashMap<>();
    for (Session.Slot slot : slots) {
      try {
        Card card = slot.read();
        cards.put(card.id(), card);
      } catch (LibraryException failure) {
        heard.add("card %d does not answer: %s".formatted(slot.index(), failure.words()));
      } catch (RuntimeException failure) {
        heard.add("card %d: its answer cannot be used: %s".formatted(slot.index(), failure));
      }
    }
    return cards;
  }

  private void update(Map<String, Card> answering) {
    known.replaceAll((id, card) -> answering.getOrDefault(id, card.unhealthy()));
    known.putAll(answering);
  }

  /**
   * Closes the library, so that the next look opens it again: the driver may have been replaced.
   */
  private Inspection failed(String why) {
    close();
    if (known.isEmpty()) {
      return new Inspection.Absent(new Reason(Reason.Kind.NO_HARDWARE, why));
    }
    update(Map.of());
    complain(Set.of(why));
    return found();
  }

  private Inspection found() {
    return new Inspection.Found(
        library, known.values().stream().sorted(Comparator.comparingLong(Card::index)).toList());
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
