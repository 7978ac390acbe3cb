package io.hami.mock.port;

import io.hami.mock.model.NodeFacts;

/** Port: reports the own Node, once at first and then whenever it changes. */
public interface FactsSource extends AutoCloseable {
  /** Starts to report to {@code listener}, on any thread. */
  void start(Listener listener);

  /** Reads the Node again now. Returns at once. */
  void reload();

  @Override
  void close();

  /** Is called with reports. Implementations return at once. */
  interface Listener {
    /** The Node as it is now. */
    void facts(NodeFacts facts);

    /**
     * The Node cannot be read; the last known facts stay valid. Called once, until {@link #facts}
     * is called again.
     */
    void unavailable(String why);
  }
}
