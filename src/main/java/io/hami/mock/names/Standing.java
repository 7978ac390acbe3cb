package io.hami.mock.names;

/** Which plugin a resource name belongs to on this Node. */
public sealed interface Standing {
  Standing FREE = new Free();

  /** No plugin has the name. */
  record Free() implements Standing {}

  /**
   * The name belongs to this plugin, in this process or an earlier one, or can be taken over now.
   *
   * @param units whether the kubelet knows the name as a device plugin's; it forgets that only five
   *     minutes after the plugin has gone
   */
  record Ours(boolean units) implements Standing {}

  /**
   * Another plugin has the name. It is checked again with every change of the Node and of the
   * checkpoint.
   *
   * @param why which plugin, and how that is known; for people
   */
  record Taken(String why) implements Standing {}

  /**
   * No plugin serves the name any more, but it cannot be taken over yet.
   *
   * @param why for people
   * @param until nanoseconds on the loop's clock; the latest time of the next check, {@link
   *     Long#MAX_VALUE} as long as this plugin serves the name by another route
   */
  record Remembered(String why, long until) implements Standing {}
}
