package io.hami.mock.simulator;

import io.hami.mock.model.Units;
import io.hami.mock.simulator.Observations.ReceivedList;
import io.hami.mock.simulator.Observations.Registration;
import io.hami.mock.simulator.Observations.Streams;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A kubelet's device manager on a real UNIX socket, together with the resources of its Node. It can
 * be stopped and started any number of times. Its observations, its faults and the Node's resources
 * survive that, everything else only as far as the checkpoint file contains it. The Node is written
 * after every change instead of every ten seconds.
 *
 * <p>All methods may be called from any thread, but a listener must not start or stop the kubelet.
 */
public final class EmbeddedKubelet implements AutoCloseable {
  private final KubeletOptions options;
  private final KubeletThreads threads = new KubeletThreads();
  private final Faults faults = new Faults();
  private final Observations observations = new Observations();
  private final NodeStatus node = new NodeStatus();
  private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

  private final ReentrantLock lifeCycle = new ReentrantLock();
  private final ReentrantLock admission = new ReentrantLock();
  private final ReentrantLock publishing = new ReentrantLock();
  private final Condition somethingNew = publishing.newCondition();
  private final AtomicLong version = new AtomicLong();
  private volatile @Nullable KubeletProcess process;

  public EmbeddedKubelet(KubeletOptions options) {
    this.options = options;
    faults.onResumed(() -> onThread(KubeletProcess::resume));
  }

  /** Starts it; does nothing if it runs. */
  public EmbeddedKubelet start() {
    lifeCycle.lock();
    try {
      if (process == null) {
        call(
            () -> {
              process = new KubeletProcess(options, threads, faults, observations, this::changed);
              return true;
            });
        changed();
      }
      return this;
    } finally {
      lifeCycle.unlock();
    }
  }

  /**
   * Stops it as SIGKILL would: connections break, {@code kubelet.sock} stays on disk and refuses
   * connections, and the Node keeps its last numbers. Does nothing if it does not run.
   */
  public void stop() {
    lifeCycle.lock();
    try {
      if (process instanceof KubeletProcess running) {
        call(
            () -> {
              running.kill();
              return true;
            });
        running.awaitEnd();
        process = null;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while stopping the simulated kubelet", e);
    } finally {
      lifeCycle.unlock();
    }
  }

  /** {@link #stop()} and {@link #start()}: resources are 0/0 until their plugins register again. */
  public void restart() {
    stop();
    start();
  }

  /** Stops it for good and ends its threads. */
  @Override
  public void close() {
    stop();
    threads.close();
  }

  public boolean isRunning() {
    return process != null;
  }

  /** The registration socket. */
  public Path socket() {
    return options.socket();
  }

  /** The Node's resources, by name. */
  public SortedMap<String, Units> resources() {
    return node.resources();
  }

  /** One resource of the Node; empty if the Node does not have it. */
  public Optional<Units> resource(String name) {
    return Optional.ofNullable(node.resources().get(name));
  }

  /** The healthy IDs of a resource, in the order of its last list; empty if there is no list. */
  public List<String> healthyIds(String resource) {
    return running().ledger().devices(resource).orElse(DeviceList.EMPTY).healthy().asList();
  }

  /** The unhealthy IDs of a resource; all of them once its stream has ended. */
  public List<String> unhealthyIds(String resource) {
    return running().ledger().devices(resource).orElse(DeviceList.EMPTY).unhealthy().asList();
  }

  /** The NUMA nodes of those devices of a resource that have named theirs. */
  public Map<String, List<Long>> numaNodes(String resource) {
    return running().ledger().devices(resource).orElse(DeviceList.EMPTY).numa();
  }

  /** Every Register call so far, oldest first. */
  public List<Registration> registrations() {
    return observations.registrations();
  }

  /** Every Register call for a resource so far, oldest first. */
  public List<Registration> registrations(String resource) {
    return registrations().stream()
        .filter(registration -> registration.request().getResourceName().equals(resource))
        .toList();
  }

  /**
   * How many registrations have failed because the plugin could not be connected to or did not send
   * its options; 1.20 has answered their Register calls with success.
   */
  public int failedDials() {
    return observations.failedDials();
  }

  /** Counts of a resource's ListAndWatch streams. */
  public Streams streams(String resource) {
    return observations.streams(resource);
  }

  /** The latest 1000 lists of a resource that were applied, oldest first. */
  public List<ReceivedList> lists(String resource) {
    return observations.lists(resource);
  }

  /**
   * How often 1.36 or 1.37 would have panicked because an ID was dropped while it was being
   * allocated (docs/kubelet.md 4.6). This kubelet keeps running.
   */
  public int panics() {
    return observations.panics();
  }

  public Faults faults() {
    return faults;
  }

  /** Cancels the open ListAndWatch streams of a resource. */
  public void cancelStreams(String resource) {
    onThread(kubelet -> kubelet.cancelStreams(resource));
  }

  /** Cuts every connection, also those on which plugins register, without GOAWAY. */
  public void dropConnections() {
    onThread(KubeletProcess::dropConnections);
  }

  /**
   * Admits a pod with one container that wants {@code count} devices: picks free healthy ones at
   * random, or as the plugin prefers, and calls the plugin's Allocate. Other pods wait until that
   * is done, however long it takes.
   *
   * @throws AdmissionException if the pod is rejected. A real kubelet ignores a resource that it
   *     has never known; this one rejects it as unregistered.
   */
  public Allocation allocate(String resource, int count) {
    if (count < 0) {
      throw new IllegalArgumentException("a pod cannot ask for " + count + " devices");
    }
    admission.lock();
    try {
      return new Admission(running()).allocate(resource, count);
    } finally {
      admission.unlock();
    }
  }

  /** Ends a pod: its devices are free again. */
  public void free(Allocation allocation) {
    KubeletProcess kubelet = running();
    kubelet.pods().free(allocation);
    kubelet.writeCheckpoint();
  }

  /** The devices that pods hold; they survive restarts. */
  public List<Allocation> allocations() {
    return running().pods().held();
  }

  /** Calls {@code listener} after every change, on the kubelet's thread. */
  public void addListener(Runnable listener) {
    listeners.add(listener);
  }

  /**
   * Waits until {@code condition} holds; it is checked after every change.
   *
   * @return whether it held before the timeout
   */
  public boolean await(Predicate<EmbeddedKubelet> condition, Duration timeout)
      throws InterruptedException {
    long left = timeout.toNanos();
    while (true) {
      long seen = version.get();
      if (condition.test(this)) {
        return true;
      }
      publishing.lock();
      try {
        while (version.get() == seen) {
          if (left <= 0) {
            return false;
          }
          left = somethingNew.awaitNanos(left);
        }
      } finally {
        publishing.unlock();
      }
    }
  }

  private void changed() {
    publishing.lock();
    try {
      if (process instanceof KubeletProcess running) {
        running.publish(node);
      }
      version.incrementAndGet();
      somethingNew.signalAll();
    } finally {
      publishing.unlock();
    }
    listeners.forEach(Runnable::run);
  }

  private KubeletProcess running() {
    if (process instanceof KubeletProcess running) {
      return running;
    }
    throw new IllegalStateException("the simulated kubelet is not running");
  }

  private void onThread(Consumer<KubeletProcess> action) {
    if (process instanceof KubeletProcess running) {
      threads.work().execute(() -> action.accept(running));
    }
  }

  /** Runs {@code action} on the kubelet's thread and waits for it. */
  private void call(Callable<Boolean> action) {
    try {
      threads.work().submit(action).get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException cause) {
        throw new UncheckedIOException(cause);
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
