package io.hami.mock.port;

import io.hami.mock.model.DeviceIds;
import io.hami.mock.model.ResourceName;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The kubelet's record of device IDs (docs/kubelet.md 2.3): it writes its checkpoint after every
 * list that it takes, and when it removes a resource.
 *
 * @param readable whether there is a checkpoint that can be read; if not, no resource is known
 * @param registered the healthy devices of each resource that the kubelet knows
 * @param held how many devices of each resource pods hold, by the last checkpoint
 */
public record Checkpoint(
    boolean readable, Map<ResourceName, DeviceIds> registered, Map<ResourceName, Integer> held) {
  /** There is no checkpoint, or none was ever read. */
  public static final Checkpoint UNREADABLE = new Checkpoint(false, Map.of(), Map.of());

  public Checkpoint {
    registered = Map.copyOf(registered);
    held = Map.copyOf(held);
  }

  /**
   * The devices of {@code name}; empty if the kubelet does not know it. A resource that is known
   * only from devices that pods hold has no healthy ones.
   */
  public Optional<DeviceIds> devices(ResourceName name) {
    return Optional.ofNullable(registered.get(name))
        .or(() -> held(name) > 0 ? Optional.of(DeviceIds.NONE) : Optional.empty());
  }

  /** The resources that the kubelet knows as device plugins'. */
  public Set<ResourceName> names() {
    Set<ResourceName> names = new HashSet<>(registered.keySet());
    names.addAll(held.keySet());
    return names;
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
