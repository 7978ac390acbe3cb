package io.hami.mock.port;

import java.util.List;

/**
 * What was done about the things that this plugin has left on a Node.
 *
 * @param name the Node's
 */
public record CleanedNode(String name, List<Item> items) {
  public CleanedNode {
    items = List.copyOf(items);
  }

  /** One thing that was left, and what became of it. */
  public record Item(Leftover what, Outcome outcome) {}

  /** What became of one thing. */
  public sealed interface Outcome {
    /** It is gone. */
    record Removed() implements Outcome {}

    /** It would be removed; nothing was written. */
    record Found() implements Outcome {}

    /**
     * It is no longer this plugin's.
     *
     * @param by who has written it since, as the API server records it
     */
    record Kept(String by) implements Outcome {}

    /**
     * It is still there.
     *
     * @param why for people, with the way out
     */
    record Failed(String why) implements Outcome {}
  }
}
