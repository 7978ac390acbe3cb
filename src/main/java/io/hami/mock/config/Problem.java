package io.hami.mock.config;

import java.util.Optional;

/**
 * One thing that is wrong with a configuration.
 *
 * @param path the key, such as {@code log.v} or {@code inventory[2].cards[0].profile}; empty for
 *     the whole file
 * @param line from 1; 0 when there is none
 * @param column from 1; 0 when there is none
 * @param message what was found and what was expected
 * @param nearest the known key nearest to an unknown one
 */
public record Problem(String path, int line, int column, String message, Optional<String> nearest) {
  @Override
  public String toString() {
    return (line > 0 ? "line " + line + ", column " + column + ": " : "")
        + (path.isEmpty() ? "" : path + ": ")
        + message
        + nearest.map(key -> "; did you mean '" + key + "'?").orElse("");
  }
}
