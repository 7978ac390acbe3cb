package io.hami.mock.binding;

import io.hami.mock.annotation.PodDevices;
import io.hami.mock.annotation.PodDevices.Next;
import io.hami.mock.annotation.PodDevices.Reading.Complete;
import io.hami.mock.annotation.PodDevices.Reading.Unreadable;
import io.hami.mock.binding.Binding.Bound;
import io.hami.mock.binding.Binding.Broken;
import io.hami.mock.binding.Binding.NoBinding;
import io.hami.mock.model.Contract;
import io.hami.mock.port.BoundPod;
import io.hami.mock.port.Cluster.LockReader;
import io.hami.mock.port.NodeWriter;
import io.hami.mock.port.NodeWriter.Answer;
import io.hami.mock.port.Pods;
import io.hami.mock.port.Pods.ChangedException;
import io.hami.mock.port.Pods.ForbiddenException;
import java.io.IOException;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Completes in Allocate what HAMi's scheduler began when it bound a pod (docs/vendors.md 4.5):
 * takes the next container's devices, records that on the pod, and releases the Node's lock. Until
 * the lock is released, or expires after five minutes, no other pod can be bound to the Node.
 *
 * <p>As in HAMi's NVIDIA plugin (nvinternal/plugin/server.go, util.go, v2.10), calls are served one
 * at a time: the kubelet does not name the pod of an Allocate, so two calls would take the same
 * devices. That plugin writes the emptied entry, reads the pod again, writes the phase and then
 * releases the lock. Here the first three are one request, which fails when the pod changes in
 * between, so that no reader sees a pod that has all of its devices and is still allocating.
 *
 * <p>A lock names its pod, and a pod that is created again has the same name. So the lock is read
 * before anything is written. It is released only with that value, and only after the API server
 * has accepted a write for exactly the pod that was found. Otherwise {@link StaleLocks} releases
 * the lock when the kubelet has rejected the pod.
 *
 * <p>HAMi's plugins release a lock when their own vendor's devices are taken. This plugin does the
 * same, but where several vendors share a lock, it holds the lock until the devices of all of them
 * are taken. Otherwise the scheduler would lock the Node for the next pod meanwhile, and this pod's
 * next Allocate would find that pod through the lock and take its devices. Vendors whose bindings
 * are not completed here are not waited for.
 */
public final class Bindings {
  private static final Logger log = LoggerFactory.getLogger(Bindings.class);

  static final String PHASE = "hami.io/bind-phase";
  static final String SUCCESS = "success";
  static final String FAILED = "failed";

  private static final String TIME = "hami.io/bind-time";
  private static final String NODE = "hami.io/vgpu-node";
  private static final String TO_ALLOCATE = "-devices-to-allocate";

  /** A pod of several containers, or of several vendors, may have the phase success already. */
  private static final Set<String> BINDING = Set.of("allocating", SUCCESS);

  private static final int ATTEMPTS = 3;

  private final Pods pods;
  private final NodeWriter node;
  private final LockReader locks;
  private final String nodeName;
  private final Set<String> missing = new HashSet<>();
  private volatile boolean reviewed;
  private final ReentrantLock turn = new ReentrantLock(true);

  public Bindings(Pods pods, NodeWriter node, LockReader locks, String nodeName) {
    this.pods = pods;
    this.node = node;
    this.locks = locks;
    this.nodeName = nodeName;
  }

  /**
   * Says which rights are missing before the first pod comes. HAMi's chart gives the account of its
   * plugin none on pods. Blocks until the API server has answered; where it does not, the first pod
   * shows what is missing.
   */
  public void review() {
    try {
      Optional<String> lacking = pods.missingRights();
      if (lacking.isPresent()) {
        reviewed = true;
        log.warn(
            "HAMi's bindings are not completed, so its pods keep bind-phase allocating and the Node"
                + " its lock: {}",
            lacking.get());
      }
    } catch (IOException | RuntimeException | Error failure) {
      log.debug("cannot ask for the rights on pods: {}", failure.toString());
    }
  }

  /**
   * Completes the binding of one container. Blocks until that is done or the thread is interrupted.
   *
   * @param binding of the vendor whose count is allocated
   * @param all bindings of the vendors that are completed here, including this one
   * @param wanted whether the caller still waits for the Allocate; nothing is written once it does
   *     not
   */
  public Binding complete(
      Contract.Binding binding, List<Contract.Binding> all, BooleanSupplier wanted) {
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return new Broken("interrupted while another Allocate was completed");
    }
    try {
      return new Completion(binding, all, wanted).complete();
    } catch (ForbiddenException forbidden) {
      // Without the right, pods run without completed bindings, since pods that HAMi does not
      // schedule must run.
      if (missing.add(forbidden.verb()) && !reviewed) {
        log.warn("HAMi's bindings are not completed: {}", forbidden.getMessage());
      }
      return new NoBinding();
    } catch (IOException failure) {
      return new Broken("cannot look for the pod: " + failure.getMessage());
    } finally {
      turn.unlock();
    }
  }

  /**
   * The time in seconds at which HAMi's scheduler bound the pod; the largest value where that
   * cannot be read.
   */
  static long boundAt(BoundPod pod) {
    try {
      return Long.parseLong(pod.annotation(TIME));
    } catch (NumberFormatException _) {
      return Long.MAX_VALUE;
    }
  }

  /** The changes to a pod, computed from its current state. */
  @FunctionalInterface
  private interface Change {
    Map<String, Optional<String>> of(BoundPod now) throws IOException;
  }

  /** One call of {@link #complete}. */
  private final class Completion {
    private final Contract.Binding binding;
    private final List<Contract.Binding> all;
    private final BooleanSupplier wanted;

    Completion(Contract.Binding binding, List<Contract.Binding> all, BooleanSupplier wanted) {
      this.binding = binding;
      this.all = all;
      this.wanted = wanted;
    }

    Binding complete() throws IOException {
      Optional<Lock> lock =
          binding.lock().isEmpty()
              ? Optional.empty()
              : locks.read(binding.lock()).map(value -> new Lock(binding.lock(), value));
      Optional<BoundPod> found = find(lock);
      return found.isPresent() ? complete(found.get(), lock) : new NoBinding();
    }

    private Optional<BoundPod> find(Optional<Lock> lock) throws IOException {
      Optional<Lock.Owner> owner = lock.flatMap(Lock::owner);
      if (owner.isPresent()) {
        Optional<BoundPod> locked =
            pods.get(owner.get().namespace(), owner.get().pod()).filter(this::waits);
        if (locked.isPresent()) {
          return locked;
        }
      }
      return pods.pending().stream()
          .filter(this::waits)
          .min(Comparator.comparingLong(Bindings::boundAt));
    }

    /**
     * Whether the pod waits for devices on this Node. The pod that a lock names may be gone, and
     * another pod of that name may be on another Node.
     */
    private boolean waits(BoundPod pod) {
      String chosen = pod.annotation(NODE);
      return pod.node().equals(nodeName)
          && !pod.deleting()
          && pod.phase().equals("Pending")
          && (chosen.isEmpty() || chosen.equals(nodeName))
          && BINDING.contains(pod.annotation(PHASE))
          // An unreadable list counts as devices: the pod must not start as if it had none.
          && !(PodDevices.read(pod.annotation(binding.toAllocate()))
                  instanceof Complete(var devices)
              && devices.isEmpty());
    }

    private Binding complete(BoundPod found, Optional<Lock> lock) {
      try {
        BoundPod pod = write(found, this::taken);
        Next next = next(pod);
        if (all.stream()
            .filter(other -> other.lock().equals(binding.lock()))
            .allMatch(other -> isTaken(pod, other.toAllocate(), next))) {
          release(pod, lock);
        }
        return new Bound(pod, next.devices());
      } catch (IOException failure) {
        if (wanted.getAsBoolean()) {
          fail(found, lock);
        }
        return new Broken(found + ": " + failure.getMessage());
      }
    }

    private Map<String, Optional<String>> taken(BoundPod pod) throws IOException {
      if (!waits(pod)) {
        throw new IOException("it no longer waits for devices");
      }
      Next next = next(pod);
      Map<String, Optional<String>> changes = new HashMap<>();
      changes.put(binding.toAllocate(), Optional.of(next.rest().text()));
      if (pod.annotations().keySet().stream()
          .filter(key -> key.endsWith(TO_ALLOCATE))
          .allMatch(key -> isTaken(pod, key, next))) {
        changes.put(PHASE, Optional.of(SUCCESS));
      }
      return changes;
    }

    private Next next(BoundPod pod) throws IOException {
      return switch (PodDevices.read(pod.annotation(binding.toAllocate()))) {
        case Complete(var devices) ->
            devices.next().orElseThrow(() -> new IOException("it does not wait for devices"));
        case Unreadable(var why) ->
            throw new IOException("annotation " + binding.toAllocate() + ": " + why);
      };
    }

    /** Whether all of a vendor's devices are taken, once {@code next} is. */
    private boolean isTaken(BoundPod pod, String toAllocate, Next next) {
      if (toAllocate.equals(binding.toAllocate())) {
        return next.rest().isEmpty();
      }
      // An unreadable list can never be taken, so it is not waited for.
      return !(PodDevices.read(pod.annotation(toAllocate)) instanceof Complete(var devices))
          || devices.isEmpty();
    }

    /**
     * Marks the pod as failed, for people and so that it is not found again; no component of HAMi
     * acts on the mark.
     */
    private void fail(BoundPod found, Optional<Lock> lock) {
      try {
        release(write(found, _ -> Map.of(PHASE, Optional.of(FAILED))), lock);
      } catch (IOException failure) {
        log.warn("{}: could not be marked as failed: {}", found, failure.getMessage());
      }
    }

    /**
     * Writes to exactly this pod; where it has changed since it was read, the change is computed
     * again.
     *
     * @return the pod as it was before it was written
     */
    private BoundPod write(BoundPod found, Change change) throws IOException {
      BoundPod pod = found;
      for (int attempt = 1; ; attempt++) {
        Map<String, Optional<String>> changes = change.of(pod);
        if (!wanted.getAsBoolean()) {
          throw new IOException("its Allocate was cancelled");
        }
        try {
          pods.annotate(pod, changes);
          return pod;
        } catch (ChangedException changed) {
          if (attempt == ATTEMPTS) {
            throw changed;
          }
          pod =
              pods.get(pod.namespace(), pod.name())
                  .filter(now -> now.uid().equals(found.uid()))
                  .orElseThrow(() -> new IOException("it was deleted"));
        }
      }
    }

    private void release(BoundPod pod, Optional<Lock> lock) {
      lock.filter(held -> wanted.getAsBoolean() && held.isOf(pod))
          .ifPresent(
              held ->
                  node.release(
                      held.key(),
                      held.value(),
                      answer -> {
                        if (answer instanceof Answer.Forbidden || answer instanceof Answer.Failed) {
                          log.warn("{}: lock {} is not released: {}", pod, held.key(), answer);
                        }
                      }));
    }
  }
}
