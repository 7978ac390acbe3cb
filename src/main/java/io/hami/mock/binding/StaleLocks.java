package io.hami.mock.binding;

import io.hami.mock.model.Contract;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.port.Backoff;
import io.hami.mock.port.BoundPod;
import io.hami.mock.port.Loop;
import io.hami.mock.port.NodeWriter;
import io.hami.mock.port.NodeWriter.Answer;
import io.hami.mock.port.NodeWriter.Release;
import io.hami.mock.port.Pods;
import io.hami.mock.port.Pods.ForbiddenException;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Releases the Node's lock when its pod has completed its binding or has ended. HAMi's scheduler
 * locks the Node when it binds a pod, and Allocate of the count releases the lock ({@link
 * Bindings}), unless Allocate fails or is cancelled. The kubelet does not call Allocate of the
 * count for a pod that it has rejected because of another resource (UnexpectedAdmissionError). Then
 * HAMi's scheduler would bind no other pod to the Node until the lock expires, five minutes later
 * (docs/vendors.md 4.5). The scheduler itself releases the lock of a deleted pod.
 *
 * <p>While the Node has a lock, its pod is read with growing pauses: a watch of pods would cost
 * more than these few requests. The requests run on other threads, everything else on the loop.
 */
public final class StaleLocks {
  /** Allocate has released most locks by then, so most pods are never read. */
  public static final Duration FIRST_PAUSE = Duration.ofSeconds(2);

  static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** A missing right is granted by a person, which takes time. */
  static final Duration FORBIDDEN_PAUSE = Duration.ofMinutes(1);

  private static final Set<String> ENDED = Set.of("Failed", "Succeeded");
  private static final Set<String> THROUGH = Set.of(Bindings.SUCCESS, Bindings.FAILED);

  private static final Logger log = LoggerFactory.getLogger(StaleLocks.class);

  private final Loop loop;
  private final Pods pods;
  private final NodeWriter node;
  private final String nodeName;
  private final Function<Runnable, Future<?>> background;
  private final Map<Lock, Watch> watches = new HashMap<>();
  private final Set<String> missing = new HashSet<>();
  private long notBefore;
  private boolean closed;

  /**
   * @param background runs a blocking task on a thread of its own
   */
  StaleLocks(
      Loop loop,
      Pods pods,
      NodeWriter node,
      String nodeName,
      Function<Runnable, Future<?>> background) {
    this.loop = loop;
    this.pods = pods;
    this.node = node;
    this.nodeName = nodeName;
    this.background = background;
    this.notBefore = loop.nanoTime();
  }

  /**
   * Compares the locks with the Node as it is now.
   *
   * @param bindings those whose locks are watched; empty to release nothing
   */
  void look(NodeFacts facts, List<Contract.Binding> bindings) {
    if (closed) {
      return;
    }
    Set<Lock> standing = standing(facts, bindings);
    watches.values().stream().filter(watch -> !standing.contains(watch.lock)).forEach(Watch::end);
    watches.keySet().retainAll(standing);
    standing.forEach(lock -> watches.computeIfAbsent(lock, Watch::new));
  }

  /** Stops for good; a request that is running is interrupted. */
  void close() {
    closed = true;
    watches.values().forEach(Watch::end);
    watches.clear();
  }

  private static Set<Lock> standing(NodeFacts facts, List<Contract.Binding> bindings) {
    return bindings.stream()
        .map(Contract.Binding::lock)
        .flatMap(key -> facts.annotation(key).map(value -> new Lock(key, value)).stream())
        .filter(lock -> lock.owner().isPresent())
        .collect(Collectors.toSet());
  }

  /** One lock, as long as it is on the Node. */
  private final class Watch {
    private final Lock lock;
    private final Backoff pauses = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private Loop.Timer pending = Loop.Timer.NONE;
    private String failure = "";
    private boolean over;

    Watch(Lock lock) {
      this.lock = lock;
      again();
    }

    void end() {
      over = true;
      pending.cancel();
    }

    private void again() {
      Duration wait = pauses.next(Duration.ofNanos(notBefore - loop.nanoTime()));
      pending = loop.schedule(wait, () -> take(this::ask));
    }

    /** Takes a step; one that fails is not the last. */
    private void take(Runnable step) {
      try {
        step.run();
      } catch (RuntimeException | Error failed) {
        again();
        throw failed;
      }
    }

    private void ask() {
      Future<?> lookingUp =
          background.apply(
              () -> {
                Runnable next = lookUp();
                loop.execute(
                    () -> {
                      if (!over) {
                        take(next);
                      }
                    });
              });
      pending = () -> lookingUp.cancel(true);
    }

    /** Reads the pod, outside the loop, and returns what the loop is to do next. */
    private Runnable lookUp() {
      try {
        Lock.Owner owner = lock.owner().orElseThrow();
        Optional<BoundPod> pod = pods.get(owner.namespace(), owner.pod());
        return () ->
            pod.filter(StaleLocks.this::isOver).ifPresentOrElse(this::release, this::again);
      } catch (ForbiddenException forbidden) {
        return () -> {
          forbidden("get pods", forbidden.getMessage());
          again();
        };
      } catch (IOException | RuntimeException | Error failed) {
        // Without an API server the Node cannot be read either, which is logged elsewhere.
        log.debug("the pod of lock {} cannot be looked up", lock.value(), failed);
        return this::again;
      }
    }

    private void release(BoundPod pod) {
      node.release(lock.key(), lock.value(), answer -> loop.execute(() -> answered(pod, answer)));
    }

    private void answered(BoundPod pod, Release answer) {
      switch (answer) {
        case Answer.Written() ->
            log.info(
                "{} is {}, so the lock {} that HAMi's scheduler took for it is released",
                pod,
                ENDED.contains(pod.phase()) ? pod.phase() : "done with its binding",
                lock.key());
        case Release.Changed() ->
            log.debug("{}: lock {} is gone or another pod's", pod, lock.key());
        case Answer.Forbidden(String why) -> forbidden("patch nodes", why);
        case Answer.Failed(String why) -> failed(pod, why);
      }
      // Written or not: this lock is finished only when the Node does not show it any more.
      if (!over) {
        again();
      }
    }

    private void failed(BoundPod pod, String why) {
      if (!why.equals(failure)) {
        failure = why;
        log.warn(
            "{}: lock {} stays on the Node, so no other pod is bound to it until it expires: {}",
            pod,
            lock.key(),
            why);
      }
    }
  }

  /**
   * Whether the pod is finished with the lock. Another pod of the same name may run on another Node
   * by now.
   */
  private boolean isOver(BoundPod pod) {
    return pod.node().equals(nodeName)
        && (ENDED.contains(pod.phase()) || THROUGH.contains(pod.annotation(Bindings.PHASE)));
  }

  private void forbidden(String right, @Nullable String why) {
    notBefore = loop.nanoTime() + FORBIDDEN_PAUSE.toNanos();
    if (missing.add(right)) {
      log.warn("locks of pods that have ended are not released: {}", why);
    }
  }
}
