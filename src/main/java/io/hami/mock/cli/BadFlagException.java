package io.hami.mock.cli;

/** Carries a message about a wrong command line to {@link ArgumentParser}. */
final class BadFlagException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String text;

  BadFlagException(String text) {
    super(text);
    this.text = text;
  }

  String text() {
    return text;
  }
}
