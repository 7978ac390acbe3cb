package io.hami.mock.simulator;

import io.hami.mock.v1beta1.ContainerAllocateResponse;
import java.util.List;

/**
 * Devices that a pod's container holds.
 *
 * @param pod the pod's UID
 * @param resource whose devices
 * @param ids which
 * @param response what the plugin answered, for the container's start
 */
public record Allocation(
    String pod, String resource, List<String> ids, ContainerAllocateResponse response) {
  public Allocation {
    ids = List.copyOf(ids);
  }
}
