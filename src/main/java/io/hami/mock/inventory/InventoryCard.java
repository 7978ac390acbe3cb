package io.hami.mock.inventory;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;

/**
 * One made-up card.
 *
 * @param profile its model
 * @param id made from the Node's name, the family and the index: the same after every restart,
 *     whatever else changes about the card
 * @param index position among the cards of its family on the Node, from 0
 * @param memoryMiB device memory before any scaling, in MiB
 * @param cores compute in the vendor's unit
 * @param slots how many tasks may share it; empty: as in the vendor's configuration
 * @param type the model as the vendor's plugin writes it
 * @param numa its NUMA node
 * @param mode empty: the vendor's usual one
 */
public record InventoryCard(
    CardProfile profile,
    UUID id,
    int index,
    int memoryMiB,
    int cores,
    OptionalInt slots,
    String type,
    int numa,
    Optional<String> mode,
    boolean healthy) {
  /** This card, unhealthy. */
  public InventoryCard unhealthy() {
    return new InventoryCard(profile, id, index, memoryMiB, cores, slots, type, numa, mode, false);
  }

  static InventoryCard of(CardGroup group, String node, int index) {
    CardProfile profile = group.profile();
    String seed = node + "/" + profile.vendor() + "/" + profile.family() + "/" + index;
    return new InventoryCard(
        profile,
        UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8)),
        index,
        group.memoryMiB().orElse(profile.memoryMiB()),
        group.cores().orElse(profile.cores()),
        group.slots(),
        group.type().orElse(profile.type()),
        group.numa(),
        group.mode(),
        group.healthy());
  }
}
