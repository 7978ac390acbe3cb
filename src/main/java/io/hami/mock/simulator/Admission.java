package io.hami.mock.simulator;

import io.grpc.StatusRuntimeException;
import io.hami.mock.v1beta1.AllocateRequest;
import io.hami.mock.v1beta1.AllocateResponse;
import io.hami.mock.v1beta1.ContainerAllocateRequest;
import io.hami.mock.v1beta1.ContainerAllocateResponse;
import io.hami.mock.v1beta1.ContainerPreferredAllocationRequest;
import io.hami.mock.v1beta1.PreferredAllocationRequest;
import io.hami.mock.v1beta1.PreferredAllocationResponse;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Admission of pods that want devices: one pod at a time, for as long as a plugin takes to answer
 * (docs/kubelet.md 4.1 to 4.6).
 */
final class Admission {
  private final KubeletProcess kubelet;

  Admission(KubeletProcess kubelet) {
    this.kubelet = kubelet;
  }

  /**
   * Runs on the caller's thread; none of the kubelet's locks is held while the plugin is called.
   */
  Allocation allocate(String resource, int count) {
    String pod = UUID.randomUUID().toString();
    DeviceList devices = allocatable(resource, count);
    if (count == 0) {
      return new Allocation(
          pod, resource, List.of(), ContainerAllocateResponse.getDefaultInstance());
    }
    List<String> free = new ArrayList<>();
    for (String id : devices.healthy().asList()) {
      if (!kubelet.pods().isMarked(resource, id)) {
        free.add(id);
      }
    }
    if (free.size() < count) {
      throw rejected(
          "requested number of devices unavailable for %s. Requested: %d, Available: %d"
              .formatted(resource, count, free.size()));
    }
    Endpoint endpoint =
        kubelet
            .ledger()
            .endpoint(resource)
            .orElseThrow(() -> rejected("unknown Device Plugin " + resource));
    Set<String> chosen = new LinkedHashSet<>(preferred(resource, endpoint, free, count));
    fill(chosen, free, count);
    kubelet.pods().mark(resource, chosen);
    Allocation allocation =
        new Allocation(
            pod, resource, List.copyOf(chosen), ask(resource, endpoint, List.copyOf(chosen)));
    checkStillListed(allocation);
    kubelet.pods().hold(allocation);
    kubelet.writeCheckpoint();
    return allocation;
  }

  /**
   * The devices to choose from. 1.36 and 1.37 check the resource first, and so reject even a pod
   * that asks for 0 devices of a resource that is not healthy; 1.20 does not (docs/kubelet.md 4.5).
   */
  private DeviceList allocatable(String resource, int count) {
    Release release = kubelet.options().release();
    boolean resourceFirst = release != Release.V1_20;
    if (!resourceFirst && count == 0) {
      return DeviceList.EMPTY;
    }
    DeviceList devices =
        kubelet
            .ledger()
            .devices(resource)
            .orElseThrow(() -> rejected(release.unregistered(resource)));
    if (resourceFirst && devices.healthy().size() == 0) {
      throw rejected("no healthy devices present; cannot allocate unhealthy devices " + resource);
    }
    return devices;
  }

  /**
   * The plugin's preference as far as the kubelet follows it: unknown and surplus IDs are ignored.
   */
  private List<String> preferred(String resource, Endpoint endpoint, List<String> free, int count) {
    if (!endpoint.options().getGetPreferredAllocationAvailable()) {
      return List.of();
    }
    try {
      checkNotStopped(resource, endpoint);
      PreferredAllocationResponse response =
          endpoint
              .connection()
              .plugin()
              .getPreferredAllocation(
                  PreferredAllocationRequest.newBuilder()
                      .addContainerRequests(
                          ContainerPreferredAllocationRequest.newBuilder()
                              .addAllAvailableDeviceIDs(free)
                              .setAllocationSize(count))
                      .build());
      if (response.getContainerResponsesCount() == 0) {
        return List.of();
      }
      Set<String> wanted =
          new LinkedHashSet<>(response.getContainerResponses(0).getDeviceIDsList());
      wanted.retainAll(Set.copyOf(free));
      return wanted.stream().limit(count).toList();
    } catch (StatusRuntimeException e) {
      throw rejected(
          "device plugin GetPreferredAllocation rpc failed with err: "
              + GoText.rpcError(e.getStatus()));
    }
  }

  /**
   * Chooses the missing ones at random, as Go iterates over maps: never in ascending order
   * (docs/kubelet.md 4.2).
   */
  private static void fill(Set<String> chosen, List<String> free, int count) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    for (int left = free.size(); chosen.size() < count; left--) {
      int pick = random.nextInt(left);
      chosen.add(free.get(pick));
      free.set(pick, free.get(left - 1));
    }
  }

  private ContainerAllocateResponse ask(String resource, Endpoint endpoint, List<String> ids) {
    AllocateResponse response;
    try {
      checkNotStopped(resource, endpoint);
      response =
          endpoint
              .connection()
              .plugin()
              .allocate(
                  AllocateRequest.newBuilder()
                      .addContainerRequests(
                          ContainerAllocateRequest.newBuilder().addAllDevicesIds(ids))
                      .build());
    } catch (StatusRuntimeException e) {
      kubelet.pods().balance();
      throw rejected(GoText.rpcError(e.getStatus()));
    }
    if (response.getContainerResponsesCount() == 0) {
      throw rejected("no containers return in allocation response &AllocateResponse{}");
    }
    return response.getContainerResponses(0);
  }

  private void checkNotStopped(String resource, Endpoint endpoint) {
    if (kubelet.ledger().stopped(resource)) {
      kubelet.pods().balance();
      throw rejected("endpoint " + endpoint.connection().socket() + " has been stopped");
    }
  }

  /**
   * Since 1.34 the kubelet looks up the IDs again to group them by NUMA node, and dereferences nil
   * for an ID that a message has dropped meanwhile (docs/kubelet.md 4.6).
   */
  private void checkStillListed(Allocation allocation) {
    DeviceList devices = kubelet.ledger().devices(allocation.resource()).orElse(DeviceList.EMPTY);
    if (kubelet.options().release() != Release.V1_20
        && !allocation.ids().stream().allMatch(devices::contains)) {
      kubelet.observations().panicked();
      throw new AdmissionException(
          "KubeletPanic",
          "panic: runtime error: invalid memory address or nil pointer dereference");
    }
  }

  private AdmissionException rejected(String cause) {
    return new AdmissionException(
        "UnexpectedAdmissionError", kubelet.options().release().rejection(cause));
  }
}
