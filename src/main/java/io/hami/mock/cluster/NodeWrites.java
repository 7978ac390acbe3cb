package io.hami.mock.cluster;

import io.hami.mock.model.ResourceName;
import io.hami.mock.model.StatusRight;
import io.hami.mock.port.NodeStatus;
import io.hami.mock.port.NodeWriter;
import io.kubernetes.client.openapi.ApiClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes to the own Node, one request after another, on one virtual thread. */
@Singleton
final class NodeWrites implements NodeWriter, NodeStatus, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NodeWrites.class);

  /**
   * The API server's codes when the test of a JSON patch fails: 422 from the test itself, 409 when
   * the object keeps changing during the patch.
   */
  private static final Set<Integer> CHANGED = Set.of(409, 422);

  private static final String NO_ANNOTATIONS =
      "the Node's annotations may not be written: " + Grant.ANNOTATIONS.of("patch");

  /** How long requests made at the end, such as the removal of annotations, may take. */
  private static final Duration END = Duration.ofSeconds(2);

  private final ObjectApi api;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("node-writes").factory());
  private volatile boolean closed;

  @Inject
  NodeWrites(ApiClient client, NodeName node) {
    this(client, node, Patience.STANDARD);
  }

  NodeWrites(ApiClient client, NodeName node, Patience patience) {
    // An ObjectApi of its own, so that cancelling a watch cannot cancel a write.
    this.api = new ObjectApi(client, ApiPath.node(node), patience);
  }

  @Override
  public void annotate(Map<String, Optional<String>> changes, Consumer<Answer> then) {
    Map<String, Optional<String>> copy = Map.copyOf(changes);
    submit(NO_ANNOTATIONS, () -> api.write("PATCH", NodePatch.annotations(copy)), then);
  }

  @Override
  public void release(String key, String value, Consumer<Release> then) {
    submit(() -> release(key, value), new Answer.Failed("this plugin is stopping"), then);
  }

  private Release release(String key, String value) {
    try {
      api.jsonPatch(NodePatch.removal(key, value));
      return new Answer.Written();
    } catch (IOException | RuntimeException failure) {
      return failure instanceof ObjectApi.Refused refused && CHANGED.contains(refused.code())
          ? new Release.Changed()
          : answer(NO_ANNOTATIONS, failure);
    }
  }

  @Override
  public void write(
      Map<ResourceName, Optional<Long>> quantities,
      Map<String, Optional<String>> annotations,
      Consumer<Answer> then) {
    Map<ResourceName, Optional<Long>> copy = Map.copyOf(quantities);
    Map<String, Optional<String>> marks = Map.copyOf(annotations);
    submit(
        "the Node's status may not be written: " + Grant.NODE_STATUS.of("patch"),
        () -> api.patchStatus(NodePatch.status(copy, marks)),
        then);
  }

  @Override
  public void ask(Consumer<StatusRight> then) {
    submit(
        () -> {
          try {
            return RightReview.ask(api, api.path().name());
          } catch (IOException | RuntimeException failure) {
            log.debug("whether the Node's status may be written is not known", failure);
            return StatusRight.UNKNOWN;
          }
        },
        StatusRight.UNKNOWN,
        then);
  }

  /** A request whose only answer is success. */
  @FunctionalInterface
  private interface Write {
    void run() throws IOException;
  }

  private void submit(String missing, Write write, Consumer<Answer> then) {
    submit(() -> write(missing, write), new Answer.Failed("this plugin is stopping"), then);
  }

  private <T> void submit(Supplier<T> request, T ended, Consumer<T> then) {
    try {
      thread.execute(
          () -> {
            T answer = ended;
            try {
              answer = closed ? ended : request.get();
            } finally {
              // After an Error too: who waits for an answer writes nothing else.
              tell(then, answer);
            }
          });
    } catch (RejectedExecutionException _) {
      tell(then, ended);
    }
  }

  private static Answer write(String missing, Write write) {
    try {
      write.run();
      return new Answer.Written();
    } catch (IOException | RuntimeException failure) {
      // Signing in may fail with other exceptions, and the caller still needs an answer.
      return answer(missing, failure);
    }
  }

  private static Answer answer(String missing, Exception failure) {
    return switch (failure) {
      case ObjectApi.Refused refused when refused.isForbidden() ->
          new Answer.Forbidden("%s (%s)".formatted(missing, refused.getMessage()));
      case ObjectApi.Refused refused ->
          new Answer.Failed("the API server refuses: " + refused.getMessage());
      default -> new Answer.Failed("the API server cannot be reached: " + failure.getMessage());
    };
  }

  /** Passes on the answer. If the caller's code throws, the other writes continue. */
  private static <T> void tell(Consumer<T> then, T answer) {
    try {
      then.accept(answer);
    } catch (RuntimeException failure) {
      log.error("handling the answer {} failed", answer, failure);
    }
  }

  @Override
  @PreDestroy
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
        log.debug("this plugin is stopping; writes that still wait are dropped");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    closed = true;
    api.cancel();
  }
}
