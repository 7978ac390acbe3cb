package io.hami.mock.simulator;

/** Answers one Register call, once. */
interface Reply {
  void accept();

  /** Answers UNKNOWN, as a Go handler does unless it names another code. */
  void refuse(String text);
}
