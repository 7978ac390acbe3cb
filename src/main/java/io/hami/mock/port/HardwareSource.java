package io.hami.mock.port;

import io.hami.mock.model.Inspection;
import java.util.Map;
import java.util.function.Consumer;

/** Port: asks vendors' libraries for the cards in this machine. */
public interface HardwareSource extends AutoCloseable {
  /**
   * Starts to report to {@code listener}, on any thread: once at first, and then after each change.
   *
   * @param listener is given the result of each vendor's library, by the vendor's name
   */
  void start(Consumer<Map<String, Inspection>> listener);

  @Override
  void close();
}
