package io.hami.mock.reconcile;

import io.hami.mock.port.ConfigSource;
import java.util.Optional;

/** A config that a test writes by hand. */
public final class HandConfig implements ConfigSource {
  private volatile Optional<Listener> listener = Optional.empty();

  @Override
  public String origin() {
    return "by hand";
  }

  @Override
  public void start(Listener listener) {
    this.listener = Optional.of(listener);
  }

  @Override
  public void reload() {}

  @Override
  public void close() {}

  public Listener listener() {
    return listener.orElseThrow();
  }
}
