package io.hami.mock.names;

import java.util.Optional;

/**
 * How often another component has patched its own number into the Node's status in the place of
 * this plugin's units. The kubelet puts its number back with its next status, so such a patch never
 * lasts: it is the repetition that shows that the component means it. HAMi's own plugin does this
 * for memory and cores with {@code --report-node-capacity} (HAMi #2874).
 */
final class Patches {
  private int times;
  private boolean shown;
  private Optional<Long> last = Optional.empty();
  private Optional<Long> until = Optional.empty();
  private String what = "";

  /**
   * Takes in whether the Node shows such a number now.
   *
   * @param number whose and how much; empty where it shows none
   * @param now nanoseconds
   */
  void look(Optional<String> number, long now) {
    until = until.filter(end -> end - now > 0);
    last = last.filter(at -> now - at < Ledger.FORGETTING.toNanos());
    if (last.isEmpty()) {
      times = 0;
    }
    if (number.isPresent() && !shown) {
      times++;
      last = Optional.of(now);
    }
    if (number.isPresent() && times >= Ledger.RESTORATIONS) {
      // As long as the kubelet remembers this plugin it writes zeros between the other's numbers.
      until = Optional.of(now + Ledger.FORGETTING.toNanos());
      what = number.get();
    }
    shown = number.isPresent();
  }

  /** Why the name is left to the other component; empty where it is not. */
  Optional<String> why() {
    return until.map(_ -> what);
  }

  /** When that is looked at again. */
  Optional<Long> end() {
    return until;
  }

  boolean isBlank() {
    return until.isEmpty() && last.isEmpty();
  }
}
