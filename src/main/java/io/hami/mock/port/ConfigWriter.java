package io.hami.mock.port;

import java.io.IOException;
import java.util.function.UnaryOperator;

/** Port: writes the plugin's own config to the place from which it is read. */
public interface ConfigWriter {
  /**
   * Replaces the text by the result of {@code edit}; blocks until that is done.
   *
   * @param edit makes the new text from the present one, which is empty if there is none
   * @throws IOException when it cannot be written, with the reason and the missing right
   */
  void write(UnaryOperator<String> edit) throws IOException;
}
