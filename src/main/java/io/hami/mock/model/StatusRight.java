package io.hami.mock.model;

/** Whether this plugin may write the Node's status: {@code patch} on {@code nodes/status}. */
public sealed interface StatusRight {
  /** Nobody has asked the API server yet. */
  StatusRight UNKNOWN = new Unknown();

  StatusRight GRANTED = new Granted();

  /** It has not been asked for, or the API server has not answered. */
  record Unknown() implements StatusRight {}

  /** It may. */
  record Granted() implements StatusRight {}

  /**
   * It may not.
   *
   * @param why for people
   */
  record Missing(String why) implements StatusRight {}
}
