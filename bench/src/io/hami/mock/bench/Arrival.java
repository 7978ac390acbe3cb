package io.hami.mock.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * Notices that counts have arrived: units in the kubelet's checkpoint, and numbers in the Node's
 * status, by which route more than 1,000 units go from Kubernetes 1.36 on.
 */
record Arrival(ApiServer server) {
  /** To look at a file is a system call; once a millisecond it is a hundredth of a core. */
  private static final Duration PERIOD = Duration.ofMillis(1);

  /** To ask the API server takes about as long as this. */
  private static final Duration ASKING = Duration.ofMillis(20);

  /** The counts of each resource that are there already. */
  Map<String, Set<Long>> known() throws IOException {
    Map<String, Set<Long>> known = new HashMap<>();
    Checkpoint.units().forEach((name, units) -> of(known, name).add((long) units));
    server.capacity().forEach((name, units) -> of(known, name).add(units));
    return known;
  }

  private static Set<Long> of(Map<String, Set<Long>> known, String name) {
    return known.computeIfAbsent(name, _ -> new HashSet<>());
  }

  /**
   * Waits until each resource has its count in {@code wanted}, in a checkpoint after {@code old} or
   * in the Node's status.
   *
   * @return {@link System#nanoTime} of when it was first seen; empty after {@code limit}
   */
  OptionalLong await(Sighting old, Map<String, Integer> wanted, Duration limit) throws IOException {
    long begin = System.nanoTime();
    Sighting last = old;
    Map<String, Integer> missing = new HashMap<>(wanted);
    long asked = begin;
    while (System.nanoTime() - begin < limit.toNanos()) {
      Sighting now = Checkpoint.look();
      long seen = System.nanoTime();
      if (!now.equals(last)) {
        last = now;
        missing = new HashMap<>(wanted);
        missing.entrySet().removeAll(Checkpoint.units().entrySet());
      } else if (missing.size() < wanted.size() && seen - asked >= ASKING.toNanos()) {
        // Some have arrived as units, so the rest comes as numbers.
        asked = seen;
        Map<String, Long> numbers = server.capacity();
        missing
            .entrySet()
            .removeIf(one -> Long.valueOf(one.getValue()).equals(numbers.get(one.getKey())));
      }
      if (missing.isEmpty()) {
        return OptionalLong.of(seen);
      }
      LockSupport.parkNanos(PERIOD.toNanos());
    }
    return OptionalLong.empty();
  }
}
