package io.hami.mock.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.Decoded.Malformed;

/** A wrong value, with a {@code ^} before its first wrong character. */
record Marked(String value, int position) {
  static Marked of(String text) {
    int position = text.indexOf('^');
    assertThat(position).describedAs("a ^ in %s", text).isNotNegative();
    return new Marked(text.substring(0, position) + text.substring(position + 1), position);
  }

  void isMalformed(Decoded decoded, String where, String expected, String found) {
    assertThat(decoded).isEqualTo(new Malformed(where, position, expected, found));
  }
}
