package io.hami.mock.cluster;

import io.hami.mock.port.NodeEvents;
import io.hami.mock.port.Supervisor;
import io.kubernetes.client.openapi.ApiClient;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Events about the own Node, written by one virtual thread. An Event's name is derived from its
 * text, so that all instances with the same text raise the count of one Event.
 */
@Singleton
final class ClusterEvents implements NodeEvents, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ClusterEvents.class);

  /** The namespace of Events about Nodes, which have none of their own. */
  private static final String NAMESPACE = "default";

  private static final Duration QUIET = Duration.ofMinutes(10);
  private static final int MAX_WAITING = 64;

  /** The API's limit for a note. */
  private static final int MAX_CHARACTERS = 1024;

  private static final int ATTEMPTS = 5;

  private final ApiClient client;
  private final String node;
  private final Patience patience;
  private final BlockingQueue<Warning> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final Map<Warning, Instant> written = new HashMap<>();
  private final Supervisor.Task task;
  private volatile Instant quietUntil = Instant.MIN;

  private record Warning(String reason, String note) {}

  @Inject
  ClusterEvents(ApiClient client, NodeName node, Supervisor supervisor) {
    this(client, node, supervisor, Patience.STANDARD);
  }

  ClusterEvents(ApiClient client, NodeName node, Supervisor supervisor, Patience patience) {
    this.client = client;
    this.node = node.value();
    this.patience = patience;
    this.task = supervisor.start(Thread.ofVirtual(), "events", this::run);
  }

  @Override
  public void warn(String reason, String note) {
    String cut = note.length() > MAX_CHARACTERS ? note.substring(0, MAX_CHARACTERS) : note;
    if (!waiting.offer(new Warning(reason, cut))) {
      log.debug("too many Events wait; not written: {}", cut);
    }
  }

  @Override
  @PreDestroy
  public void close() {
    task.close();
  }

  private void run() throws InterruptedException {
    while (true) {
      Warning warning = waiting.take();
      Instant now = Instant.now();
      written.values().removeIf(at -> at.plus(QUIET).isBefore(now));
      if (now.isAfter(quietUntil) && !written.containsKey(warning)) {
        write(warning);
      }
    }
  }

  private void write(Warning warning) throws InterruptedException {
    boolean away = true;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      try {
        post(warning);
        written.put(warning, Instant.now());
        return;
      } catch (ObjectApi.Refused refused) {
        if (refused.isForbidden()) {
          log.warn(
              "may not write Events in the namespace {}; {} or give -events=false ({})",
              NAMESPACE,
              Grant.EVENTS.of("create", "get", "patch"),
              refused.getMessage());
          quietUntil = Instant.now().plus(QUIET);
          return;
        }
        away = false;
        log.debug("an Event was refused", refused);
      } catch (IOException | RuntimeException failure) {
        log.debug("an Event could not be written", failure);
      }
      Thread.sleep(patience.firstRetry().multipliedBy(1L << attempt));
    }
    if (away) {
      // The API server's absence is reported for the Node, and the Event's cause where it arose.
      return;
    }
    log.warn(
        "an Event could not be written, and is logged here instead: {}; `-v 4` shows why",
        warning.note());
  }

  private void post(Warning warning) throws IOException {
    String words = node + "\n" + warning.reason() + "\n" + warning.note();
    UUID hash = UUID.nameUUIDFromBytes(words.getBytes(StandardCharsets.UTF_8));
    // The name of an Event, like that of a Node, can have 253 characters.
    String prefix = node.substring(0, Math.min(node.length(), 200));
    String name = prefix + "." + Long.toHexString(hash.getMostSignificantBits());
    ObjectApi api = new ObjectApi(client, ApiPath.event(NAMESPACE, name), patience);
    String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    try {
      api.write("POST", event(name, warning, now));
    } catch (ObjectApi.Refused refused) {
      if (!refused.isConflict()) {
        throw refused;
      }
      int count = api.get().count();
      api.write("PATCH", "{\"count\":" + (count + 1) + ",\"lastTimestamp\":\"" + now + "\"}");
    }
  }

  private String event(String name, Warning warning, String now) throws IOException {
    return JsonText.object(
        json -> {
          json.writeObjectFieldStart("metadata");
          json.writeStringField("namespace", NAMESPACE);
          json.writeStringField("name", name);
          json.writeEndObject();
          json.writeObjectFieldStart("involvedObject");
          json.writeStringField("kind", "Node");
          json.writeStringField("apiVersion", "v1");
          json.writeStringField("name", node);
          // The Node's name as uid, as kubelets write it, so that `kubectl describe node` finds the
          // Event.
          json.writeStringField("uid", node);
          json.writeEndObject();
          json.writeObjectFieldStart("source");
          json.writeStringField("component", "mock-device-plugin");
          json.writeStringField("host", node);
          json.writeEndObject();
          json.writeStringField("type", "Warning");
          json.writeStringField("reason", warning.reason());
          json.writeStringField("message", warning.note());
          json.writeStringField("firstTimestamp", now);
          json.writeStringField("lastTimestamp", now);
          json.writeNumberField("count", 1);
        });
  }
}
