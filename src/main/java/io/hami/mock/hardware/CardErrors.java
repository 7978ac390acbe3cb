package io.hami.mock.hardware;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The cards that have had a critical error. NVIDIA's and HAMi's plugins never take that back (HAMi
 * #2200), so that a card is lost until they restart. Here a card counts again when it answers, its
 * driver asks for no reset, and no other critical error has come for some time: whether a card
 * answers is no sign by itself, since most do right after the error.
 */
final class CardErrors {
  private final Duration quiet;
  private final LongSupplier nanoTime;
  private final Map<String, Struck> struck = new HashMap<>();

  /**
   * The last error of a card.
   *
   * @param at nanoseconds
   */
  private record Struck(Xid xid, long at) {}

  /**
   * @param quiet how long no critical error may come before a card counts again
   */
  CardErrors(Duration quiet, LongSupplier nanoTime) {
    this.quiet = quiet;
    this.nanoTime = nanoTime;
  }

  void add(String card, Xid xid) {
    struck.put(card, new Struck(xid, nanoTime.getAsLong()));
  }

  /** Why the card is not to be used; empty where it may be, or may be again. */
  Optional<String> why(String card) {
    Struck last = struck.get(card);
    if (last == null || nanoTime.getAsLong() - last.at() >= quiet.toNanos()) {
      return Optional.empty();
    }
    return Optional.of(
        "%s; it counts again when no critical error comes for %d s"
            .formatted(last.xid(), quiet.toSeconds()));
  }

  /** Forgets the error of a card that is well, and tells whether there was one. */
  boolean recovered(String card) {
    return why(card).isEmpty() && struck.remove(card) != null;
  }
}
