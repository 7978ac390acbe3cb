package io.hami.mock.port;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Passes on messages about changes: each at once while they are few, and once a minute in sum while
 * the same thing changes again and again. Everything here runs on the loop.
 */
public final class ChangeDigest {
  /** The time over which changes are counted. */
  public static final Duration PERIOD = Duration.ofMinutes(1);

  /** So many messages about one thing are passed on at once in a {@link #PERIOD}. */
  public static final int AT_ONCE = 4;

  private final Loop loop;
  private final Map<String, Series> series = new HashMap<>();

  public ChangeDigest(Loop loop) {
    this.loop = loop;
  }

  /**
   * Passes {@code text} to {@code out} at once, or, where there have been many changes, at the end
   * of the period with their number, if it is the last of them.
   *
   * @param thing what has changed; the memory of it ends after a period without a change
   */
  public void tell(String thing, String text, Consumer<String> out) {
    tell(thing, text, out, out);
  }

  /** Passes {@code text} on only where there have been many changes, as above. */
  public void count(String thing, String text, Consumer<String> out) {
    tell(thing, text, _ -> {}, out);
  }

  private void tell(String thing, String text, Consumer<String> alone, Consumer<String> inSum) {
    series.values().removeIf(Series::isOver);
    series.computeIfAbsent(thing, _ -> new Series()).tell(text, alone, inSum);
  }

  /** How many things are remembered. */
  int things() {
    return series.size();
  }

  /** The changes of one thing. A timer runs only while a message is held back. */
  private final class Series {
    private long began = loop.nanoTime();
    private int changes;
    private boolean many;
    private Optional<Consumer<String>> last = Optional.empty();

    boolean isOver() {
      return last.isEmpty() && left().isNegative();
    }

    /** The rest of the period. */
    private Duration left() {
      return PERIOD.minusNanos(loop.nanoTime() - began);
    }

    void tell(String text, Consumer<String> alone, Consumer<String> inSum) {
      if (!many && changes < AT_ONCE) {
        alone.accept(text);
        // What could not be passed on is no change that anybody has heard of.
        changes++;
        return;
      }
      changes++;
      if (last.isEmpty()) {
        loop.schedule(left(), this::end);
      }
      last = Optional.of(sum -> inSum.accept(text + sum));
    }

    private String sum() {
      return changes == 1
          ? ""
          : " (the last of %d changes within %d s)".formatted(changes, PERIOD.toSeconds());
    }

    /** Begins a new period first, which a message that cannot be passed on must not prevent. */
    private void end() {
      Optional<Consumer<String>> held = last;
      String sum = sum();
      last = Optional.empty();
      many = changes > AT_ONCE;
      changes = 0;
      began = loop.nanoTime();
      held.ifPresent(out -> out.accept(sum));
    }
  }
}
