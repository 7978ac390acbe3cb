package io.hami.mock.histories;

import io.hami.mock.model.KubeletVersion;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A sequence of steps.
 *
 * @param kubelet the release of the Node's kubelet
 * @param hardware whether the plugin asks AMD's library
 */
record History(KubeletVersion kubelet, boolean hardware, List<Move> moves) {
  History {
    moves = List.copyOf(moves);
  }

  /** A step, and how long nothing happens after it. */
  record Move(Step step, Duration pause) {
    @Override
    public String toString() {
      return step + " then " + pause;
    }
  }

  @Override
  public String toString() {
    return moves.stream()
        .map(move -> "\n  " + move)
        .collect(
            Collectors.joining("", "kubelet " + kubelet + (hardware ? ", hardware" : ""), "\n"));
  }
}
