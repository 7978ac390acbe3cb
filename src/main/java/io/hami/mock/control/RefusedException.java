package io.hami.mock.control;

/** An operator's request was refused and nothing has changed; the message gives the reason. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1;

  public RefusedException(String why) {
    super(why);
  }
}
