package io.hami.mock.annotation;

import java.util.List;

/**
 * A size of MIG instance that a card can be divided into, and where on the card it can be. HAMi's
 * scheduler gives a pod the smallest one that has enough memory and a free place (docs/vendors.md
 * 2.1).
 *
 * @param name such as {@code 3g.40gb}
 * @param memoryMiB memory of one instance, in MiB
 * @param percent compute of one instance, in percent of the card, rounded up
 * @param slices of compute, 1 to 7
 * @param starts the memory slices at which an instance can begin, from 0
 * @param size how many memory slices it takes
 */
public record MigProfile(
    String name, int memoryMiB, int percent, int slices, List<Integer> starts, int size) {
  public MigProfile {
    starts = List.copyOf(starts);
  }
}
