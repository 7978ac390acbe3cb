package io.hami.mock.cluster;

import io.hami.mock.cluster.ObjectReader.Read;
import io.hami.mock.port.FactsSource;
import io.hami.mock.port.Supervisor;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows this plugin's own Node. A Node that is deleted or forbidden is reported as unavailable.
 */
@Singleton
public final class NodeWatch implements FactsSource {
  private static final Logger log = LoggerFactory.getLogger(NodeWatch.class);

  private final NodeApi api;
  private final Supervisor supervisor;
  private final Patience patience;
  private Optional<ObjectWatch> watch = Optional.empty();

  @Inject
  NodeWatch(NodeApi api, Supervisor supervisor) {
    this(api, supervisor, Patience.STANDARD);
  }

  NodeWatch(NodeApi api, Supervisor supervisor, Patience patience) {
    this.api = api;
    this.supervisor = supervisor;
    this.patience = patience;
  }

  @Override
  public synchronized void start(Listener listener) {
    ObjectWatch started =
        new ObjectWatch(api.object(), patience, log, supervisor, new Told(api, listener));
    watch = Optional.of(started);
    started.start();
  }

  @Override
  public synchronized void reload() {
    watch.ifPresent(ObjectWatch::reload);
  }

  @Override
  @PreDestroy
  public synchronized void close() {
    watch.ifPresent(ObjectWatch::close);
  }

  /** Whether the thread has ended, or was never started. */
  synchronized boolean ended() {
    return watch.map(ObjectWatch::ended).orElse(true);
  }

  /** Reports each problem once. */
  private static final class Told implements ObjectWatch.Listener {
    private final NodeApi api;
    private final Listener listener;
    private String trouble = "";
    private String absence = "";
    private boolean seen;

    Told(NodeApi api, Listener listener) {
      this.api = api;
      this.listener = listener;
    }

    @Override
    public void present(Read object) {
      trouble = "";
      absence = "";
      seen = true;
      object.node().ifPresent(listener::facts);
    }

    /** A Node that was never there may have a wrong name. */
    @Override
    public void absent(String why) {
      if (seen) {
        unavailable(why);
      } else if (!absence.equals(why)) {
        absence = why;
        unavailable(why + api.wayOut());
      }
    }

    @Override
    public void unavailable(String why) {
      if (!trouble.equals(why)) {
        trouble = why;
        listener.unavailable(why);
      }
    }
  }
}
