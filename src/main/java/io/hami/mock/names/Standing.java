package io.hami.mock.names;

/** Whose a resource name is on this Node. */
public sealed interface Standing {
  Standing FREE = new Free();

  /** Nobody's. */
  record Free() implements Standing {}

  /**
   * This plugin's, of this life or an earlier one, or there for the taking.
   *
   * @param units whether the kubelet knows it as a device plugin's, which it forgets only after
   *     five minutes without one
   */
  record Ours(boolean units) implements Standing {}

  /**
   * Somebody else's. It is looked at again with every change of the Node and of the checkpoint.
   *
   * @param why by whom, and how that is known; for people
   */
  record Taken(String why) implements Standing {}

  /**
   * Nobody serves it any more, and it cannot be taken over yet.
   *
   * @param why for people
   * @param until nanoseconds on the loop's clock, when it is looked at again at the latest
   */
  record Remembered(String why, long until) implements Standing {}
}
