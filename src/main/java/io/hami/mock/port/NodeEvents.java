package io.hami.mock.port;

/** Port: writes Events on the Node that an operator must not miss. */
public interface NodeEvents {
  /**
   * Writes an Event of type Warning, soon and at most once for the same text. Returns at once. If
   * the plugin may not write Events, that is logged once.
   *
   * @param reason in upper camel case, such as {@code ConfigRejected}
   * @param note text for people, with the way to fix the problem
   */
  void warn(String reason, String note);
}
