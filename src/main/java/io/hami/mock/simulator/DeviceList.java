package io.hami.mock.simulator;

import io.hami.mock.model.Units;

/**
 * What one ListAndWatch message amounts to. An ID that came with both healths is in both sets and
 * counts twice, as in the kubelet (kubelet-contract 2.3).
 */
record DeviceList(IdSet healthy, IdSet unhealthy) {
  static final DeviceList EMPTY = new DeviceList(IdSet.EMPTY, IdSet.EMPTY);

  Units units() {
    return new Units((long) healthy.size() + unhealthy.size(), healthy.size());
  }

  boolean contains(String id) {
    return healthy.contains(id) || unhealthy.contains(id);
  }

  /** The same devices after their stream has ended. */
  DeviceList allUnhealthy() {
    return new DeviceList(IdSet.EMPTY, unhealthy.union(healthy));
  }
}
