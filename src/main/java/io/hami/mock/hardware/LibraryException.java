package io.hami.mock.hardware;

/** What a vendor's library, or the loader, said instead of an answer. */
final class LibraryException extends Exception {
  private static final long serialVersionUID = 1;

  /** Without a stack trace: a node without cards hears this at every look. */
  LibraryException(String words) {
    super(words, null, false, false);
  }

  String words() {
    return String.valueOf(getMessage());
  }
}
