package io.hami.mock.simulator;

/** The answer to one Register call, to be given once. */
interface Reply {
  void accept();

  /** Status UNKNOWN, as every error of a Go handler that names no other. */
  void refuse(String text);
}
