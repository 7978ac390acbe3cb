package io.hami.mock.histories;

import io.hami.mock.model.DeviceIds;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.Checkpoint;
import io.hami.mock.reconcile.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** A kubelet's device manager in virtual time, as docs/kubelet.md 1.5 and 2 describe it. */
final class VirtualKubelet {
  static final Duration STATUS_PERIOD = Duration.ofSeconds(10);
  private static final Duration GRACE = Duration.ofMinutes(5);

  private final ManualLoop loop;
  private final KubeletVersion version;
  private final VirtualNode node;
  private final Set<Plugin> plugins = new LinkedHashSet<>();
  private final Map<ResourceName, Resource> resources = new TreeMap<>();
  private Map<ResourceName, DeviceIds> checkpoint = Map.of();
  private boolean up = true;

  /** A device plugin. */
  interface Plugin {
    /** The kubelet has started, and knows no plugin. */
    void started();

    /** The kubelet has written its checkpoint. */
    void checkpointed();

    /** The kubelet has ended this plugin's stream. */
    void ended(Stream stream);
  }

  private static final class Resource {
    final List<Stream> streams = new ArrayList<>();
    Units units = Units.NONE;
    DeviceIds ids = DeviceIds.NONE;
    boolean listed;
    OptionalLong stoppedAt = OptionalLong.empty();

    void stop(long now) {
      units = new Units(units.capacity(), 0);
      ids = DeviceIds.NONE;
      listed = true;
      stoppedAt = OptionalLong.of(now);
    }
  }

  VirtualKubelet(ManualLoop loop, KubeletVersion version, VirtualNode node) {
    this.loop = loop;
    this.version = version;
    this.node = node;
    sync();
  }

  /** An open ListAndWatch stream. */
  final class Stream {
    private final ResourceName name;
    private final Plugin owner;

    private Stream(ResourceName name, Plugin owner) {
      this.name = name;
      this.owner = owner;
    }

    /** Sends a list. */
    void send(Units units, DeviceIds ids) {
      Resource resource = resources.get(name);
      if (resource != null && resource.streams.contains(this)) {
        resource.units = units;
        resource.ids = units.allocatable() == 0 ? DeviceIds.NONE : ids;
        resource.listed = true;
        write();
      }
    }

    void close() {
      Resource resource = resources.get(name);
      if (resource == null || !resource.streams.remove(this)) {
        return;
      }
      if (resource.streams.isEmpty()) {
        resource.stop(loop.nanoTime());
      } else if (!version.allowsOverlap()) {
        // The end of any stream disconnects the current client.
        resource.stop(loop.nanoTime());
        Stream current = resource.streams.removeLast();
        current.owner.ended(current);
      }
    }
  }

  boolean isUp() {
    return up;
  }

  void join(Plugin plugin) {
    plugins.add(plugin);
  }

  void leave(Plugin plugin) {
    plugins.remove(plugin);
  }

  /** Takes a registration and asks for the list; empty while the kubelet is down. */
  Optional<Stream> register(ResourceName name, Plugin owner) {
    if (!up) {
      return Optional.empty();
    }
    Resource resource = resources.computeIfAbsent(name, _ -> new Resource());
    resource.stoppedAt = OptionalLong.empty();
    Stream stream = new Stream(name, owner);
    resource.streams.add(stream);
    return Optional.of(stream);
  }

  void stop() {
    up = false;
    List<Stream> open = resources.values().stream().flatMap(r -> r.streams.stream()).toList();
    resources.clear();
    open.forEach(stream -> stream.owner.ended(stream));
  }

  void start() {
    up = true;
    checkpoint
        .keySet()
        .forEach(
            name -> {
              Resource restored = new Resource();
              restored.stop(loop.nanoTime());
              resources.put(name, restored);
            });
    List.copyOf(plugins).forEach(Plugin::started);
  }

  boolean knows(ResourceName name) {
    return up ? resources.containsKey(name) : checkpoint.containsKey(name);
  }

  /** The units of a resource, whoever serves it. */
  Units units(ResourceName name) {
    return Optional.ofNullable(resources.get(name)).map(r -> r.units).orElse(Units.NONE);
  }

  Checkpoint checkpoint() {
    return new Checkpoint(true, checkpoint, Map.of());
  }

  private void write() {
    Map<ResourceName, DeviceIds> now = new TreeMap<>();
    resources.forEach(
        (name, resource) -> {
          if (resource.listed) {
            now.put(name, resource.ids);
          }
        });
    if (!now.equals(checkpoint)) {
      checkpoint = now;
      List.copyOf(plugins).forEach(Plugin::checkpointed);
    }
  }

  private void sync() {
    if (up) {
      long now = loop.nanoTime();
      Map<ResourceName, Units> status = new TreeMap<>();
      boolean dropped = false;
      for (ResourceName name : List.copyOf(resources.keySet())) {
        Resource resource = resources.get(name);
        if (resource == null || !resource.listed) {
          continue;
        }
        if (resource.stoppedAt.isPresent()
            && now - resource.stoppedAt.getAsLong() > GRACE.toNanos()) {
          resources.remove(name);
          status.put(name, Units.NONE);
          dropped = true;
        } else {
          status.put(name, resource.units);
        }
      }
      if (dropped) {
        write();
      }
      node.post(status);
    }
    loop.schedule(STATUS_PERIOD, this::sync);
  }
}
