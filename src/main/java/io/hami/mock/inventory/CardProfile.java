package io.hami.mock.inventory;

/**
 * A model of card, as its vendor's plugin would describe it.
 *
 * @param name what a config calls it: lower case, as {@code nvidia-a100-80gb}
 * @param vendor the vendor's name, as people see it
 * @param family which of the vendor's families of cards it belongs to; the vendor's name again
 *     where there is only one
 * @param model the vendor's own name of the model
 * @param type the model as the vendor's plugin writes it to the Node
 * @param memoryMiB device memory before any scaling, in MiB; 0 where HAMi knows none
 * @param cores compute as the vendor counts it: percent, AI cores, compute units or cores
 * @param slots how many tasks may share a card, unless the vendor's configuration says
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
