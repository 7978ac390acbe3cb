package io.hami.mock.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Times of the same thing, one after another; some may have run out of time. */
final class Spread {
  private final List<Long> nanos = new ArrayList<>();
  private int missed;

  void add(OptionalLong time) {
    time.ifPresentOrElse(nanos::add, () -> missed++);
  }

  /** Whether it ever ran out of time. */
  boolean missed() {
    return missed > 0;
  }

  /** Nearest rank: a time that was measured. */
  private double seconds(double quantile) {
    List<Long> sorted = nanos.stream().sorted().toList();
    int rank = (int) Math.ceil(quantile * sorted.size());
    return sorted.get(Math.max(rank, 1) - 1) / 1e9;
  }

  /** The median in seconds; empty where it never was in time. */
  OptionalDouble median() {
    return nanos.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(seconds(0.5));
  }

  /** {@code median (least to most)}. */
  String medianAndRange() {
    return nanos.isEmpty()
        ? never()
        : "%s (%s to %s)".formatted(text(0.5), text(0), text(1)) + misses();
  }

  /** {@code p50, p99 of so many}. */
  String percentiles() {
    return nanos.isEmpty()
        ? never()
        : "%s, %s of %d".formatted(text(0.5), text(0.99), nanos.size()) + misses();
  }

  private String never() {
    return missed > 0 ? "never" : "";
  }

  private String misses() {
    return missed > 0 ? ", " + missed + " never" : "";
  }

  private String text(double quantile) {
    return String.format(Locale.ROOT, "%.2f", seconds(quantile));
  }
}
