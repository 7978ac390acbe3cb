package io.hami.mock.config;

import java.util.Collection;
import java.util.Optional;

/**
 * A config that was looked for and does not exist; its defaults are in force.
 *
 * @param origin where it was looked for: {@code ConfigMap kube-system/x}, or the path of a file
 * @param instead what is there instead and was probably meant, and how to use it; empty where
 *     nothing like it is known
 */
public record MissingConfig(ConfigKind kind, String origin, Optional<String> instead) {
  /**
   * What was probably meant by a ConfigMap that does not have the config.
   *
   * @param keys of the ConfigMap; empty when there is no such ConfigMap
   * @param namespaces others that have a ConfigMap of that name
   * @param names of the ConfigMaps in the same namespace
   */
  public static Optional<String> instead(
      ConfigKind kind,
      String origin,
      Optional<? extends Collection<String>> keys,
      Collection<String> namespaces,
      Collection<String> names) {
    if (keys.isPresent()) {
      return Optional.of(
          keys.get().isEmpty()
              ? "it is there and has no key"
              : "it is there and has only %s; rename the key"
                  .formatted(String.join(", ", keys.get())));
    }
    if (!namespaces.isEmpty()) {
      return Optional.of(
          "there is one of that name in the namespace %s; create it where it is looked for, or give -namespace"
              .formatted(String.join(", ", namespaces)));
    }
    return Nearest.to(origin.substring(origin.lastIndexOf('/') + 1), names)
        .or(() -> kind.ofAnotherRelease(names))
        .map(
            near ->
                "that namespace has %s; did you mean it? Then give %s=%s"
                    .formatted(near, kind.mapFlag(), near));
  }

  /** What was looked for. */
  public String absence() {
    return "%s has no %s (flags %s)".formatted(origin, kind.key(), kind.flags());
  }

  @Override
  public String toString() {
    return absence() + instead.map(text -> "; " + text).orElse("");
  }
}
