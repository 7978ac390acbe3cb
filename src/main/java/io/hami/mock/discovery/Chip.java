package io.hami.mock.discovery;

import io.hami.mock.config.Section;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One of the chips of a vendor whose device config has an entry for each.
 *
 * @param chipName the vendor's name of the chip
 * @param commonWord the word from which the names of the chip's annotations and resources are built
 * @param slots how many tasks may share a card; empty where the file does not set it
 */
public record Chip(String chipName, String commonWord, CardNames names, OptionalInt slots) {
  /** A chip for which the file does not set the slots. */
  public Chip(String chipName, String commonWord, CardNames names) {
    this(chipName, commonWord, names, OptionalInt.empty());
  }

  static Chip read(Section section, CardNames names, OptionalInt slots) {
    String commonWord = section.text("commonWord").orElse("");
    if (commonWord.isEmpty()) {
      section.problem("commonWord is missing: without it the chip's annotation has no name");
    }
    return new Chip(section.text("chipName").orElse(""), commonWord, names, slots);
  }

  Chip with(CardNames others) {
    return new Chip(chipName, commonWord, others, slots);
  }

  /** {@code given}, and those of the {@code chart}'s chips that are not among them. */
  static List<Chip> completed(List<Chip> given, List<Chip> chart) {
    Set<String> words = given.stream().map(Chip::commonWord).collect(Collectors.toSet());
    return Stream.concat(
            given.stream(), chart.stream().filter(chip -> !words.contains(chip.commonWord())))
        .toList();
  }
}
