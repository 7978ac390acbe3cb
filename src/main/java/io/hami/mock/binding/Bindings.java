package io.hami.mock.binding;

import io.hami.mock.annotation.PodDevices;
import io.hami.mock.annotation.PodDevices.Next;
import io.hami.mock.annotation.PodDevices.Reading.Complete;
import io.hami.mock.annotation.PodDevices.Reading.Unreadable;
import io.hami.mock.binding.Binding.Bound;
import io.hami.mock.binding.Binding.Broken;
import io.hami.mock.binding.Binding.NoBinding;
import io.hami.mock.port.BoundPod;
import io.hami.mock.port.NodeWriter;
import io.hami.mock.port.NodeWriter.Answer;
import io.hami.mock.port.NodeWriter.Release;
import io.hami.mock.port.Pods;
import io.hami.mock.port.Pods.ChangedException;
import io.hami.mock.port.Pods.ForbiddenException;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes in Allocate what HAMi's scheduler began when it bound a pod (vendors 4.5): takes the
 * next container's devices, says so on the pod, and releases the Node's lock, without which no
 * other pod can be bound to the Node for five minutes.
 *
 * <p>As HAMi's NVIDIA plugin does (nvinternal/plugin/server.go, util.go, v2.10), one call at a
 * time: the kubelet does not say whose units it asks for, so two calls would take the same devices.
 * That plugin writes the emptied entry, reads the pod again, writes the phase and then releases the
 * lock; here the first three are one request, which a change in between makes fail, so that nobody
 * sees a pod that has all of its devices and is still allocating. It looks at its own vendor's
 * annotation only; here every vendor's must be empty, or the lock would be gone while the same
 * pod's next Allocate still needs it to find its pod.
 */
public final class Bindings {
  private static final Logger log = LoggerFactory.getLogger(Bindings.class);

  private static final String PHASE = "hami.io/bind-phase";
  private static final String TIME = "hami.io/bind-time";
  private static final String NODE = "hami.io/vgpu-node";
  private static final String TO_ALLOCATE = "-devices-to-allocate";

  /** A pod of several containers, or of several vendors, may be a success already. */
  private static final Set<String> BINDING = Set.of("allocating", "success");

  private static final int ATTEMPTS = 3;
  private static final Duration RELEASE = Duration.ofSeconds(2);

  private final Pods pods;
  private final NodeWriter node;
  private final String nodeName;
  private final Duration release;
  private final Set<String> unseen = new HashSet<>();
  private final ReentrantLock turn = new ReentrantLock(true);

  /** The Node's lock. */
  @FunctionalInterface
  public interface NodeLock {
    /**
     * {@code <RFC3339>,<namespace>,<pod>}, or only the time where a vendor's lock has no owner;
     * empty where nothing is locked. To be read anew each time: what a watch saw last may be older
     * than the pod.
     */
    Optional<String> value() throws IOException;
  }

  public Bindings(Pods pods, NodeWriter node, String nodeName) {
    this(pods, node, nodeName, RELEASE);
  }

  Bindings(Pods pods, NodeWriter node, String nodeName, Duration release) {
    this.pods = pods;
    this.node = node;
    this.nodeName = nodeName;
    this.release = release;
  }

  /** Completes the binding of one container; blocks until that is done. */
  public Binding complete(BindingKeys keys, NodeLock lock) {
    turn.lock();
    try {
      Optional<BoundPod> found = find(keys, lock);
      return found.isPresent() ? complete(found.get(), keys, lock) : new NoBinding();
    } catch (ForbiddenException forbidden) {
      // Whoever has not granted it does without: pods that HAMi knows nothing of must run.
      if (unseen.add(String.valueOf(forbidden.getMessage()))) {
        log.warn("HAMi's bindings are not completed: {}", forbidden.getMessage());
      }
      return new NoBinding();
    } catch (IOException failure) {
      return new Broken("cannot look for the pod: " + failure.getMessage());
    } finally {
      turn.unlock();
    }
  }

  private Optional<BoundPod> find(BindingKeys keys, NodeLock lock) throws IOException {
    Optional<BoundPod> owner = Optional.empty();
    if (!keys.lock().isEmpty()) {
      Optional<LockOwner> locked = lock.value().flatMap(LockOwner::of);
      if (locked.isPresent()) {
        owner =
            pods.get(locked.get().namespace(), locked.get().pod()).filter(pod -> waits(pod, keys));
      }
    }
    return owner.isPresent()
        ? owner
        : pods.pending().stream()
            .filter(pod -> waits(pod, keys))
            .min(Comparator.comparingLong(Bindings::boundAt));
  }

  /** The pod that a lock names may be long gone, and another of its name be elsewhere. */
  private boolean waits(BoundPod pod, BindingKeys keys) {
    String chosen = pod.annotation(NODE);
    return pod.node().equals(nodeName)
        && pod.phase().equals("Pending")
        && (chosen.isEmpty() || chosen.equals(nodeName))
        && BINDING.contains(pod.annotation(PHASE))
        // What cannot be read is something too: the pod must not start as if it had nothing.
        && !(PodDevices.read(pod.annotation(keys.toAllocate())) instanceof Complete(var devices)
            && devices.isEmpty());
  }

  private static long boundAt(BoundPod pod) {
    try {
      return Long.parseLong(pod.annotation(TIME));
    } catch (NumberFormatException _) {
      return Long.MAX_VALUE;
    }
  }

  private Binding complete(BoundPod pod, BindingKeys keys, NodeLock lock) {
    try {
      Step step = take(pod, keys);
      if (step.last()) {
        release(pod, keys, lock);
      }
      return new Bound(pod, step.next().devices());
    } catch (IOException failure) {
      fail(pod);
      release(pod, keys, lock);
      return new Broken(pod + ": " + failure.getMessage());
    }
  }

  /**
   * One container's devices.
   *
   * @param last whether the pod has all of its devices then
   */
  private record Step(Next next, boolean last) {}

  private Step take(BoundPod found, BindingKeys keys) throws IOException {
    BoundPod pod = found;
    for (int attempt = 1; ; attempt++) {
      Step step = step(pod, keys);
      Map<String, Optional<String>> changes = new HashMap<>();
      changes.put(keys.toAllocate(), Optional.of(step.next().rest().text()));
      if (step.last()) {
        changes.put(PHASE, Optional.of("success"));
      }
      try {
        pods.annotate(pod, changes);
        return step;
      } catch (ChangedException changed) {
        if (attempt == ATTEMPTS) {
          throw changed;
        }
        pod =
            pods.get(pod.namespace(), pod.name())
                .filter(now -> waits(now, keys))
                .orElseThrow(() -> new IOException("it waits for no devices any more"));
      }
    }
  }

  private static Step step(BoundPod pod, BindingKeys keys) throws IOException {
    Next next =
        switch (PodDevices.read(pod.annotation(keys.toAllocate()))) {
          case Complete(var devices) ->
              devices.next().orElseThrow(() -> new IOException("it waits for no devices"));
          case Unreadable(var why) ->
              throw new IOException("annotation " + keys.toAllocate() + ": " + why);
        };
    boolean last =
        next.rest().isEmpty()
            && pod.annotations().entrySet().stream()
                .filter(annotation -> annotation.getKey().endsWith(TO_ALLOCATE))
                .filter(annotation -> !annotation.getKey().equals(keys.toAllocate()))
                .allMatch(annotation -> isEmpty(annotation.getValue()));
    return new Step(next, last);
  }

  /** What nobody can read, nobody will ever take. */
  private static boolean isEmpty(String toAllocate) {
    return !(PodDevices.read(toAllocate) instanceof Complete(var devices)) || devices.isEmpty();
  }

  /** For people, and so that the pod is not found again: nothing of HAMi's acts on it. */
  private void fail(BoundPod found) {
    try {
      BoundPod pod = found;
      for (int attempt = 1; ; attempt++) {
        try {
          pods.annotate(pod, Map.of(PHASE, Optional.of("failed")));
          return;
        } catch (ChangedException changed) {
          Optional<BoundPod> now = pods.get(pod.namespace(), pod.name());
          if (attempt == ATTEMPTS || now.isEmpty()) {
            throw changed;
          }
          pod = now.get();
        }
      }
    } catch (IOException failure) {
      log.warn("{}: could not be marked as failed: {}", found, failure.getMessage());
    }
  }

  /** Whoever has the lock now, it is not touched unless it is this pod's or nobody's. */
  private void release(BoundPod pod, BindingKeys keys, NodeLock lock) {
    if (keys.lock().isEmpty()) {
      return;
    }
    try {
      Optional<String> held = lock.value().filter(value -> isOf(pod, value));
      if (held.isEmpty()) {
        return;
      }
      CompletableFuture<Release> answer = new CompletableFuture<>();
      node.release(keys.lock(), held.get(), answer::complete);
      switch (answer.get(release.toMillis(), TimeUnit.MILLISECONDS)) {
        case Answer.Written() -> log.debug("{}: lock {} is released", pod, keys.lock());
        case Release.Changed() -> log.debug("{}: lock {} is gone, or another's", pod, keys.lock());
        case Answer.Forbidden(var why) -> locked(pod, keys, why);
        case Answer.Failed(var why) -> locked(pod, keys, why);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      locked(pod, keys, "this plugin ends");
    } catch (TimeoutException _) {
      locked(pod, keys, "no answer within " + release.toMillis() + " ms");
    } catch (IOException | ExecutionException failure) {
      locked(pod, keys, failure.getMessage());
    }
  }

  /** HAMi's own locks had no owner once, and Cambricon's has none: anybody may release those. */
  private static boolean isOf(BoundPod pod, String lock) {
    return !lock.contains(",") || lock.endsWith("," + pod.namespace() + "," + pod.name());
  }

  private static void locked(BoundPod pod, BindingKeys keys, @Nullable String why) {
    log.warn(
        "{}: lock {} stays on the Node, so no other pod is bound to it until it expires: {}",
        pod,
        keys.lock(),
        why);
  }
}
