package io.hami.mock.control;

/** What an operator asked for is not done, and nothing has changed; the message says why. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  public RefusedException(String why) {
    super(why);
  }
}
