package io.hami.mock.reconcile;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.port.FactsSource;
import java.util.Optional;

/** A source that a test drives by hand. */
public final class HandSource implements FactsSource {
  private volatile Optional<Listener> listener = Optional.empty();
  private int reloads;

  @Override
  public void start(Listener listener) {
    this.listener = Optional.of(listener);
  }

  public void facts(NodeFacts facts) {
    listener.orElseThrow().facts(facts);
  }

  public void unavailable(String why) {
    listener.orElseThrow().unavailable(why);
  }

  @Override
  public void reload() {
    reloads++;
  }

  int reloads() {
    return reloads;
  }

  @Override
  public void close() {}

  /** The listener; empty before the start. */
  public Optional<Listener> listener() {
    return listener;
  }
}
