package io.hami.mock.port;

import io.hami.mock.model.ResourceName;
import io.hami.mock.model.StatusRight;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Port: writes quantities into the status of the plugin's own Node. All methods return at once. */
public interface NodeStatus {
  /**
   * Asks the API server whether it may, which changes nothing.
   *
   * @param then hears the answer, once, on any thread; {@link StatusRight#UNKNOWN} when there is
   *     none
   */
  void ask(Consumer<StatusRight> then);

  /**
   * Writes quantities and annotations in one request. Requests are made one after another, in the
   * order of the calls.
   *
   * @param quantities for capacity and allocatable alike; an empty one removes the resource
   * @param annotations their new values; an empty one removes its key
   * @param then hears what became of it, once, on any thread
   */
  void write(
      Map<ResourceName, Optional<Long>> quantities,
      Map<String, Optional<String>> annotations,
      Consumer<NodeWriter.Answer> then);
}
