package io.hami.mock.port;

/** Port: says on the Node what an operator must not miss. */
public interface NodeEvents {
  /**
   * Writes an Event of type Warning, soon and at most once for the same words. Returns at once;
   * where it may not be written that is said once in the log.
   *
   * @param reason in upper camel case, as {@code ConfigRejected}
   * @param note for people, with the way out
   */
  void warn(String reason, String note);
}
