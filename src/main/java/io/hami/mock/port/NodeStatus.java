package io.hami.mock.port;

import io.hami.mock.model.ResourceName;
import io.hami.mock.model.StatusRight;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Port: writes quantities into the status of the plugin's own Node. All methods return at once. */
public interface NodeStatus {
  /** The name by which the API server records this plugin's writes in metadata.managedFields. */
  String FIELD_MANAGER = "hami-mock-device-plugin";

  /**
   * Asks the API server whether the plugin may write the status; this changes nothing.
   *
   * @param then is given the answer, once, on any thread; {@link StatusRight#UNKNOWN} if there is
   *     none
   */
  void ask(Consumer<StatusRight> then);

  /**
   * Writes quantities and annotations in one request. Requests are made one after another, in the
   * order of the calls.
   *
   * @param quantities written to capacity and allocatable alike; an empty one removes the resource
   * @param annotations their new values; an empty one removes its key
   * @param then is given the result, once, on any thread
   */
  void write(
      Map<ResourceName, Optional<Long>> quantities,
      Map<String, Optional<String>> annotations,
      Consumer<NodeWriter.Answer> then);
}
