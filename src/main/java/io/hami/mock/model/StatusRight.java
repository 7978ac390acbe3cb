package io.hami.mock.model;

/** Whether this plugin may write the Node's status: {@code patch} on {@code nodes/status}. */
public sealed interface StatusRight {
  /** The API server has not been asked yet. */
  StatusRight UNKNOWN = new Unknown();

  StatusRight GRANTED = new Granted();

  /** The API server has not been asked, or has not answered. */
  record Unknown() implements StatusRight {}

  /** The plugin may write the status. */
  record Granted() implements StatusRight {}

  /**
   * The plugin may not write the status.
   *
   * @param why for people
   */
  record Missing(String why) implements StatusRight {}
}
