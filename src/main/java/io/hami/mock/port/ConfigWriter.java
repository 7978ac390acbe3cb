package io.hami.mock.port;

import java.io.IOException;
import java.util.function.UnaryOperator;

/** Port: changes the plugin's own config where it comes from. */
public interface ConfigWriter {
  /**
   * Replaces the text by what {@code edit} makes of it; blocks until that is done.
   *
   * @param edit the new text from the present one, which is empty where there is none
   * @throws IOException when it cannot be written, with the reason and the right that is missing
   */
  void write(UnaryOperator<String> edit) throws IOException;
}
