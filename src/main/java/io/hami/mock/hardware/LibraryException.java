package io.hami.mock.hardware;

/** The error of a vendor's library, or of the loader. */
final class LibraryException extends Exception {
  private static final long serialVersionUID = 1;

  /** Without a stack trace: on a node without cards this is thrown at every look. */
  LibraryException(String words) {
    super(words, null, false, false);
  }

  String words() {
    return String.valueOf(getMessage());
  }
}
