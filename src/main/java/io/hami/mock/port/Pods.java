package io.hami.mock.port;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Port: the pods that are bound to the own Node. Every call blocks until the API server has
 * answered or the thread is interrupted. It fails where the API server cannot be reached or
 * refuses, with the right that is missing.
 */
public interface Pods {
  /** The pod as it is now; empty where there is none. */
  Optional<BoundPod> get(String namespace, String name) throws IOException;

  /** The pods of the own Node that have not begun to run. */
  List<BoundPod> pending() throws IOException;

  /**
   * Writes annotations in one request, on exactly this pod: another of its name is left alone.
   *
   * @param pod as it was read
   * @param changes the keys that change and their new values; an empty one removes the key
   * @throws ChangedException where the pod has changed since it was read, or is gone; nothing was
   *     written
   */
  void annotate(BoundPod pod, Map<String, Optional<String>> changes) throws IOException;

  /** A right is missing, which the message names. */
  final class ForbiddenException extends IOException {
    private static final long serialVersionUID = 1;

    public ForbiddenException(String why) {
      super(why);
    }
  }

  /** Somebody else was faster: what is to be written has to be decided anew. */
  final class ChangedException extends IOException {
    private static final long serialVersionUID = 1;

    public ChangedException(String why) {
      super(why);
    }
  }
}
