package io.hami.mock.discovery;

import io.hami.mock.model.ResourceName;
import java.util.Map;
import java.util.Optional;

/**
 * The resource names of the reference's command line. Without a device config all of them are in
 * force. With one, a flag that was given overrides the config for its one name
 * (docs/architecture.md, decision 10).
 *
 * @param given by the flags that were given on the command line
 */
public record ReferenceNames(Map<ReferenceFlag, ResourceName> given) {
  /** No flag was given. */
  public static final ReferenceNames DEFAULTS = new ReferenceNames(Map.of());

  public ReferenceNames {
    given = Map.copyOf(given);
  }

  /** The resource that {@code flag} names, given or not. */
  public ResourceName of(ReferenceFlag flag) {
    return given(flag).orElse(flag.byDefault());
  }

  /** The resource that {@code flag} names, if it was given. */
  public Optional<ResourceName> given(ReferenceFlag flag) {
    return Optional.ofNullable(given.get(flag));
  }
}
