package io.hami.mock.fault;

import java.time.Duration;
import java.util.Optional;

/** Something that goes wrong on real nodes. Its text is for people. */
public sealed interface Fault {
  /** Cards are unhealthy, and so is what they amount to. */
  record Unhealthy(Selection cards) implements Fault {
    @Override
    public String toString() {
      return cards + " unhealthy";
    }
  }

  /**
   * Cards are unhealthy and healthy by turns, unhealthy first.
   *
   * @param period of each turn, 1 s to 1 h
   */
  record Flapping(Selection cards, Duration period) implements Fault {
    @Override
    public String toString() {
      return cards + " unhealthy every other " + DurationText.of(period);
    }
  }

  /**
   * The stream to the kubelet ends as if the plugin had crashed, and the plugin registers again.
   *
   * @param period how long after the one before it ends again, 1 s to 1 h; empty for once
   */
  record StreamDropped(Optional<Duration> period) implements Fault {
    @Override
    public String toString() {
      return "stream dropped" + period.map(every -> " every " + DurationText.of(every)).orElse("");
    }
  }

  /** The plugin is not registered: the stream ends, and nothing is registered until it is over. */
  record RegistrationWithheld() implements Fault {
    @Override
    public String toString() {
      return "registration withheld";
    }
  }

  /**
   * Allocate is answered late. A kubelet sets no deadline and admits no other pod meanwhile
   * (docs/kubelet.md 0).
   *
   * @param by 1 ms to 10 min
   */
  record AllocateDelayed(Duration by) implements Fault {
    @Override
    public String toString() {
      return "Allocate delayed by " + DurationText.of(by);
    }
  }

  /**
   * Allocate is refused, and the pod with it.
   *
   * @param message what the pod's status says
   */
  record AllocateFailed(String message) implements Fault {
    @Override
    public String toString() {
      return "Allocate fails with '" + message + "'";
    }
  }

  /** What the kubelet was told last stays, whatever becomes of the cards. */
  record ListFrozen() implements Fault {
    @Override
    public String toString() {
      return "list frozen";
    }
  }
}
