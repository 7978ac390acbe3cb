package io.hami.mock.model;

/**
 * One accelerator as a register annotation describes it.
 *
 * @param id the card's UUID, or whatever its vendor uses for one; may be empty and need not be
 *     unique
 * @param index position on the node, from 0
 * @param slots how many tasks may share it ({@code count} on the wire)
 * @param memoryMiB device memory in MiB ({@code devmem} on the wire), scaled by the vendor's plugin
 *     already
 * @param cores compute ({@code devcore} on the wire): percent, AI cores or compute units, depending
 *     on the vendor
 * @param type model, as the vendor's plugin writes it
 * @param numa NUMA node; -1 when unknown
 * @param mode {@code hami-core}, {@code mig}, {@code mps} or empty
 * @param healthy false where the annotation does not give the card's health, as HAMi's scheduler
 *     reads it
 */
public record Card(
    String id,
    long index,
    int slots,
    int memoryMiB,
    int cores,
    String type,
    long numa,
    String mode,
    boolean healthy) {
  /** This card with another memory and compute. */
  public Card with(int memory, int compute) {
    return new Card(id, index, slots, memory, compute, type, numa, mode, healthy);
  }

  /** This card, unhealthy. */
  public Card unhealthy() {
    return new Card(id, index, slots, memoryMiB, cores, type, numa, mode, false);
  }

  /** This card with another type. */
  public Card typed(String model) {
    return new Card(id, index, slots, memoryMiB, cores, model, numa, mode, healthy);
  }

  /** This card with another id. */
  public Card named(String name) {
    return new Card(name, index, slots, memoryMiB, cores, type, numa, mode, healthy);
  }
}
