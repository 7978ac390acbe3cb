package io.hami.mock.binding;

import io.hami.mock.port.BoundPod;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/**
 * A lock on the Node as it was read: HAMi's scheduler takes it when it binds a pod (docs/vendors.md
 * 4.5).
 *
 * @param key of the Node's annotation
 * @param value {@code <RFC3339>,<namespace>,<pod>}, or only the time for Cambricon's lock. A
 *     different value is a different lock
 */
record Lock(String key, String value) {
  /** When a lock without an owner, Cambricon's, expires; HAMi's own expires after five minutes. */
  private static final Duration EXPIRY = Duration.ofMinutes(2);

  /** The pod that a lock names. */
  record Owner(String namespace, String pod) {}

  /** Empty where the lock names no pod. */
  Optional<Owner> owner() {
    String[] parts = value.split(",", -1);
    return parts.length == 3 && !parts[1].isEmpty() && !parts[2].isEmpty()
        ? Optional.of(new Owner(parts[1], parts[2]))
        : Optional.empty();
  }

  /**
   * Whether the lock was taken for {@code pod}, which is known to exist.
   *
   * <p>The pod's name is enough, even where the lock is older than the pod: no other pod has that
   * name, and HAMi's scheduler (pkg/util/nodelock, v2.11) lets a pod that was deleted and created
   * again take over the lock with its name.
   *
   * <p>A lock that names no pod is this pod's if its time is that of the binding. The scheduler
   * records the time of the binding and then takes the lock, both by the same clock; it takes a
   * lock for another pod only after this one has expired.
   */
  boolean isOf(BoundPod pod) {
    if (value.contains(",")) {
      return owner().equals(Optional.of(new Owner(pod.namespace(), pod.name())));
    }
    try {
      long after = OffsetDateTime.parse(value).toEpochSecond() - Bindings.boundAt(pod);
      return after >= 0 && after < EXPIRY.toSeconds();
    } catch (DateTimeParseException _) {
      return false;
    }
  }
}
