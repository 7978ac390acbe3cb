package io.hami.mock.inventory;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A number of cards of one model, with the values that differ from the model.
 *
 * @param count at least 1
 * @param memoryMiB replaces the model's, before any scaling
 * @param cores replaces the model's
 * @param slots replaces the model's and that of the vendor's configuration
 * @param type replaces the model's
 * @param numa the NUMA node of the cards
 * @param mode the way in which tasks share the cards, one of {@link CardProfiles#modes}
 * @param healthy whether the cards are healthy
 */
public record CardGroup(
    CardProfile profile,
    int count,
    OptionalInt memoryMiB,
    OptionalInt cores,
    OptionalInt slots,
    Optional<String> type,
    int numa,
    Optional<String> mode,
    boolean healthy) {
  /** Cards with all values of the model. */
  public static CardGroup of(CardProfile profile, int count) {
    return new CardGroup(
        profile,
        count,
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalInt.empty(),
        Optional.empty(),
        0,
        Optional.empty(),
        true);
  }

  @Override
  public String toString() {
    return count + " x " + profile.name();
  }
}
