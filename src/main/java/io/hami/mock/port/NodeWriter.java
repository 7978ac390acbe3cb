package io.hami.mock.port;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Port: writes annotations on the plugin's own Node. */
public interface NodeWriter {
  /**
   * Writes annotations in one request, so that whoever watches the Node sees all of them at once or
   * none. Requests are made one after another, in the order of the calls. Returns at once.
   *
   * @param changes the keys that change and their new values; an empty one removes the key
   * @param then hears what became of it, once, on any thread
   */
  void annotate(Map<String, Optional<String>> changes, Consumer<Answer> then);

  /**
   * Removes an annotation if it still has the value that was read, and leaves any other value as it
   * is. Takes its turn among the requests of {@link #annotate}. Returns at once.
   *
   * @param then hears what became of it, once, on any thread
   */
  void release(String key, String value, Consumer<Release> then);

  /** What became of a release: what can become of any request, or {@link Changed}. */
  sealed interface Release {
    /** The annotation has another value by now, or is gone; nothing was written. */
    record Changed() implements Release {}
  }

  /** What became of a request. */
  sealed interface Answer extends Release {
    /** The Node has it. */
    record Written() implements Answer {}

    /**
     * A right is missing; asking again is of no use until it is granted.
     *
     * @param why names the right, for people
     */
    record Forbidden(String why) implements Answer {}

    /** It may or may not have been written; asking again does no harm. */
    record Failed(String why) implements Answer {}
  }
}
