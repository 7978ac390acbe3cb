package io.hami.mock.model;

import java.util.Map;
import java.util.Optional;

/**
 * What a vendor's plugin agrees on with HAMi's scheduler by way of annotations (docs/vendors.md 4).
 *
 * @param annotations of the Node, by key: the cards, and what goes with them; none for vendors
 *     whose cards the scheduler counts from capacity
 * @param handshake the annotation by which the plugin says that it lives; empty for vendors without
 * @param binding how a pod that got cards is waved through; empty for vendors whose pods wait for
 *     nobody
 */
public record Contract(
    Map<String, String> annotations, Optional<Handshake> handshake, Optional<Binding> binding) {
  /** Nothing is agreed on. */
  public static final Contract NONE = new Contract(Map.of(), Optional.empty(), Optional.empty());

  public Contract {
    annotations = Map.copyOf(annotations);
  }

  /**
   * A handshake: the scheduler writes that it asks, the plugin that it is there.
   *
   * @param key the annotation of the Node
   */
  public record Handshake(String key, Form form) {
    /** How a vendor's plugin writes the time into it; nobody reads more than the first word. */
    public enum Form {
      /** {@code Reported 2026-01-04 12:20:09.577653598 +0000 UTC m=+17.4}, as Go prints a time. */
      GO,
      /** {@code Reported_2026.01.04 12:20:09}. */
      DOTTED
    }
  }

  /**
   * How a binding ends: the scheduler has locked the Node and written into the pod which cards it
   * gets, whoever serves the count takes them off that list, and unlocks the Node when it is empty.
   *
   * @param count the resource whose Allocate does it
   * @param toAllocate the annotation of the pod with its cards
   * @param lock the annotation of the Node that is the lock
   * @param view what the container's program is shown of its cards
   */
  public record Binding(ResourceName count, String toAllocate, String lock, ContainerView view) {}
}
