package io.hami.mock.model;

import java.util.Map;
import java.util.Optional;

/**
 * The annotations through which a vendor's plugin and HAMi's scheduler work together
 * (docs/vendors.md 4).
 *
 * @param annotations of the Node, by key: the cards and related data; none for vendors whose cards
 *     the scheduler counts from capacity
 * @param handshake the annotation in which the plugin reports that it is alive; empty for vendors
 *     without one
 * @param binding how the plugin completes the binding of a pod that got cards; empty for vendors
 *     whose pods need no completion
 */
public record Contract(
    Map<String, String> annotations, Optional<Handshake> handshake, Optional<Binding> binding) {
  /** No annotations, no handshake and no binding. */
  public static final Contract NONE = new Contract(Map.of(), Optional.empty(), Optional.empty());

  public Contract {
    annotations = Map.copyOf(annotations);
  }

  /**
   * A handshake: the scheduler writes a request into the annotation, and the plugin answers that it
   * is alive.
   *
   * @param key the annotation of the Node
   */
  public record Handshake(String key, Form form) {
    /** The format of the time in the handshake. HAMi's scheduler reads only the first word. */
    public enum Form {
      /** {@code Reported 2026-01-04 12:20:09.577653598 +0000 UTC m=+17.4}, as Go prints a time. */
      GO,
      /** {@code Reported_2026.01.04 12:20:09}. */
      DOTTED
    }
  }

  /**
   * How a binding is completed. HAMi's scheduler has locked the Node and written the pod's cards
   * into an annotation of the pod. The plugin that serves the count removes them from that list in
   * Allocate, and unlocks the Node when the list is empty.
   *
   * @param count the resource whose Allocate completes the binding
   * @param toAllocate the annotation of the pod with its cards
   * @param lock the annotation of the Node that is the lock
   * @param view what the container's program is shown of its cards
   */
  public record Binding(ResourceName count, String toAllocate, String lock, ContainerView view) {}
}
