package io.hami.mock.node;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.port.Backoff;
import io.hami.mock.port.Loop;
import io.hami.mock.port.NodeWriter.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings one of the Node's two endpoints, its metadata or its status, to the desired state. It
 * sends one request at a time and none without a difference. The pauses grow while requests fail or
 * another writer keeps overwriting the result. Everything here runs on the loop.
 */
final class Patching {
  /** The wait after a write: longer than it takes until the watch delivers the changed Node. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  /** The longest wait after a write, for a Node that is not watched but read every 30 s. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(35);

  /** The longest wait after a request that failed: the API server may be back at any time. */
  static final Duration LONGEST_RETRY = Duration.ofSeconds(8);

  /** A missing right is granted by a person, which takes time. */
  static final Duration FORBIDDEN_PAUSE = Duration.ofMinutes(1);

  /** An API server that has just started may not know of a right yet. */
  static final int REFUSALS = 3;

  private final Loop loop;
  private final Part part;
  private final Backoff pauses = new Backoff(PAUSE, LONGEST_PAUSE);
  private final Backoff retries = new Backoff(PAUSE, LONGEST_RETRY);
  private Optional<NodeFacts> node = Optional.empty();
  private Optional<NodeFacts> judged = Optional.empty();
  private Loop.Timer timer = Loop.Timer.NONE;
  private boolean underWay;
  private boolean closed;
  private int refusals;
  private long writtenAt;
  private long notBefore;

  /** The desired state of one endpoint. */
  interface Part {
    /** What has to be written now; empty where the Node is as desired. */
    Optional<Difference> difference(NodeFacts node, long now);

    /** The time until something may be due although nothing happens; empty when nothing can be. */
    Optional<Duration> next(NodeFacts node, long now);

    /** Why it cannot be written now; empty when it can. May be called again with the same value. */
    void trouble(Optional<String> why);

    /** The right is missing: the API server has refused several times. */
    void forbidden(String why);
  }

  /** The content of one request. */
  interface Difference {
    void send(Consumer<Answer> then);

    /**
     * The request was successful.
     *
     * @param before the Node that the difference was computed from
     * @return whether the request only restored what another writer had overwritten
     */
    boolean written(NodeFacts before, long now);
  }

  Patching(Loop loop, Part part) {
    this.loop = loop;
    this.part = part;
    this.notBefore = loop.nanoTime();
  }

  /** Compares the Node as it is now; also called when the desired state has changed. */
  void look(NodeFacts facts) {
    node = Optional.of(facts);
    look();
  }

  /** The Node cannot be read: nothing is written until it is seen again. */
  void lost() {
    node = Optional.empty();
    timer.cancel();
  }

  /** Stops all writes. */
  void close() {
    closed = true;
    timer.cancel();
  }

  private void look() {
    if (closed || underWay || node.isEmpty()) {
      return;
    }
    timer.cancel();
    NodeFacts facts = node.get();
    long now = loop.nanoTime();
    Optional<Difference> difference = part.difference(facts, now);
    if (difference.isEmpty()) {
      if (notBefore - now <= 0) {
        pauses.reset();
      }
      refusals = 0;
      part.trouble(Optional.empty());
      part.next(facts, now).ifPresent(this::again);
      return;
    }
    Duration wait = due(now);
    if (wait.isPositive()) {
      again(wait);
      return;
    }
    underWay = true;
    judged = node;
    try {
      difference
          .get()
          .send(answer -> loop.execute(() -> answered(difference.get(), facts, answer)));
    } catch (RuntimeException | Error failure) {
      // Without an answer nothing would be written any more.
      loop.execute(() -> answered(difference.get(), facts, new Answer.Failed(failure.toString())));
    }
  }

  /**
   * The wait until the next write. A Node that was read before the last write does not show its
   * result, so no difference is taken from it before the longest pause is over.
   */
  private Duration due(long now) {
    long least = notBefore - now;
    if (judged.isPresent() && judged.equals(node)) {
      least = Math.max(least, writtenAt + LONGEST_PAUSE.toNanos() - now);
    }
    return Duration.ofNanos(Math.max(0, least));
  }

  private void again(Duration wait) {
    timer = loop.schedule(wait, this::look);
  }

  private void answered(Difference difference, NodeFacts before, Answer answer) {
    underWay = false;
    writtenAt = loop.nanoTime();
    switch (answer) {
      case Answer.Written() -> {
        refusals = 0;
        retries.reset();
        part.trouble(Optional.empty());
        // Where another writer keeps overwriting it, longer pauses spare the API server.
        if (!difference.written(before, writtenAt)) {
          pauses.reset();
        }
        pause(pauses.next());
      }
      case Answer.Forbidden(String why) -> {
        judged = Optional.empty();
        refusals++;
        part.trouble(Optional.of(why));
        if (refusals >= REFUSALS) {
          pause(FORBIDDEN_PAUSE);
          part.forbidden(why);
        } else {
          pause(retries.next());
        }
      }
      case Answer.Failed(String why) -> {
        judged = Optional.empty();
        part.trouble(Optional.of(why));
        pause(retries.next());
      }
    }
    look();
  }

  private void pause(Duration wait) {
    notBefore = loop.nanoTime() + wait.toNanos();
  }
}
