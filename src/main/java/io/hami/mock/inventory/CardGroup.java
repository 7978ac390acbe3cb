package io.hami.mock.inventory;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * So many cards of one model, with what is different about them.
 *
 * @param count at least 1
 * @param memoryMiB in place of the model's, before any scaling
 * @param cores in place of the model's
 * @param slots in place of the model's and of the vendor's configuration
 * @param type in place of the model's
 * @param numa the NUMA node they are at
 * @param mode as NVIDIA's plugin has it: {@code hami-core}, {@code mig} or {@code mps}
 * @param healthy whether they are
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
  /** Cards as the model has them. */
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
