package io.hami.mock.binding;

import java.util.Optional;

/** The pod for which HAMi's scheduler has locked the Node (vendors 4.5). */
record LockOwner(String namespace, String pod) {
  /**
   * Reads a lock's value, {@code <RFC3339>,<namespace>,<pod>}; empty where it names no pod, as
   * Cambricon's, which is only a time.
   */
  static Optional<LockOwner> of(String lock) {
    String[] parts = lock.split(",", -1);
    return parts.length == 3 && !parts[1].isEmpty() && !parts[2].isEmpty()
        ? Optional.of(new LockOwner(parts[1], parts[2]))
        : Optional.empty();
  }
}
