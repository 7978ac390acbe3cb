package io.hami.mock.fault;

import java.time.Duration;
import java.util.Optional;

/** A failure that happens on real nodes. Its text is for people. */
public sealed interface Fault {
  /** Cards are unhealthy, and so are their units. */
  record Unhealthy(Selection cards) implements Fault {
    @Override
    public String toString() {
      return cards + " unhealthy";
    }
  }

  /**
   * Cards are alternately unhealthy and healthy, unhealthy first.
   *
   * @param period length of each phase, 1 s to 1 h
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
   * @param period the time after which the stream ends again, 1 s to 1 h; empty to end it only once
   */
  record StreamDropped(Optional<Duration> period) implements Fault {
    @Override
    public String toString() {
      return "stream dropped" + period.map(every -> " every " + DurationText.of(every)).orElse("");
    }
  }

  /**
   * The plugin is not registered: the stream ends, and nothing is registered until the fault ends.
   */
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
   * Allocate fails, and the kubelet rejects the pod.
   *
   * @param message what the pod's status says
   */
  record AllocateFailed(String message) implements Fault {
    @Override
    public String toString() {
      return "Allocate fails with '" + message + "'";
    }
  }

  /** The kubelet keeps the list that it was last sent, whatever happens to the cards. */
  record ListFrozen() implements Fault {
    @Override
    public String toString() {
      return "list frozen";
    }
  }
}
