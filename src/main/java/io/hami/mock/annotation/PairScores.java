package io.hami.mock.annotation;

import io.hami.mock.annotation.Decoded.Malformed;
import io.hami.mock.annotation.JsonReader.Value;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The scores of pairs of cards that NVIDIA's plugin writes for topology-aware scheduling
 * (docs/vendors.md 4.4). This plugin computes nothing from them, but they must be readable: HAMi's
 * scheduler rejects all cards of a node whose scores it cannot read.
 */
public final class PairScores {
  static final Map<String, Value<?>> SCHEMA =
      Map.of(
          "uuid",
          JsonReader::string,
          "score",
          in -> in.names(score -> score.integer(Long.MIN_VALUE, Long.MAX_VALUE)));

  private PairScores() {}

  /** What is wrong with {@code value}; empty when it is a JSON array of scores, or null. */
  public static Optional<Malformed> check(String value) {
    try {
      JsonReader.read(
          value,
          in ->
              in.isNull()
                  ? List.of()
                  : in.array("a JSON array of pair scores", "entry", e -> e.object(SCHEMA)));
      return Optional.empty();
    } catch (MalformedException e) {
      return Optional.of(e.malformed());
    }
  }
}
