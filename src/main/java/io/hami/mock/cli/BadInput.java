package io.hami.mock.cli;

import java.util.Optional;

/**
 * An input of the user is wrong; the message says what is wrong, what was expected, and how to
 * correct it.
 */
public final class BadInput extends Exception {
  private static final long serialVersionUID = 1;

  /** The whole message. */
  public BadInput(String message) {
    super(message);
  }

  /** Throws where there is a message. */
  public static void throwIf(Optional<String> message) throws BadInput {
    if (message.isPresent()) {
      throw new BadInput(message.get());
    }
  }
}
