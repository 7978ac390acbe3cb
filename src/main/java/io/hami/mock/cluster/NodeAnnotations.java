package io.hami.mock.cluster;

import io.hami.mock.reconcile.NodeWriter;
import io.kubernetes.client.openapi.ApiClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes annotations on the own Node, one request after another, on one virtual thread. */
@Singleton
final class NodeAnnotations implements NodeWriter, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(NodeAnnotations.class);

  private static final int FORBIDDEN = 403;

  /** What was asked for at the end, as to take annotations away, is still to be written. */
  private static final Duration END = Duration.ofSeconds(2);

  private final ObjectApi api;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("annotations").factory());
  private volatile boolean closed;

  @Inject
  NodeAnnotations(ApiClient client, NodeName node) {
    this(client, node, Patience.STANDARD);
  }

  NodeAnnotations(ApiClient client, NodeName node, Patience patience) {
    // Its own, so that nobody cancels a write who means a watch.
    this.api = new ObjectApi(client, ApiPath.node(node), patience);
  }

  @Override
  public void annotate(Map<String, Optional<String>> changes, Consumer<Answer> then) {
    Map<String, Optional<String>> copy = Map.copyOf(changes);
    try {
      thread.execute(() -> tell(then, write(copy)));
    } catch (RejectedExecutionException _) {
      tell(then, new Answer.Failed("this plugin ends"));
    }
  }

  private Answer write(Map<String, Optional<String>> changes) {
    if (closed) {
      return new Answer.Failed("this plugin ends");
    }
    try {
      api.write("PATCH", AnnotationPatch.json("", changes));
      return new Answer.Written();
    } catch (ObjectApi.Refused refused) {
      return refused.code() == FORBIDDEN
          ? new Answer.Forbidden(
              "the Node's annotations may not be written: grant 'patch' on nodes (%s)"
                  .formatted(refused.getMessage()))
          : new Answer.Failed("the API server refuses: " + refused.getMessage());
    } catch (IOException failure) {
      return new Answer.Failed("the API server cannot be reached: " + failure.getMessage());
    }
  }

  /** Whoever asked may fail; the others' writes go on. */
  private static void tell(Consumer<Answer> then, Answer answer) {
    try {
      then.accept(answer);
    } catch (RuntimeException failure) {
      log.error("the answer {} could not be taken", answer, failure);
    }
  }

  @Override
  @PreDestroy
  public void close() {
    thread.shutdown();
    try {
      if (!thread.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
        log.debug("annotations that wait are not written any more");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    closed = true;
    api.cancel();
  }
}
