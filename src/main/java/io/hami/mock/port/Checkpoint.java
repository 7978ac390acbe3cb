package io.hami.mock.port;

import io.hami.mock.model.DeviceIds;
import io.hami.mock.model.ResourceName;
import java.util.Map;
import java.util.Optional;

/**
 * The kubelet's own account of device IDs (docs/kubelet.md 2.3): it writes its checkpoint after
 * every list that it takes, and when it has forgotten a resource.
 *
 * @param readable whether there is one that can be read; without it nothing is known of any name
 * @param registered the healthy devices of each resource that the kubelet knows
 * @param held how many devices of each resource pods hold, by the last account
 */
public record Checkpoint(
    boolean readable, Map<ResourceName, DeviceIds> registered, Map<ResourceName, Integer> held) {
  /** There is none, or none was ever read. */
  public static final Checkpoint UNREADABLE = new Checkpoint(false, Map.of(), Map.of());

  public Checkpoint {
    registered = Map.copyOf(registered);
    held = Map.copyOf(held);
  }

  /**
   * The devices of {@code name}; empty where the kubelet does not know it. A resource that only
   * pods' devices are left of has none that are healthy.
   */
  public Optional<DeviceIds> devices(ResourceName name) {
    return Optional.ofNullable(registered.get(name))
        .or(() -> held(name) > 0 ? Optional.of(DeviceIds.NONE) : Optional.empty());
  }

  /** How many devices of {@code name} pods hold. */
  public int held(ResourceName name) {
    return held.getOrDefault(name, 0);
  }

  /** How many devices of any resource pods hold. */
  public int heldInAll() {
    return held.values().stream().mapToInt(Integer::intValue).sum();
  }
}
