package io.hami.mock.port;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Port: the pods that are bound to the own Node. Every call blocks until the API server has
 * answered or the thread is interrupted. It fails if the API server cannot be reached or refuses;
 * the message names the missing right.
 */
public interface Pods {
  /** The present pod; empty if there is none. */
  Optional<BoundPod> get(String namespace, String name) throws IOException;

  /** The pods of the own Node that have not started to run. */
  List<BoundPod> pending() throws IOException;

  /**
   * Writes annotations in one request, on this pod only: another pod with its name is not changed.
   *
   * @param pod the pod as it was read
   * @param changes the keys that change and their new values; an empty one removes the key
   * @throws ChangedException if the pod has changed since it was read, or is gone; nothing was
   *     written
   */
  void annotate(BoundPod pod, Map<String, Optional<String>> changes) throws IOException;

  /** What to grant so that all of this may be done; empty where nothing is missing. */
  Optional<String> missingRights() throws IOException;

  /** A right is missing; the message names it. */
  final class ForbiddenException extends IOException {
    private static final long serialVersionUID = 1;

    private final String verb;

    /**
     * @param verb what may not be done with pods
     */
    public ForbiddenException(String verb, String why) {
      super(why);
      this.verb = verb;
    }

    /** What may not be done with pods; unlike the message it is the same for each pod. */
    public String verb() {
      return verb;
    }
  }

  /** The pod has changed or is gone: the caller must read it and decide again. */
  final class ChangedException extends IOException {
    private static final long serialVersionUID = 1;

    public ChangedException(String why) {
      super(why);
    }
  }
}
