package io.hami.mock.cluster;

import io.hami.mock.cluster.NodeReader.Event;
import io.hami.mock.cluster.NodeReader.Read;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.reconcile.FactsSource;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows this plugin's own Node: one list, then a watch, on one virtual thread. What goes wrong is
 * said once and tried again without end. Where {@code watch} is forbidden it asks every half minute
 * instead, and where {@code list} is, it gets the Node by its name.
 */
@Singleton
public final class NodeWatch implements FactsSource {
  private static final Logger log = LoggerFactory.getLogger(NodeWatch.class);

  /** A watch that lasts no longer than this has not done what it is for. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  private static final int POLLS_UNTIL_ASKING_FOR_MORE = 10;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;

  private final NodeApi api;
  private final NodeName name;
  private final Patience patience;
  private final Thread thread;
  private Listener listener = new Deaf();
  private volatile boolean closed;
  private boolean mayList = true;
  private boolean mayWatch = true;
  private final Set<String> said = new HashSet<>();
  private int polls;
  private boolean seen;
  private boolean inTrouble;
  private int failures;
  private String version = "";

  @Inject
  NodeWatch(NodeApi api, NodeName name) {
    this(api, name, Patience.STANDARD);
  }

  NodeWatch(NodeApi api, NodeName name, Patience patience) {
    this.api = api;
    this.name = name;
    this.patience = patience;
    this.thread = Thread.ofVirtual().name("node-watch").unstarted(this::run);
  }

  @Override
  public void start(Listener listener) {
    this.listener = listener;
    thread.start();
  }

  @Override
  public void reload() {
    api.cancel();
  }

  @Override
  @PreDestroy
  public void close() {
    closed = true;
    api.cancel();
    thread.interrupt();
  }

  /** Whether the thread has come to its end, or has never begun. */
  boolean ended() {
    return !thread.isAlive();
  }

  private void run() {
    try {
      while (!closed) {
        try {
          step();
        } catch (IOException failure) {
          failed(failure);
        }
      }
    } catch (InterruptedException _) {
      log.debug("no longer watching the Node {}", name);
    }
  }

  /** Reads the Node, then watches it for as long as that goes well. */
  private void step() throws IOException, InterruptedException {
    if (version.isEmpty()) {
      Read read = mayList ? api.list() : api.get();
      failures = 0;
      if (read.node().isPresent()) {
        if (!seen) {
          seen = true;
          log.info("watching the Node {}", name);
        }
        inTrouble = false;
        listener.facts(read.node().get());
      } else {
        trouble("there is no Node named " + name);
      }
      version = read.resourceVersion();
    }
    if (mayWatch && mayList) {
      long began = System.nanoTime();
      api.watch(version, this::take);
      if (System.nanoTime() - began < SHORT.toNanos()) {
        // A server or a proxy that ends every watch at once would be asked without a pause.
        Thread.sleep(scattered(patience.firstRetry()));
      }
    } else {
      version = "";
      Thread.sleep(scattered(patience.poll()));
      // A role may be granted later; whoever grants it should not have to restart anything.
      polls = (polls + 1) % POLLS_UNTIL_ASKING_FOR_MORE;
      mayList |= polls == 0;
      mayWatch |= polls == 0;
    }
  }

  private boolean take(Event event) {
    failures = 0;
    if (event.type().equals("ERROR")) {
      // Mostly 410: the version is too old to go on from. Everything is read anew.
      log.debug("the watch ended with {} {}", event.object().code(), event.object().message());
      version = "";
      return false;
    }
    version = event.object().resourceVersion();
    if (event.type().equals("DELETED")) {
      trouble("the Node " + name + " was deleted");
    } else if (!event.type().equals("BOOKMARK")) {
      inTrouble = false;
      event.object().node().ifPresent(listener::facts);
    }
    return !closed;
  }

  private void failed(IOException failure) throws InterruptedException {
    if (closed) {
      return;
    }
    switch (failure) {
      case NodeApi.Refused refused when refused.code() == GONE -> version = "";
      case NodeApi.Refused refused
          when refused.code() == FORBIDDEN && mayList && !version.isEmpty() -> {
        mayWatch = false;
        once(
            "may not watch nodes, so the Node is read every %d s; grant 'watch' for changes at once (%s)"
                .formatted(patience.poll().toSeconds(), refused.getMessage()));
        return;
      }
      case NodeApi.Refused refused when refused.code() == FORBIDDEN && mayList -> {
        mayList = false;
        once(
            "may not list nodes, so the Node %s is read by its name (%s)"
                .formatted(name, refused.getMessage()));
        return;
      }
      case NodeApi.Refused refused when refused.code() == NOT_FOUND ->
          trouble("there is no Node named " + name);
      case NodeApi.Refused refused -> trouble("the API server refuses: " + refused.getMessage());
      default -> trouble("the API server cannot be reached: " + failure.getMessage());
    }
    // Read anew when it is back: what happened meanwhile is in no watch, and the listener must hear
    // that it is over.
    version = "";
    long wait = patience.firstRetry().toMillis() << Math.min(failures, 10);
    failures++;
    Thread.sleep(scattered(Duration.ofMillis(Math.min(wait, patience.lastRetry().toMillis()))));
  }

  private void once(String warning) {
    if (said.add(warning)) {
      log.warn(warning);
    }
  }

  private void trouble(String why) {
    if (!inTrouble) {
      inTrouble = true;
      listener.unavailable(why);
    } else {
      log.debug("still: {}", why);
    }
  }

  /** A fifth more or less, so that a thousand nodes do not ask in the same moment. */
  private static Duration scattered(Duration duration) {
    long fifth = duration.toMillis() / 5;
    return duration.plusMillis(ThreadLocalRandom.current().nextLong(-fifth, fifth + 1));
  }

  private static final class Deaf implements Listener {
    @Override
    public void facts(NodeFacts facts) {}

    @Override
    public void unavailable(String why) {}
  }
}
