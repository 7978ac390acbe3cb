package io.hami.mock.cluster;

import io.hami.mock.cluster.ObjectReader.Read;
import io.hami.mock.port.ConfigSource;
import io.hami.mock.port.ConfigSource.Nearby;
import io.hami.mock.port.Supervisor;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the value under one key of a ConfigMap. */
final class ConfigMapWatch implements ConfigSource {
  private static final Logger log = LoggerFactory.getLogger(ConfigMapWatch.class);

  private final ObjectApi api;
  private final Supervisor supervisor;
  private final Patience patience;
  private final String origin;
  private final String key;
  private final AtomicBoolean tellAnyway = new AtomicBoolean();
  private Optional<ObjectWatch> watch = Optional.empty();

  /**
   * A watch that has not started.
   *
   * @param origin the ConfigMap, as text for people
   */
  ConfigMapWatch(
      ObjectApi api, Supervisor supervisor, Patience patience, String origin, String key) {
    this.api = api;
    this.supervisor = supervisor;
    this.patience = patience;
    this.origin = origin;
    this.key = key;
  }

  @Override
  public String origin() {
    return origin;
  }

  @Override
  public synchronized void start(Listener listener) {
    ObjectWatch started = new ObjectWatch(api, patience, log, supervisor, new Told(listener));
    watch = Optional.of(started);
    started.start();
  }

  @Override
  public synchronized void reload() {
    tellAnyway.set(true);
    watch.ifPresent(ObjectWatch::reload);
  }

  @Override
  public synchronized void close() {
    watch.ifPresent(ObjectWatch::close);
  }

  /** Passes on new text only: a ConfigMap can have a new version with the same text. */
  private final class Told implements ObjectWatch.Listener {
    private final Listener listener;
    private Optional<String> last = Optional.empty();
    private boolean told;

    Told(Listener listener) {
      this.listener = listener;
    }

    @Override
    public void present(Read object) {
      List<String> keys = object.data().keySet().stream().sorted().toList();
      tell(
          Optional.ofNullable(object.data().get(key)),
          () -> new Nearby(Optional.of(keys), List.of(), List.of()));
    }

    @Override
    public void absent(String why) {
      tell(Optional.empty(), () -> NearbyConfigMaps.of(api));
    }

    /**
     * @param around what is there where there is no text; told after that, since to find it out
     *     takes requests
     */
    private void tell(Optional<String> text, Supplier<Nearby> around) {
      if (told && last.equals(text) && !tellAnyway.getAndSet(false)) {
        return;
      }
      told = true;
      last = text;
      text.ifPresentOrElse(listener::text, listener::absent);
      if (text.isEmpty()) {
        listener.nearby(around.get());
      }
    }

    /**
     * The text that comes next must be reported even if it is the same, because it ends the
     * problem.
     */
    @Override
    public void forbidden(String why) {
      told = false;
      listener.forbidden(why);
    }

    @Override
    public void unavailable(String why) {
      told = false;
      listener.unavailable(why);
    }
  }
}
