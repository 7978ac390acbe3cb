package io.hami.mock.port;

/** Whose devices a kubelet has under a resource's name, by its own account on disk. */
public sealed interface Holding {
  /** The account does not speak of the name, or cannot be read. */
  record Unknown() implements Holding {}

  /** Somebody's who has gone: no healthy device is left, or pods hold some of it only. */
  record Remembered() implements Holding {}

  /** This plugin's, from before a restart it may be, or those of the one that it replaces. */
  record Ours() implements Holding {}

  /** Another plugin's. */
  record Foreign(String sampleDeviceId) implements Holding {}
}
