package io.hami.mock.port;

import io.hami.mock.model.ResourceName;
import io.hami.mock.model.StatusRight;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Port: writes quantities into the status of the plugin's own Node. All methods return at once. */
public interface NodeStatus {
  /** The annotation that says which quantities of the Node's status are this plugin's. */
  String MARK = "mock.hami.io/node-status";

  /**
   * Asks the API server whether it may, which changes nothing.
   *
   * @param then hears the answer, once, on any thread; {@link StatusRight#UNKNOWN} when there is
   *     none
   */
  void ask(Consumer<StatusRight> then);

  /**
   * Writes quantities and the mark in one request. Requests are made one after another, in the
   * order of the calls.
   *
   * @param quantities for capacity and allocatable alike; an empty one removes the resource
   * @param mark the new value of {@link #MARK}; empty removes it
   * @param then hears what became of it, once, on any thread
   */
  void write(
      Map<ResourceName, Optional<Long>> quantities,
      Optional<String> mark,
      Consumer<NodeWriter.Answer> then);
}
