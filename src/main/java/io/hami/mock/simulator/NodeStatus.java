package io.hami.mock.simulator;

import io.hami.mock.model.Units;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The Node object's resources. They survive the kubelet: a resource that is no longer written
 * stays. A kubelet that does not know a resource sets its allocatable to its capacity, even if its
 * plugin has ended long ago (docs/kubelet.md 2.5, 5).
 */
final class NodeStatus {
  private final SortedMap<String, Units> resources = new TreeMap<>();

  synchronized void write(DeviceLedger.Status status) {
    resources.replaceAll((_, units) -> new Units(units.capacity(), units.capacity()));
    status.dropped().forEach(name -> resources.put(name, Units.NONE));
    resources.putAll(status.known());
  }

  synchronized SortedMap<String, Units> resources() {
    return Collections.unmodifiableSortedMap(new TreeMap<>(resources));
  }
}
