package io.hami.mock.simulator;

import io.hami.mock.model.Units;
import java.util.List;
import java.util.Map;

/**
 * The devices of one ListAndWatch message. An ID that is in it both as healthy and as unhealthy is
 * in both sets and counts twice, as in the kubelet (docs/kubelet.md 2.3).
 *
 * @param numa the NUMA nodes of the devices that have named theirs
 */
record DeviceList(IdSet healthy, IdSet unhealthy, Map<String, List<Long>> numa) {
  static final DeviceList EMPTY = new DeviceList(IdSet.EMPTY, IdSet.EMPTY);

  DeviceList {
    numa = Map.copyOf(numa);
  }

  /** A list of devices that name no NUMA nodes. */
  DeviceList(IdSet healthy, IdSet unhealthy) {
    this(healthy, unhealthy, Map.of());
  }

  Units units() {
    return new Units((long) healthy.size() + unhealthy.size(), healthy.size());
  }

  boolean contains(String id) {
    return healthy.contains(id) || unhealthy.contains(id);
  }

  /** The same devices after their stream has ended. */
  DeviceList allUnhealthy() {
    return new DeviceList(IdSet.EMPTY, unhealthy.union(healthy), numa);
  }
}
