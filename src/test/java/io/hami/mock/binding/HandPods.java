package io.hami.mock.binding;

import io.hami.mock.port.BoundPod;
import io.hami.mock.port.Pods;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Pods in memory, behind an API server that can be away, with other writers that can be faster. */
public final class HandPods implements Pods {
  private final Map<String, BoundPod> pods = new LinkedHashMap<>();
  final List<Map<String, Optional<String>>> writes = new ArrayList<>();
  private final List<Runnable> faster = new ArrayList<>();
  public Optional<String> trouble = Optional.empty();
  public Optional<String> forbidden = Optional.empty();
  Optional<String> writeTrouble = Optional.empty();
  public int gets;
  Runnable written = () -> {};
  private int version;

  public void put(String name, String node, String phase, Map<String, String> annotations) {
    put(name, node, phase, false, annotations);
  }

  /** Creates a pod, or replaces the one of that name. */
  private void put(
      String name, String node, String phase, boolean deleting, Map<String, String> annotations) {
    version++;
    String uid =
        Optional.ofNullable(pods.get("ns/" + name)).map(BoundPod::uid).orElse("u" + version);
    pods.put(
        "ns/" + name,
        new BoundPod("ns", name, uid, "" + version, node, phase, deleting, annotations));
  }

  /** A pod that HAMi's scheduler has bound to {@code node1}. */
  void bind(String name, String key, String toAllocate) {
    put(name, "node1", "Pending", bound(key, toAllocate, "100"));
  }

  static Map<String, String> bound(String key, String toAllocate, String time) {
    return Map.of(
        "hami.io/bind-phase",
        "allocating",
        "hami.io/bind-time",
        time,
        "hami.io/vgpu-node",
        "node1",
        key,
        toAllocate);
  }

  void annotate(String name, String key, String value) {
    BoundPod now = get(name);
    Map<String, String> annotations = new HashMap<>(now.annotations());
    annotations.put(key, value);
    put(name, now.node(), now.phase(), now.deleting(), annotations);
  }

  /** Marks the pod as being deleted. */
  void doom(String name) {
    BoundPod now = get(name);
    put(name, now.node(), now.phase(), true, now.annotations());
  }

  void delete(String name) {
    pods.remove("ns/" + name);
  }

  BoundPod get(String name) {
    return Optional.ofNullable(pods.get("ns/" + name)).orElseThrow();
  }

  String annotation(String name, String key) {
    return get(name).annotation(key);
  }

  /** Runs {@code change} before the next write; each write runs one. */
  void before(int writes, Runnable change) {
    for (int i = 0; i < writes; i++) {
      faster.add(change);
    }
  }

  private void ask() throws IOException {
    if (forbidden.isPresent()) {
      throw new ForbiddenException("list", forbidden.get());
    }
    if (trouble.isPresent()) {
      throw new IOException(trouble.get());
    }
  }

  @Override
  public Optional<BoundPod> get(String namespace, String name) throws IOException {
    gets++;
    ask();
    return Optional.ofNullable(pods.get(namespace + "/" + name));
  }

  @Override
  public List<BoundPod> pending() throws IOException {
    ask();
    return pods.values().stream().filter(pod -> pod.phase().equals("Pending")).toList();
  }

  @Override
  public void annotate(BoundPod pod, Map<String, Optional<String>> changes) throws IOException {
    if (!faster.isEmpty()) {
      faster.removeFirst().run();
    }
    ask();
    if (writeTrouble.isPresent()) {
      throw new IOException(writeTrouble.get());
    }
    BoundPod now = pods.get(pod.namespace() + "/" + pod.name());
    if (now == null) {
      throw new ChangedException("404");
    }
    if (!now.version().equals(pod.version())) {
      throw new ChangedException("409");
    }
    writes.add(changes);
    changes.forEach((key, value) -> annotate(pod.name(), key, value.orElseThrow()));
    written.run();
  }

  @Override
  public Optional<String> missingRights() throws IOException {
    if (trouble.isPresent()) {
      throw new IOException(trouble.get());
    }
    return forbidden;
  }
}
