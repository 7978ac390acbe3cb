package io.hami.mock.port;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Port: writes annotations on the plugin's own Node. */
public interface NodeWriter {
  /**
   * Writes annotations in one request, so that watchers of the Node see all of the changes at once
   * or none. Requests are made one after another, in the order of the calls. Returns at once.
   *
   * @param changes the keys that change and their new values; an empty one removes the key
   * @param then is given the result, once, on any thread
   */
  void annotate(Map<String, Optional<String>> changes, Consumer<Answer> then);

  /**
   * Removes an annotation if it still has {@code value}, and leaves any other value as it is. The
   * request is queued with those of {@link #annotate}. Returns at once.
   *
   * @param then is given the result, once, on any thread
   */
  void release(String key, String value, Consumer<Release> then);

  /** The result of a release: that of any request, or {@link Changed}. */
  sealed interface Release {
    /** The annotation has another value or is gone; nothing was written. */
    record Changed() implements Release {}
  }

  /** The result of a request. */
  sealed interface Answer extends Release {
    /** The Node has been written. */
    record Written() implements Answer {}

    /**
     * A right is missing; a new attempt fails until it is granted.
     *
     * @param why names the right, as text for people
     */
    record Forbidden(String why) implements Answer {}

    /** It may or may not have been written; a new attempt does no harm. */
    record Failed(String why) implements Answer {}
  }
}
