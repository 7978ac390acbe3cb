package io.hami.mock.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a program in a container is shown of its cards: environment variables of the names and
 * shapes that the vendor's own plugin uses. None of them needs a card or a mount to be harmless.
 */
public record ContainerView(List<Variable> variables) {
  /** Nothing. */
  public static final ContainerView NONE = new ContainerView(List.of());

  public ContainerView {
    variables = List.copyOf(variables);
  }

  /**
   * A card that a container was given a part of.
   *
   * @param id as its annotation has it
   * @param index its position on the Node
   * @param memoryMiB the limit; 0 for none
   * @param cores the limit, as the vendor counts it; 0 for none
   */
  public record GivenCard(String id, long index, int memoryMiB, int cores) {}

  /** One variable. */
  public sealed interface Variable {
    /** The cards' ids, with commas between them. */
    record Ids(String name) implements Variable {}

    /** The cards' positions on the Node, with commas between them. */
    record Indexes(String name) implements Variable {}

    /**
     * For each card a variable of its own, {@code prefix} and 0, 1, ...: its memory as {@code
     * 1000m}.
     */
    record MemoryOfEach(String prefix) implements Variable {}

    /** The first card's memory in MiB, with {@code suffix} behind it. */
    record Memory(String name, String suffix) implements Variable {}

    /** The first card's share of compute. */
    record Cores(String name) implements Variable {}

    /** The same for all. */
    record Constant(String name, String value) implements Variable {}
  }

  /** The environment of a container with {@code cards}; empty where there are none. */
  public Map<String, String> environment(List<GivenCard> cards) {
    Map<String, String> environment = new LinkedHashMap<>();
    if (cards.isEmpty()) {
      return environment;
    }
    for (Variable variable : variables) {
      switch (variable) {
        case Variable.Ids(String name) -> environment.put(name, list(cards, GivenCard::id));
        case Variable.Indexes(String name) ->
            environment.put(name, list(cards, card -> Long.toString(card.index())));
        case Variable.MemoryOfEach(String prefix) -> {
          for (int i = 0; i < cards.size(); i++) {
            if (cards.get(i).memoryMiB() > 0) {
              environment.put(prefix + i, cards.get(i).memoryMiB() + "m");
            }
          }
        }
        case Variable.Memory(String name, String suffix) -> {
          if (cards.getFirst().memoryMiB() > 0) {
            environment.put(name, cards.getFirst().memoryMiB() + suffix);
          }
        }
        case Variable.Cores(String name) -> {
          if (cards.getFirst().cores() > 0) {
            environment.put(name, Integer.toString(cards.getFirst().cores()));
          }
        }
        case Variable.Constant(String name, String value) -> environment.put(name, value);
      }
    }
    return environment;
  }

  private static String list(List<GivenCard> cards, Function<GivenCard, String> part) {
    return cards.stream().map(part).collect(Collectors.joining(","));
  }
}
