package io.hami.mock.names;

import io.hami.mock.annotation.Owned;
import io.hami.mock.annotation.StatusMark;
import io.hami.mock.model.DeviceIds;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Checkpoint;
import io.hami.mock.port.NodeStatus;
import io.hami.mock.port.Publication;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that shows which plugin a name belongs to.
 *
 * @param node as last read
 * @param current whether the Node can be read now
 * @param checkpoint as the kubelet last wrote it
 * @param endpoints the state of this plugin's own endpoints with the kubelet
 * @param written what this process has written into the Node's status
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
   * @param restored how often in a row it was written again because another writer had replaced it
   */
  public record Written(long units, int restored) {}

  /** A Node whose kubelet is unknown. */
  public static Observations of(NodeFacts node) {
    return new Observations(node, true, Checkpoint.UNREADABLE, Map.of(), Map.of());
  }

  /** Every name of which there is a sign; a set of its own for the caller. */
  Set<ResourceName> names() {
    Set<ResourceName> names = new HashSet<>(endpoints.keySet());
    names.addAll(written.keySet());
    names.addAll(checkpoint.names());
    names.addAll(marked());
    node.capacity().keySet().stream()
        .filter(name -> ResourceName.violation(name).isEmpty())
        .map(ResourceName::parse)
        .forEach(names::add);
    return names;
  }

  /** This plugin's endpoint for that name, if there is one. */
  @Nullable Publication endpoint(ResourceName name) {
    return endpoints.get(name);
  }

  Optional<DeviceIds> devices(ResourceName name) {
    return checkpoint.devices(name);
  }

  BigDecimal capacity(ResourceName name) {
    return node.capacity(name).orElse(BigDecimal.ZERO);
  }

  /**
   * Whether the Node has capacity of which nothing is allocatable: no plugin serves the name now.
   */
  boolean isIdle(ResourceName name) {
    return capacity(name).signum() > 0
        && node.allocatable(name).orElse(BigDecimal.ZERO).signum() == 0;
  }

  /** Whether the kubelet knows the name as a device plugin's and no healthy device of it. */
  boolean isEmptied(ResourceName name) {
    return devices(name).filter(DeviceIds.NONE::equals).isPresent();
  }

  /** Whether this plugin has marked the name on the Node as its own. */
  boolean isMarked(ResourceName name) {
    return marked().contains(name);
  }

  /**
   * The component that has written the number which the Node shows, if it is neither the kubelet
   * nor this plugin.
   */
  Optional<String> foreignWriter(ResourceName name) {
    return isMarked(name) || written.containsKey(name) || capacity(name).signum() == 0
        ? Optional.empty()
        : node.writer(name)
            .filter(by -> !by.equals("kubelet") && !by.equals(NodeStatus.FIELD_MANAGER));
  }

  private Set<ResourceName> marked() {
    Set<ResourceName> marked = new HashSet<>(Owned.of(node.annotation(Owned.KEY)).resources());
    marked.addAll(StatusMark.of(node));
    return marked;
  }

  /** Whether the Node's status shows what was written. */
  public boolean shows(ResourceName name, long units) {
    BigDecimal number = BigDecimal.valueOf(units);
    return node.capacity(name).filter(shown -> shown.compareTo(number) == 0).isPresent()
        && node.allocatable(name).filter(shown -> shown.compareTo(number) == 0).isPresent();
  }
}
