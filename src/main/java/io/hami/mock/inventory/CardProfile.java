package io.hami.mock.inventory;

/**
 * A model of card, as its vendor's plugin would describe it.
 *
 * @param name the name in a config: lower case, such as {@code nvidia-a100-80gb}
 * @param vendor the vendor's display name
 * @param family the vendor's family that the card belongs to; the vendor's name again where there
 *     is only one family
 * @param model the vendor's own name of the model
 * @param type the model as the vendor's plugin writes it to the Node
 * @param memoryMiB device memory before any scaling, in MiB; 0 where HAMi knows none
 * @param cores compute in the vendor's unit: percent, AI cores, compute units or cores
 * @param slots how many tasks may share a card, unless the vendor's configuration sets it
 */
public record CardProfile(
    String name,
    String vendor,
    String family,
    String model,
    String type,
    int memoryMiB,
    int cores,
    int slots) {}
