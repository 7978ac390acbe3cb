package io.hami.mock.app;

import java.util.Optional;

/** Something the user gave is wrong; the message says what, what was expected, and the way out. */
final class BadInput extends Exception {
  private static final long serialVersionUID = 1;

  BadInput(String message) {
    super(message);
  }

  static void throwIf(Optional<String> message) throws BadInput {
    if (message.isPresent()) {
      throw new BadInput(message.get());
    }
  }
}
