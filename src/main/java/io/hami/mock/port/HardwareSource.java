package io.hami.mock.port;

import io.hami.mock.model.Inspection;
import java.util.Map;
import java.util.function.Consumer;

/** Port: asks vendors' libraries for the cards in this machine. */
public interface HardwareSource extends AutoCloseable {
  /**
   * Begins to tell {@code listener}, from any thread: once at first, and then whenever something
   * has changed.
   *
   * @param listener hears what each vendor's library says, by the vendor's name
   */
  void start(Consumer<Map<String, Inspection>> listener);

  @Override
  void close();
}
