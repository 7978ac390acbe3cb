package io.hami.mock.port;

import io.hami.mock.model.ResourceName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Says what containers that are given units get to see. */
public interface Allocator {
  /** Containers get to see nothing. */
  Allocator NOTHING =
      (_, cards) ->
          CompletableFuture.completedFuture(
              cards.stream().map(_ -> Map.<String, String>of()).toList());

  /**
   * Answers one Allocate call; may be called on any thread and returns at once.
   *
   * @param cards for each container the ids of the cards whose units it was given, each once, in
   *     the order of the list; empty where units are nobody's in particular
   * @return the environment of each container, as many as there are lists in {@code cards}. Fails
   *     with a message for the pod's owner where the pod must not start. Whoever waits no longer
   *     cancels it; nothing more is done for the call then
   */
  CompletableFuture<List<Map<String, String>>> allocate(
      ResourceName name, List<List<String>> cards);
}
