package io.hami.mock.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;

/** The methods that Jazzer calls by these names. */
public final class OneInput {
  private static Target target = Target.JSON;

  private OneInput() {}

  /** Called once, with the target's name. */
  public static void fuzzerInitialize(String[] arguments) {
    target = Target.valueOf(arguments[0].toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /** Called for each input. */
  public static void fuzzerTestOneInput(byte[] input) {
    target.check(new String(input, UTF_8));
  }
}
