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
 * The kubelet's books: which endpoint a resource has, which devices, and what of it the Node is
 * told. No sockets and no clock: whoever calls says what time it is, in nanoseconds.
 *
 * @param <E> an endpoint, as the caller knows it
 */
final class DeviceLedger<E> {
  private final long gracePeriod;
  private final Map<String, Resource<E>> resources = new HashMap<>();

  DeviceLedger(Duration gracePeriod) {
    this.gracePeriod = gracePeriod.toNanos();
  }

  /**
   * One resource. A resource with devices and without an endpoint, stopped or not, is one that a
   * left-over stream speaks of after its grace has run out; the next status computation drops it.
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

  /** What a status computation writes to the Node: {@code dropped} goes there as 0, once. */
  record Status(SortedMap<String, Units> known, Set<String> dropped) {}

  /** After a start: resources of the checkpoint have no devices and a stopped endpoint (2.6). */
  synchronized void restore(Collection<String> names, long now) {
    names.forEach(name -> resources.put(name, Resource.<E>unknown().stopped(now)));
  }

  /**
   * The last one that registers for a resource is its endpoint, or the one that 1.37 promotes in
   * its place; devices stay as they are.
   */
  synchronized void connect(String name, E endpoint) {
    Resource<E> resource = resources.getOrDefault(name, Resource.unknown());
    resources.put(
        name, new Resource<>(Optional.of(endpoint), OptionalLong.empty(), resource.devices()));
  }

  /** A message of any stream of the resource replaces its devices, whosoever's it is (1.5). */
  synchronized void apply(String name, DeviceList devices) {
    Resource<E> resource = resources.getOrDefault(name, Resource.unknown());
    resources.put(
        name, new Resource<>(resource.endpoint(), resource.stoppedAt(), Optional.of(devices)));
  }

  /** The resource's current endpoint is gone: all devices unhealthy, the grace period begins. */
  synchronized void disconnect(String name, long now) {
    resources.computeIfPresent(name, (_, resource) -> resource.stopped(now));
  }

  /** The same, unless another endpoint has taken the resource over. */
  synchronized void disconnect(String name, E endpoint, long now) {
    resources.computeIfPresent(
        name,
        (_, resource) ->
            resource.endpoint().filter(endpoint::equals).isPresent()
                ? resource.stopped(now)
                : resource);
  }

  /**
   * What one status computation finds (docs/kubelet.md 2.4, 2.5): capacity is healthy and unhealthy
   * devices, allocatable the healthy ones; a resource without a message is not there; one whose
   * grace period is over is dropped from the books, and said to be once.
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

  /** Whether the resource's endpoint has come and gone. */
  synchronized boolean stopped(String name) {
    Resource<E> resource = resources.get(name);
    return resource != null && resource.stoppedAt().isPresent();
  }

  /** The resource's devices; empty when no message of it has been seen. */
  synchronized Optional<DeviceList> devices(String name) {
    return Optional.ofNullable(resources.get(name)).flatMap(Resource::devices);
  }

  /** What the checkpoint keeps: the healthy IDs of every resource that has had a message. */
  synchronized SortedMap<String, IdSet> healthy() {
    SortedMap<String, IdSet> healthy = new TreeMap<>();
    resources.forEach(
        (name, resource) ->
            resource.devices().ifPresent(devices -> healthy.put(name, devices.healthy())));
    return healthy;
  }
}
