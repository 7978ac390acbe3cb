package io.hami.mock.cli;

import java.util.Optional;

/** Something the user gave is wrong; the message says what, what was expected, and the way out. */
public final class BadInput extends Exception {
  private static final long serialVersionUID = 1;

  /** The whole message. */
  public BadInput(String message) {
    super(message);
  }

  /** Throws where there is something to say. */
  public static void throwIf(Optional<String> message) throws BadInput {
    if (message.isPresent()) {
      throw new BadInput(message.get());
    }
  }
}
