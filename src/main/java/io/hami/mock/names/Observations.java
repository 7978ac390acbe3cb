package io.hami.mock.names;

import io.hami.mock.annotation.Owned;
import io.hami.mock.annotation.StatusMark;
import io.hami.mock.model.DeviceIds;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Checkpoint;
import io.hami.mock.port.Publication;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that gives away whose names are.
 *
 * @param node as it was seen last
 * @param current whether it can be seen now
 * @param checkpoint as the kubelet wrote it last
 * @param endpoints where our own endpoints stand with the kubelet
 * @param written what this life of the plugin has written into the Node's status
 */
public record Observations(
    NodeFacts node,
    boolean current,
    Checkpoint checkpoint,
    Map<ResourceName, Publication> endpoints,
    Map<ResourceName, Written> written) {
  public Observations {
    endpoints = Map.copyOf(endpoints);
    written = Map.copyOf(written);
  }

  /**
   * A number in the Node's status that this plugin has written.
   *
   * @param units the number
   * @param restored how often in a row it had to be written again because another had taken its
   *     place
   */
  public record Written(long units, int restored) {}

  /** A Node alone, of whose kubelet nothing is known. */
  public static Observations of(NodeFacts node) {
    return new Observations(node, true, Checkpoint.UNREADABLE, Map.of(), Map.of());
  }

  /** Our endpoint of that name, where there is one. */
  @Nullable Publication endpoint(ResourceName name) {
    return endpoints.get(name);
  }

  Optional<DeviceIds> devices(ResourceName name) {
    return checkpoint.devices(name);
  }

  BigDecimal capacity(ResourceName name) {
    return node.capacity(name).orElse(BigDecimal.ZERO);
  }

  /** Whether the Node has some of it, of which nothing is allocatable: nobody serves it now. */
  boolean isIdle(ResourceName name) {
    return capacity(name).signum() > 0
        && node.allocatable(name).orElse(BigDecimal.ZERO).signum() == 0;
  }

  /** Whether this plugin has said on the Node that the name is its own. */
  boolean isMarked(ResourceName name) {
    Set<ResourceName> owned = Owned.of(node.annotation(Owned.KEY)).resources();
    return owned.contains(name) || StatusMark.of(node).contains(name);
  }

  /** Whether the Node's status shows what was written. */
  public boolean shows(ResourceName name, long units) {
    BigDecimal number = BigDecimal.valueOf(units);
    return node.capacity(name).filter(shown -> shown.compareTo(number) == 0).isPresent()
        && node.allocatable(name).filter(shown -> shown.compareTo(number) == 0).isPresent();
  }
}
