package io.hami.mock.reconcile;

import io.hami.mock.port.ConfigSource;
import java.util.Optional;

/** A config that a test sets by hand. */
public final class HandConfig implements ConfigSource {
  private final Optional<String> first;
  private volatile Optional<Listener> listener = Optional.empty();

  public HandConfig() {
    this.first = Optional.empty();
  }

  /** A config with {@code text} from the beginning. */
  public HandConfig(String text) {
    this.first = Optional.of(text);
  }

  @Override
  public String origin() {
    return "by hand";
  }

  @Override
  public void start(Listener listener) {
    this.listener = Optional.of(listener);
    first.ifPresent(listener::text);
  }

  @Override
  public void reload() {}

  @Override
  public void close() {}

  public Listener listener() {
    return listener.orElseThrow();
  }
}
