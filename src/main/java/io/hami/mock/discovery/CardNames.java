package io.hami.mock.discovery;

import io.hami.mock.config.Section;
import io.hami.mock.model.ResourceName;
import java.util.Optional;

/**
 * The names that most vendors have in their section of the device config. A resource whose name is
 * missing or empty is not served (docs/vendors.md 3.2).
 *
 * @param count resourceCountName
 * @param memory resourceMemoryName
 * @param cores resourceCoreName
 * @param memoryFactor at least 1; 1 where the file has 0, less, or nothing, as in HAMi's scheduler
 */
public record CardNames(
    Optional<ResourceName> count,
    Optional<ResourceName> memory,
    Optional<ResourceName> cores,
    int memoryFactor) {
  public static final String COUNT = "resourceCountName";
  public static final String MEMORY = "resourceMemoryName";
  public static final String CORES = "resourceCoreName";

  /** Names without a factor; an empty text stands for no name. */
  public static CardNames of(String count, String memory, String cores) {
    return new CardNames(name(count), name(memory), name(cores), 1);
  }

  /** The name {@code text}, if it is not empty. */
  public static Optional<ResourceName> name(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(ResourceName.parse(text));
  }

  /** Names of a vendor whose own plugin serves only the count. */
  public static CardNames countRead(Section section) {
    return new CardNames(section.reads(COUNT), section.serves(MEMORY), section.serves(CORES), 1);
  }

  /** Names of a vendor whose own plugin serves memory and cores. */
  public static CardNames countServed(Section section) {
    return new CardNames(section.serves(COUNT), section.reads(MEMORY), section.reads(CORES), 1);
  }

  /** The name of a vendor that has only a count. */
  public static CardNames countOnly(Section section) {
    return new CardNames(section.serves(COUNT), Optional.empty(), Optional.empty(), 1);
  }

  /** These names with the memory factor of {@code section}. */
  public CardNames withFactorOf(Section section) {
    return new CardNames(count, memory, cores, section.factor("memoryFactor"));
  }

  /** These names with {@code name} for the count. */
  public CardNames withCount(ResourceName name) {
    return new CardNames(Optional.of(name), memory, cores, memoryFactor);
  }

  /** These names with {@code name} for memory. */
  public CardNames withMemory(ResourceName name) {
    return new CardNames(count, Optional.of(name), cores, memoryFactor);
  }

  /** These names with {@code name} for cores. */
  public CardNames withCores(ResourceName name) {
    return new CardNames(count, memory, Optional.of(name), memoryFactor);
  }
}
