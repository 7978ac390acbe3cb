package io.hami.mock.hardware;

import java.util.Map;
import java.util.Optional;

/**
 * An error that NVIDIA's driver reports of a card.
 *
 * @param card the card's id; empty where the driver does not say which
 * @param number the number of the kind of error, 999 where the driver does not know it
 */
record Xid(Optional<String> card, long number) {
  /** What NVIDIA's catalogue of Xid errors calls those that operators meet. */
  private static final Map<Long, String> MEANINGS =
      Map.ofEntries(
          Map.entry(13L, "graphics engine exception"),
          Map.entry(31L, "memory page fault of an application"),
          Map.entry(43L, "the GPU stopped processing an application"),
          Map.entry(45L, "preemptive cleanup after earlier errors"),
          Map.entry(46L, "the GPU stopped processing"),
          Map.entry(48L, "uncorrectable (double bit) ECC error"),
          Map.entry(61L, "internal microcontroller breakpoint"),
          Map.entry(62L, "internal microcontroller halt"),
          Map.entry(63L, "ECC page retirement or row remapping"),
          Map.entry(64L, "ECC page retirement or row remapping failed"),
          Map.entry(68L, "video processor exception"),
          Map.entry(69L, "graphics engine class error"),
          Map.entry(74L, "NVLink error"),
          Map.entry(79L, "the GPU has fallen off the bus"),
          Map.entry(92L, "high rate of single bit ECC errors"),
          Map.entry(94L, "contained ECC error"),
          Map.entry(95L, "uncontained ECC error"),
          Map.entry(109L, "context switch timeout"),
          Map.entry(119L, "the GPU's system processor does not answer"),
          Map.entry(120L, "error of the GPU's system processor"),
          Map.entry(140L, "unrecovered ECC error"),
          Map.entry(154L, "the GPU needs a recovery action"));

  /** {@code Xid 79 (the GPU has fallen off the bus)}. */
  @Override
  public String toString() {
    String meaning = MEANINGS.get(number);
    return "Xid " + number + (meaning == null ? "" : " (" + meaning + ")");
  }
}
