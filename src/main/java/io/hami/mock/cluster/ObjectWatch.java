package io.hami.mock.cluster;

import io.hami.mock.cluster.ObjectReader.Event;
import io.hami.mock.cluster.ObjectReader.Read;
import io.hami.mock.port.Backoff;
import io.hami.mock.port.Supervisor;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/**
 * Follows one object: one list, then a watch, on one virtual thread. A failure is reported once and
 * retried without end. If {@code watch} is forbidden, it reads the object every half minute
 * instead; if {@code list} is forbidden, it gets the object by its name.
 */
final class ObjectWatch implements AutoCloseable {

  /** A watch that ends within this time counts as a failure. */
  private static final Duration SHORT = Duration.ofSeconds(1);

  private static final int POLLS_UNTIL_ASKING_FOR_MORE = 10;
  private static final int UNAUTHORIZED = 401;
  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;
  private static final int GONE = 410;

  private final ObjectApi api;
  private final ApiPath path;
  private final Patience patience;
  private final Logger log;
  private final Listener listener;
  private final Supervisor supervisor;
  private Optional<Supervisor.Task> task = Optional.empty();
  private final Semaphore anew = new Semaphore(0);
  private volatile boolean closed;
  private boolean mayList = true;
  private boolean mayWatch = true;
  private final Set<Limit> said = EnumSet.noneOf(Limit.class);
  private int polls;
  private final Backoff retries;
  // A missing right is seldom granted, so the API server is asked less often.
  private final Backoff forbidden;
  private boolean seen;
  private boolean inTrouble;
  private String version = "";

  /** Is called on the watch's own thread. */
  interface Listener {
    /** The object as it is now. */
    void present(Read object);

    /** The object does not exist, or no longer. */
    default void absent(String why) {
      unavailable(why);
    }

    /** The object may not be read; called at each attempt. */
    default void forbidden(String why) {
      unavailable(why);
    }

    /** The object cannot be read for now; called once, until it can be read again. */
    void unavailable(String why);
  }

  /**
   * @param log the log for operators
   */
  ObjectWatch(
      ObjectApi api, Patience patience, Logger log, Supervisor supervisor, Listener listener) {
    this.api = api;
    this.path = api.path();
    this.patience = patience;
    this.retries = new Backoff(patience.firstRetry(), patience.lastRetry());
    this.forbidden = new Backoff(patience.firstRetry(), patience.poll());
    this.log = log;
    this.listener = listener;
    this.supervisor = supervisor;
  }

  void start() {
    task =
        Optional.of(
            supervisor.start(
                Thread.ofVirtual(), path.kind().toLowerCase(Locale.ROOT) + "-watch", this::run));
  }

  /** Reads the object again at once. */
  void reload() {
    anew.release();
    api.cancel();
  }

  @Override
  public void close() {
    closed = true;
    api.cancel();
    task.ifPresent(Supervisor.Task::close);
  }

  /** Whether the thread has ended, or was never started. */
  boolean ended() {
    return task.map(Supervisor.Task::ended).orElse(true);
  }

  private void run() throws InterruptedException {
    // After a failure that is nobody's answer, what is known may be wrong.
    version = "";
    while (!closed) {
      try {
        step();
      } catch (IOException | RuntimeException failure) {
        // After a reload or a cancel, the exception only means that the request was ended.
        if (readAnew(Duration.ZERO) || api.canceled()) {
          version = "";
        } else {
          failed(failure);
        }
      }
    }
  }

  /** Whether a reload is requested within {@code wait}. */
  private boolean readAnew(Duration wait) throws InterruptedException {
    if (!anew.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      return false;
    }
    anew.drainPermits();
    version = "";
    mayList = true;
    mayWatch = true;
    return true;
  }

  /** Waits, but ends at once when a reload is requested. */
  private void pause(Duration wait) throws InterruptedException {
    if (readAnew(wait)) {
      log.debug("reading the {} again, on request", path);
    }
  }

  /** Reads the object, then watches it until the watch ends. */
  private void step() throws IOException, InterruptedException {
    if (version.isEmpty()) {
      Read read = mayList ? api.list() : api.get();
      if (!seen) {
        seen = read.present();
        if (seen) {
          log.info("watching the {}", path);
        }
      }
      inTrouble = false;
      if (read.present()) {
        listener.present(read);
      } else {
        listener.absent("there is no " + path.kind() + " named " + path.name());
      }
      version = read.resourceVersion();
    }
    if (mayWatch && mayList) {
      if (!watch()) {
        // Without a pause, a server or proxy that ends every watch at once would be asked again
        // without end.
        pause(patience.firstRetry());
      }
    } else {
      succeeded();
      version = "";
      pause(Backoff.scattered(patience.poll()));
      // The right may be granted later, and must then take effect without a restart.
      polls = (polls + 1) % POLLS_UNTIL_ASKING_FOR_MORE;
      mayList |= polls == 0;
      mayWatch |= polls == 0;
    }
  }

  /**
   * Watches, and returns whether the watch lasted. If it did, earlier failures are over, however it
   * ended.
   */
  private boolean watch() throws IOException {
    long began = System.nanoTime();
    boolean lasted;
    try {
      api.watch(version, this::take);
    } finally {
      lasted = System.nanoTime() - began >= SHORT.toNanos();
      if (lasted) {
        succeeded();
      }
    }
    return lasted;
  }

  private void succeeded() {
    retries.reset();
    forbidden.reset();
  }

  private boolean take(Event event) {
    succeeded();
    version = event.object().resourceVersion();
    if (event.type().equals("DELETED")) {
      inTrouble = false;
      listener.absent("the " + path + " was deleted");
    } else if (!event.type().equals("BOOKMARK")) {
      inTrouble = false;
      listener.present(event.object());
    }
    return !closed;
  }

  private void failed(Exception failure) throws InterruptedException {
    if (closed) {
      return;
    }
    boolean listed = !version.isEmpty();
    switch (failure) {
      case ObjectApi.Refused refused when refused.code() == FORBIDDEN && mayList && listed -> {
        mayWatch = false;
        once(
            Limit.NO_WATCH,
            "may not watch %s, so the %s is read every %d s; for changes at once %s (%s)"
                .formatted(
                    path.plural(),
                    path.kind(),
                    patience.poll().toSeconds(),
                    Grant.toRead(path).of("watch"),
                    refused.getMessage()));
        return;
      }
      case ObjectApi.Refused refused when refused.code() == FORBIDDEN && mayList -> {
        mayList = false;
        once(
            Limit.NO_LIST,
            "may not list %s, so the %s is read by its name; for changes at once %s (%s)"
                .formatted(
                    path.plural(),
                    path,
                    Grant.toRead(path).of("list", "watch"),
                    refused.getMessage()));
        return;
      }
      case ObjectApi.Refused refused when listed -> unwatched(refused);
      case ObjectApi.Refused refused when refused.code() == NOT_FOUND ->
          listener.absent("there is no " + path.kind() + " named " + path.name());
      case ObjectApi.Refused refused when refused.code() == FORBIDDEN ->
          listener.forbidden(
              "the API server refuses: %s; %s"
                  .formatted(refused.getMessage(), Grant.toRead(path).of("get", "list", "watch")));
      case ObjectApi.Refused refused when refused.code() == UNAUTHORIZED ->
          listener.forbidden(
              "the API server refuses: %s; the token or certificate of the service account or of -kubeconfig is not valid"
                  .formatted(refused.getMessage()));
      case ObjectApi.Refused refused -> trouble("the API server refuses: " + refused.getMessage());
      case IOException _ -> trouble("the API server cannot be reached: " + failure.getMessage());
      // The client library throws others too, for instance where a token's file is away.
      default -> trouble("the API server cannot be asked: " + failure);
    }
    // The object is read again after the failure: no watch reports what happened meanwhile, and the
    // listener must be told that the failure is over.
    version = "";
    boolean refused = failure instanceof ObjectApi.Refused no && no.code() == FORBIDDEN;
    pause(refused ? forbidden.next() : retries.next());
  }

  /**
   * The watch was refused after a good list. That is not reported as a failure: the listed object
   * is right, and the next list may succeed. The pauses grow all the same, as long as there are
   * lists and no watches. 410 is normal: the version is too old to continue from.
   */
  private void unwatched(ObjectApi.Refused refused) {
    log.debug("the watch ended with {}", refused.getMessage());
    if (!retries.isReset() && refused.code() != GONE) {
      once(
          Limit.WATCH_REFUSED,
          "the API server lists %s and refuses to have them watched, so the %s is read every %d s for the time being (%s)"
              .formatted(
                  path.plural(),
                  path.kind(),
                  patience.lastRetry().toSeconds(),
                  refused.getMessage()));
    }
  }

  /** What limits the watch; each is said once, in whatever words the API server refuses. */
  private enum Limit {
    NO_WATCH,
    NO_LIST,
    WATCH_REFUSED
  }

  private void once(Limit limit, String warning) {
    if (said.add(limit)) {
      log.warn(warning);
    }
  }

  private void trouble(String why) {
    if (!inTrouble) {
      inTrouble = true;
      listener.unavailable(why);
    } else {
      log.debug("still failing: {}", why);
    }
  }
}
