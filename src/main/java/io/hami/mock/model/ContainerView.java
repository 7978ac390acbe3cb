package io.hami.mock.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The environment variables that show a container its cards. Their names and formats are those of
 * the vendor's own plugin. A program can read them safely without any real card or mount.
 */
public record ContainerView(List<Variable> variables) {
  /** No variables. */
  public static final ContainerView NONE = new ContainerView(List.of());

  public ContainerView {
    variables = List.copyOf(variables);
  }

  /**
   * A card of which a container was given a part.
   *
   * @param id the card's id in the Node's annotation
   * @param index its position on the Node
   * @param memoryMiB the limit; 0 for none
   * @param cores the limit, in the vendor's unit of compute; 0 for none
   */
  public record GivenCard(String id, long index, int memoryMiB, int cores) {}

  /** One environment variable. */
  public sealed interface Variable {
    /** The ids of the cards, separated by commas. */
    record Ids(String name) implements Variable {}

    /** The positions of the cards on the Node, separated by commas. */
    record Indexes(String name) implements Variable {}

    /**
     * One variable for each card, named {@code prefix} and 0, 1, ..., with the card's memory as
     * {@code 1000m}.
     */
    record MemoryOfEach(String prefix) implements Variable {}

    /** The first card's memory in MiB, followed by {@code suffix}. */
    record Memory(String name, String suffix) implements Variable {}

    /** The first card's share of compute. */
    record Cores(String name) implements Variable {}

    /** The same value for every container. */
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
