package io.hami.mock.fuzz;

import io.hami.mock.annotation.CardCodec;
import io.hami.mock.annotation.CardTexts;
import io.hami.mock.annotation.Decoded;
import io.hami.mock.annotation.Encoding;
import io.hami.mock.annotation.Owned;
import io.hami.mock.annotation.PairScores;
import io.hami.mock.annotation.PodDevices;
import io.hami.mock.cli.ArgumentParser;
import io.hami.mock.cli.Command;
import io.hami.mock.config.Parsed;
import io.hami.mock.discovery.EveryVendor;
import io.hami.mock.model.Card;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The parsers of text from outside. Each gets any text and must answer as its grammar does or,
 * without a grammar, must answer at all, and must read again what it has written.
 */
enum Target {
  JSON {
    @Override
    void check(String text) {
      sameCards(text, Encoding.JSON, Grammar::json, Target::json);
    }
  },
  TEXT {
    @Override
    void check(String text) {
      sameCards(text, Encoding.TEXT, Grammar::text, CardTexts::nineFields);
    }
  },
  JSON_OR_TEXT {
    @Override
    void check(String text) {
      sameCards(text, Encoding.JSON_OR_TEXT, Grammar::jsonOrText, Target::json);
    }
  },
  METAX {
    @Override
    void check(String text) {
      sameCards(text, Encoding.METAX_SGPU, Grammar::metax, CardTexts::metax);
    }
  },
  ENFLAME {
    @Override
    void check(String text) {
      sameCards(text, Encoding.ENFLAME_DRS, Grammar::enflame, CardTexts::enflame);
    }
  },
  PAIR_SCORES {
    @Override
    void check(String text) {
      Optional<Boolean> right =
          right(
              text,
              scores -> {
                Grammar.scores(scores);
                return true;
              });
      same(text, right.isPresent(), PairScores.check(text).isEmpty());
    }
  },
  POD_DEVICES {
    @Override
    void check(String text) {
      Optional<PodDevices> ours = complete(text);
      same(text, right(text, Grammar::podDevices), ours.map(PodDevices::containers));
      // Each container is taken once; then none is left.
      Optional<PodDevices> rest = ours;
      while (rest.flatMap(PodDevices::next).isPresent()) {
        rest = rest.flatMap(PodDevices::next).map(PodDevices.Next::rest);
        same(text, rest, rest.flatMap(left -> complete(left.text())));
      }
    }
  },
  OWNED {
    @Override
    void check(String text) {
      Owned owned = Owned.of(Optional.of(text));
      same(text, owned, Owned.of(Optional.of(owned.toString())));
    }
  },
  DEVICE_CONFIG {
    @Override
    void check(String text) {
      sound(text, EveryVendor.VENDORS::readDeviceConfig);
    }
  },
  PLUGIN_CONFIG {
    @Override
    void check(String text) {
      sound(text, EveryVendor.VENDORS::readPluginConfig);
    }
  },
  /** Each line is an argument. */
  COMMAND_LINE {
    @Override
    void check(String text) {
      String[] arguments = text.split("\n", -1);
      Command command = new ArgumentParser(Map.of()).parse(arguments);
      if (command instanceof Command.Bad(String message)) {
        // A message quotes the wrong text, so the fuzzer may put any word into it.
        boolean quoted = text.contains("Exception");
        same(text, true, !message.isBlank() && (quoted || !message.contains("Exception")));
      }
      same(text, command, new ArgumentParser(Map.of()).parse(arguments));
    }
  };

  /** Throws an error if the answer to {@code text} is wrong. */
  abstract void check(String text);

  /** The name on the command line and of the target's folder. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The meaning of a text. */
  @FunctionalInterface
  private interface Reference<T> {
    T read(String text) throws RefusedException;
  }

  private static void sameCards(
      String text,
      CardCodec codec,
      Reference<List<Card>> reference,
      Function<List<Card>, String> encode) {
    Optional<List<Card>> cards = cards(codec, text);
    same(text, right(text, reference), cards);
    // An empty list of cards is not encoded, so it has no text.
    cards
        .filter(known -> !known.isEmpty())
        .ifPresent(known -> same(text, cards, cards(codec, encode.apply(known))));
  }

  private static Optional<List<Card>> cards(CardCodec codec, String text) {
    return switch (codec.decode(text)) {
      case Decoded.Cards(var cards) -> Optional.of(cards);
      case Decoded.Malformed wrong -> {
        same(text, true, wrong.position() >= 0 && wrong.position() <= text.length());
        same(text, true, wrong.found().length() <= 40 && !wrong.toString().contains("\n"));
        yield Optional.empty();
      }
    };
  }

  private static Optional<PodDevices> complete(String text) {
    return PodDevices.read(text) instanceof PodDevices.Reading.Complete(var devices)
        ? Optional.of(devices)
        : Optional.empty();
  }

  private static <T> Optional<T> right(String text, Reference<T> reference) {
    try {
      return Optional.of(reference.read(text));
    } catch (RefusedException _) {
      return Optional.empty();
    }
  }

  /** A config is valid or has a problem with a message, and reads the same a second time. */
  private static <T> void sound(String text, Function<String, Parsed<T>> parser) {
    Parsed<T> parsed = parser.apply(text);
    if (parsed instanceof Parsed.Bad<T> bad) {
      same(text, false, bad.problems().isEmpty());
    }
    same(text, parsed, parser.apply(text));
  }

  private static String json(List<Card> cards) {
    return CardTexts.json(cards, "", _ -> Map.of());
  }

  private static void same(String text, Object right, Object answer) {
    if (!right.equals(answer)) {
      throw new AssertionError("%s was right for [%s], not %s".formatted(right, text, answer));
    }
  }
}
