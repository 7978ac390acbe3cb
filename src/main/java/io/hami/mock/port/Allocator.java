package io.hami.mock.port;

import io.hami.mock.model.ResourceName;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Decides which environment containers with allocated units get. */
public interface Allocator {
  /** Gives containers an empty environment. */
  Allocator NOTHING =
      (_, cards) ->
          CompletableFuture.completedFuture(
              cards.stream().map(_ -> Map.<String, String>of()).toList());

  /**
   * Answers one Allocate call; may be called on any thread and returns at once.
   *
   * @param cards for each container the ids of the cards of its units, each once, in the order of
   *     the list; empty if the units belong to no cards
   * @return the environment of each container, as many as there are lists in {@code cards}. If the
   *     pod must not start, it fails with a message for the pod's owner. A caller that no longer
   *     waits cancels it; the call is then dropped
   */
  CompletableFuture<List<Map<String, String>>> allocate(
      ResourceName name, List<List<String>> cards);
}
