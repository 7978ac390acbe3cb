package io.hami.mock.node;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.port.Loop;
import io.hami.mock.port.NodeWriter.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings one of the Node's two endpoints, its metadata or its status, to what is wanted: one
 * request at a time, none while nothing is due, and pauses that grow while requests fail or
 * somebody keeps writing over them. Everything here runs on the loop.
 */
final class Patching {
  /** From a write until the Node as it is then has been heard of, and some. */
  static final Duration PAUSE = Duration.ofSeconds(1);

  /** The same where the Node is not watched but read every 30 s. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(35);

  /** A right is granted by people, who take their time. */
  static final Duration FORBIDDEN_PAUSE = Duration.ofMinutes(1);

  /** An API server that has just started may not know of a right yet. */
  static final int REFUSALS = 3;

  private final Loop loop;
  private final Part part;
  private Optional<NodeFacts> node = Optional.empty();
  private Optional<NodeFacts> judged = Optional.empty();
  private Loop.Timer timer = Loop.Timer.NONE;
  private boolean underWay;
  private boolean closed;
  private int setbacks;
  private int refusals;
  private long writtenAt;
  private long notBefore;

  /** What is wanted of an endpoint. */
  interface Part {
    /** What has to be written now; empty where the Node is right. */
    Optional<Difference> difference(NodeFacts node, long now);

    /** When something may be due though nothing happens; empty when that cannot be. */
    Optional<Duration> next(NodeFacts node, long now);

    /** Why it cannot be written now; empty when it can. Called again with the same. */
    void trouble(Optional<String> why);

    /** The right is gone: it was refused again and again. */
    void forbidden(String why);
  }

  /** What is to be written in one request. */
  interface Difference {
    void send(Consumer<Answer> then);

    /**
     * It is written.
     *
     * @param before the Node of which it was made
     * @return whether it only restored what somebody had written over
     */
    boolean written(NodeFacts before, long now);
  }

  Patching(Loop loop, Part part) {
    this.loop = loop;
    this.part = part;
    this.notBefore = loop.nanoTime();
  }

  /** Looks at the Node as it is now, or at other wishes. */
  void look(NodeFacts facts) {
    node = Optional.of(facts);
    look();
  }

  /** Writes nothing any more. */
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
      setbacks = notBefore - now > 0 ? setbacks : 0;
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
    difference.get().send(answer -> loop.execute(() -> answered(difference.get(), facts, answer)));
  }

  /** A write is not judged by a Node that was read before it. */
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
        part.trouble(Optional.empty());
        boolean restored = difference.written(before, writtenAt);
        // Somebody keeps writing over it: no reason to keep the API server busy.
        setbacks = restored ? setbacks + 1 : 0;
        pause();
      }
      case Answer.Forbidden(String why) -> {
        judged = Optional.empty();
        refusals++;
        part.trouble(Optional.of(why));
        if (refusals >= REFUSALS) {
          notBefore = writtenAt + FORBIDDEN_PAUSE.toNanos();
          part.forbidden(why);
        } else {
          setbacks++;
          pause();
        }
      }
      case Answer.Failed(String why) -> {
        judged = Optional.empty();
        setbacks++;
        part.trouble(Optional.of(why));
        pause();
      }
    }
    look();
  }

  private void pause() {
    long nanos = PAUSE.toNanos() << Math.min(setbacks, 10);
    notBefore = loop.nanoTime() + Math.min(nanos, LONGEST_PAUSE.toNanos());
  }
}
