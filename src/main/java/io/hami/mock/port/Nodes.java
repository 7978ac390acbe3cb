package io.hami.mock.port;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Port: all Nodes of the cluster, for the command that removes what this plugin has left on them.
 * Every call blocks until the API server has answered; many threads may call at once. A failure's
 * message names the missing right.
 */
public interface Nodes {
  /** Which Nodes. */
  sealed interface Scope {
    /** All Nodes of the cluster. */
    Scope ALL = new Selected("");

    /** The Node with that name. */
    record One(String name) implements Scope {}

    /**
     * The Nodes that a label selector selects, in kubectl's syntax.
     *
     * @param selector empty for all Nodes
     */
    record Selected(String selector) implements Scope {}
  }

  /** The part of a Node that one request writes. */
  enum Part {
    METADATA,
    STATUS
  }

  /**
   * Reads some of the Nodes.
   *
   * @param from where the page before ended; empty for the first page
   * @param each is given one Node after another, so that not all have to be in memory
   * @return where this page ends; empty for the last one
   * @throws ExpiredException when {@code from} is too old: begin again
   * @throws BadSelectorException when the API server cannot read the selector
   */
  String page(Scope.Selected scope, String from, Consumer<ListedNode> each) throws IOException;

  /** The present Node; empty if there is none. */
  Optional<ListedNode> get(String name) throws IOException;

  /**
   * Removes all of {@code what} in one request, if each still has its value; otherwise nothing is
   * written, and the answer is {@link NodeWriter.Release.Changed}.
   */
  NodeWriter.Release remove(String node, Part part, List<Leftover> what);

  /** The list has changed too much since its first page to be continued. */
  final class ExpiredException extends IOException {
    private static final long serialVersionUID = 1;

    public ExpiredException(String why) {
      super(why);
    }
  }

  /** A right is missing; the message names it. */
  final class ForbiddenException extends IOException {
    private static final long serialVersionUID = 1;

    public ForbiddenException(String why) {
      super(why);
    }
  }

  /** The API server cannot read the label selector. */
  final class BadSelectorException extends IOException {
    private static final long serialVersionUID = 1;

    public BadSelectorException(String why) {
      super(why);
    }
  }
}
