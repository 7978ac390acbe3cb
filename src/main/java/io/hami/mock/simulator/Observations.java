package io.hami.mock.simulator;

import io.grpc.Status;
import io.hami.mock.model.Units;
import io.hami.mock.v1beta1.RegisterRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The calls and messages between plugins and the kubelet, over all restarts. Times are {@link
 * System#nanoTime()}.
 */
public final class Observations {
  /**
   * How many lists are kept for each resource, the latest ones; {@link Streams#messages()} counts
   * all.
   */
  static final int LISTS_KEPT = 1000;

  private final List<Registration> registrations = new ArrayList<>();
  private final Map<String, Streams> streams = new HashMap<>();
  private final Map<String, Deque<ReceivedList>> lists = new HashMap<>();
  private int failedDials;
  private int panics;

  /** A Register call, successful or not. */
  public record Registration(RegisterRequest request, long nanoTime) {}

  /**
   * A ListAndWatch message that was applied.
   *
   * @param bytes its length on the wire
   * @param units the resulting units on the Node
   */
  public record ReceivedList(int bytes, Units units, long nanoTime) {}

  /**
   * The ListAndWatch streams of a resource.
   *
   * @param opened how many were ever opened
   * @param live how many are open
   * @param messages how many messages were applied
   * @param lastEnd the status with which the latest one ended, as the kubelet saw it
   */
  public record Streams(int opened, int live, long messages, Optional<Status> lastEnd) {
    static final Streams NONE = new Streams(0, 0, 0, Optional.empty());
  }

  synchronized void registered(RegisterRequest request) {
    registrations.add(new Registration(request, System.nanoTime()));
  }

  synchronized void opened(String resource) {
    change(resource, s -> new Streams(s.opened + 1, s.live + 1, s.messages, s.lastEnd));
  }

  synchronized void ended(String resource, Status end) {
    change(resource, s -> new Streams(s.opened, s.live - 1, s.messages, Optional.of(end)));
  }

  synchronized void received(String resource, int bytes, Units units) {
    change(resource, s -> new Streams(s.opened, s.live, s.messages + 1, s.lastEnd));
    Deque<ReceivedList> kept = lists.computeIfAbsent(resource, _ -> new ArrayDeque<>());
    if (kept.size() == LISTS_KEPT) {
      kept.removeFirst();
    }
    kept.addLast(new ReceivedList(bytes, units, System.nanoTime()));
  }

  synchronized void dialFailed() {
    failedDials++;
  }

  synchronized void panicked() {
    panics++;
  }

  private void change(String resource, UnaryOperator<Streams> change) {
    streams.put(resource, change.apply(streams(resource)));
  }

  synchronized List<Registration> registrations() {
    return List.copyOf(registrations);
  }

  synchronized Streams streams(String resource) {
    return streams.getOrDefault(resource, Streams.NONE);
  }

  synchronized List<ReceivedList> lists(String resource) {
    return List.copyOf(lists.getOrDefault(resource, new ArrayDeque<>()));
  }

  synchronized int failedDials() {
    return failedDials;
  }

  synchronized int panics() {
    return panics;
  }
}
