package io.hami.mock.port;

import io.hami.mock.model.NodeFacts;

/** Port: tells what the Node says, once at first and then whenever it changes. */
public interface FactsSource extends AutoCloseable {
  /** Begins to tell {@code listener}, from any thread. */
  void start(Listener listener);

  /** Looks again now. Returns at once. */
  void reload();

  @Override
  void close();

  /** Who is told. Implementations return at once. */
  interface Listener {
    /** The Node as it is now. */
    void facts(NodeFacts facts);

    /**
     * The Node cannot be seen; what was known of it stays. Told once, until {@link #facts} is
     * called again.
     */
    void unavailable(String why);
  }
}
