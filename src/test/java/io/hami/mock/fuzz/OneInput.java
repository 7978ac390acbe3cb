package io.hami.mock.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/** What Jazzer calls, by these names. */
public final class OneInput {
  private static Target target = Target.JSON;

  private OneInput() {}

  /** Once, with the target's name. */
  public static void fuzzerInitialize(String[] arguments) {
    target = Target.valueOf(arguments[0].toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** For each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    target.check(new String(input, UTF_8));
  }
}
