package io.hami.mock.simulator;

import io.hami.mock.v1beta1.ContainerAllocateResponse;
import java.util.List;

/**
 * Devices that a pod's container holds.
 *
 * @param pod the pod's UID
 * @param resource the resource of the devices
 * @param ids the IDs of the devices
 * @param response the plugin's answer, used to start the container
 */
public record Allocation(
    String pod, String resource, List<String> ids, ContainerAllocateResponse response) {
  public Allocation {
    ids = List.copyOf(ids);
  }
}
