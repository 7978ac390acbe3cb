package io.hami.mock.simulator;

import io.hami.mock.model.Units;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The kubelet's records of each resource: its endpoint, its devices, and its capacity and
 * allocatable for the Node. It has no sockets and no clock: the caller passes the time in
 * nanoseconds.
 *
 * @param <E> the caller's type for an endpoint
 */
final class DeviceLedger<E> {
  private final long gracePeriod;
  private final Map<String, Resource<E>> resources = new HashMap<>();

  DeviceLedger(Duration gracePeriod) {
    this.gracePeriod = gracePeriod.toNanos();
  }

  /**
   * One resource. If it has devices but no endpoint, not even a stopped one, a message of a
   * left-over stream arrived after its grace period; the next status computation drops it.
   */
  private record Resource<E>(
      Optional<E> endpoint, OptionalLong stoppedAt, Optional<DeviceList> devices) {
    static <E> Resource<E> unknown() {
      return new Resource<>(Optional.empty(), OptionalLong.empty(), Optional.empty());
    }

    Resource<E> stopped(long now) {
      return new Resource<>(
          endpoint,
          OptionalLong.of(now),
          Optional.of(devices.orElse(DeviceList.EMPTY).allUnhealthy()));
    }

    boolean expired(long now, long gracePeriod) {
      return stoppedAt.isPresent() ? now - stoppedAt.getAsLong() > gracePeriod : endpoint.isEmpty();
    }
  }

  /**
   * The result of a status computation for the Node: each resource in {@code dropped} is written as
   * 0, once.
   */
  record Status(SortedMap<String, Units> known, Set<String> dropped) {}

  /**
   * Restores resources after a start: those of the checkpoint have no devices and a stopped
   * endpoint (2.6).
   */
  synchronized void restore(Collection<String> names, long now) {
    names.forEach(name -> resources.put(name, Resource.<E>unknown().stopped(now)));
  }

  /**
   * Sets the resource's endpoint: the last one that registers, or the one that 1.37 promotes in its
   * place. The devices stay as they are.
   */
  synchronized void connect(String name, E endpoint) {
    Resource<E> resource = resources.getOrDefault(name, Resource.unknown());
    resources.put(
        name, new Resource<>(Optional.of(endpoint), OptionalLong.empty(), resource.devices()));
  }

  /** Replaces the resource's devices by a message, whichever of its streams sent it (1.5). */
  synchronized void apply(String name, DeviceList devices) {
    Resource<E> resource = resources.getOrDefault(name, Resource.unknown());
    resources.put(
        name, new Resource<>(resource.endpoint(), resource.stoppedAt(), Optional.of(devices)));
  }

  /**
   * The resource's current endpoint has ended: all devices become unhealthy, the grace period
   * begins.
   */
  synchronized void disconnect(String name, long now) {
    resources.computeIfPresent(name, (_, resource) -> resource.stopped(now));
  }

  /** Does the same, unless another endpoint has replaced {@code endpoint}. */
  synchronized void disconnect(String name, E endpoint, long now) {
    resources.computeIfPresent(
        name,
        (_, resource) ->
            resource.endpoint().filter(endpoint::equals).isPresent()
                ? resource.stopped(now)
                : resource);
  }

  /**
   * Computes the status once (docs/kubelet.md 2.4, 2.5): capacity counts healthy and unhealthy
   * devices, allocatable the healthy ones. A resource without a message is absent. A resource whose
   * grace period is over is removed from the records and reported once as dropped.
   */
  synchronized Status status(long now) {
    SortedMap<String, Units> known = new TreeMap<>();
    Set<String> dropped = new HashSet<>();
    resources.forEach(
        (name, resource) ->
            resource
                .devices()
                .ifPresent(
                    devices -> {
                      if (resource.expired(now, gracePeriod)) {
                        dropped.add(name);
                      } else {
                        known.put(name, devices.units());
                      }
                    }));
    resources.keySet().removeAll(dropped);
    return new Status(known, dropped);
  }

  synchronized Optional<E> endpoint(String name) {
    return Optional.ofNullable(resources.get(name)).flatMap(Resource::endpoint);
  }

  /** Whether the resource had an endpoint that has ended. */
  synchronized boolean stopped(String name) {
    Resource<E> resource = resources.get(name);
    return resource != null && resource.stoppedAt().isPresent();
  }

  /** The resource's devices; empty if it has had no message. */
  synchronized Optional<DeviceList> devices(String name) {
    return Optional.ofNullable(resources.get(name)).flatMap(Resource::devices);
  }

  /** The content of the checkpoint: the healthy IDs of every resource that has had a message. */
  synchronized SortedMap<String, IdSet> healthy() {
    SortedMap<String, IdSet> healthy = new TreeMap<>();
    resources.forEach(
        (name, resource) ->
            resource.devices().ifPresent(devices -> healthy.put(name, devices.healthy())));
    return healthy;
  }
}
