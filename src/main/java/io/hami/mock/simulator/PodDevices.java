package io.hami.mock.simulator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The devices that pods hold. The kubelet keeps two records that should agree and sometimes do not:
 * the devices that pods hold, and the IDs that are marked as used. An ID is marked before the
 * plugin is called; after an answer without containers the mark stays until {@link #balance()}
 * (docs/kubelet.md 4.3).
 */
final class PodDevices {
  private final List<Allocation> held = new ArrayList<>();
  private final Map<String, Set<String>> marked = new HashMap<>();

  synchronized void restore(Collection<Allocation> allocations) {
    held.addAll(allocations);
    balance();
  }

  synchronized boolean isMarked(String resource, String id) {
    return marked.getOrDefault(resource, Set.of()).contains(id);
  }

  synchronized void mark(String resource, Collection<String> ids) {
    marked.computeIfAbsent(resource, _ -> new HashSet<>()).addAll(ids);
  }

  synchronized void hold(Allocation allocation) {
    held.add(allocation);
  }

  /** Frees a pod's devices. */
  synchronized void free(Allocation allocation) {
    held.remove(allocation);
    balance();
  }

  /** Marks exactly the devices that pods hold. */
  synchronized void balance() {
    marked.clear();
    held.forEach(allocation -> mark(allocation.resource(), allocation.ids()));
  }

  synchronized List<Allocation> held() {
    return List.copyOf(held);
  }
}
