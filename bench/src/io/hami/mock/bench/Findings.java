package io.hami.mock.bench;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** All that was measured of one binary. */
final class Findings {
  private final Map<Integer, Spread> starts = new TreeMap<>();
  private final Map<Integer, Rest> rests = new TreeMap<>();
  private final Spread changes = new Spread();
  private final Spread recoveries = new Spread();
  private final Spread ends = new Spread();
  private int socketsLeft;

  /** From exec to all units known, by their number. */
  Spread starts(int units) {
    return starts.computeIfAbsent(units, _ -> new Spread());
  }

  Map<Integer, Rest> rests() {
    return rests;
  }

  /** From an annotation being sent to the kubelet knowing it. */
  Spread changes() {
    return changes;
  }

  /** From the kubelet's socket being there to all units known. */
  Spread recoveries() {
    return recoveries;
  }

  /** From SIGTERM to the end. */
  Spread ends() {
    return ends;
  }

  /** At all of its ends together. */
  int socketsLeft() {
    return socketsLeft;
  }

  void add(RunningPlugin.End end) {
    ends.add(OptionalLong.of(end.nanos()));
    socketsLeft += end.sockets();
  }
}
