package io.hami.mock.cli;

import io.hami.mock.config.Nearest;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command line, split as Go's flag package splits it. A flag has one dash or two. Its value
 * follows an equals sign or, unless the flag is a boolean, is the next argument, whatever that
 * looks like. {@code --} ends the flags. Unlike Go it accepts flags after a word too.
 *
 * @param given the value of each flag that was given; of one that was given twice, the last
 * @param words the arguments that are not flags
 */
record Arguments(Map<Flag, String> given, List<String> words) {
  static Arguments of(String... args) {
    Map<Flag, String> given = new EnumMap<>(Flag.class);
    List<String> words = new ArrayList<>();
    Iterator<String> rest = Arrays.asList(args).iterator();
    while (rest.hasNext()) {
      String argument = rest.next();
      if (argument.equals("--")) {
        rest.forEachRemaining(words::add);
      } else if (argument.startsWith("-") && argument.length() > 1) {
        String[] parts = argument.replaceFirst("^--?", "").split("=", 2);
        Flag flag = flag(parts[0]);
        given.put(flag, parts.length > 1 ? checked(flag, parts[1]) : next(flag, parts[0], rest));
      } else {
        words.add(argument);
      }
    }
    return new Arguments(given, words);
  }

  private static Flag flag(String name) {
    return Flag.named(name)
        .orElseThrow(
            () ->
                new BadFlagException(
                    "flag provided but not defined: -"
                        + name
                        + didYouMean(
                            "-", name, Arrays.stream(Flag.values()).map(Flag::text).toList())));
  }

  private static String next(Flag flag, String name, Iterator<String> rest) {
    if (flag.type() == Flag.Type.BOOL) {
      return "true";
    }
    if (!rest.hasNext()) {
      throw new BadFlagException("flag needs an argument: -" + name);
    }
    return rest.next();
  }

  /** Go accepts six spellings of each boolean; the result is {@code true} or {@code false}. */
  private static String checked(Flag flag, String value) {
    return flag.type() == Flag.Type.BOOL ? Boolean.toString(FlagValues.bool(flag, value)) : value;
  }

  /**
   * A hint with the similar known word, with a dash where it is a flag; empty where none is
   * similar.
   */
  static String didYouMean(String dash, String word, Collection<String> known) {
    return Nearest.to(word, known).map(near -> "; did you mean " + dash + near + "?").orElse("");
  }

  boolean has(Flag flag) {
    return given.containsKey(flag);
  }

  /** The value that was given, or else the default. */
  String value(Flag flag) {
    return given.getOrDefault(flag, flag.byDefault());
  }

  boolean bool(Flag flag) {
    return Boolean.parseBoolean(value(flag));
  }

  /** Like {@link #value}; empty for an empty text. */
  Optional<String> text(Flag flag) {
    return Optional.of(value(flag)).filter(text -> !text.isEmpty());
  }

  Optional<Path> path(Flag flag) {
    return FlagValues.path(flag, value(flag));
  }

  Optional<InetSocketAddress> address(Flag flag) {
    return text(flag).map(text -> FlagValues.address(flag, text));
  }
}
