package io.hami.mock.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What is to be measured.
 *
 * @param units of memory that the node is to have, one after another
 * @param rounds how often each binary is started at each of them
 * @param idle how long each of them is watched at rest
 * @param changes of the annotation for each binary, at the first of the counts
 * @param signIn how the binaries sign in to the API server
 * @param binaries measured in turn; the first is this one
 */
record Wishes(
    List<Integer> units,
    int rounds,
    Duration idle,
    int changes,
    SignInWay signIn,
    List<Binary> binaries) {
  static final String USAGE =
      """
      Usage: bench/live [compare BINARY] [--units 65536,119000,262408] [--rounds 5] [--idle 30] [--changes 100] [--sign-in token]
        compare    another device plugin that takes the Go mock-device-plugin's environment; it is measured in turn with this one,
                   and has a column of its own and one of ratios
        --units    counts of nvidia.com/gpumem to measure at
        --rounds   starts of each binary at each count
        --idle     seconds of rest to watch at each count
        --changes  of the annotation, at the first of the counts
        --sign-in  token: as the service account of k8s-mock-rbac.yaml, which has to be there; certificate: as KUBECONFIG says
      The table is in target/bench/live.md as well, beside the binaries' logs.
      As root on a node without another device plugin; KUBECONFIG, NODE_NAME and KUBE_CONTROL as for `mvn verify`.
      """;

  private static final Path SHIPPED = Path.of("target", "dist", "k8s-device-plugin");

  /** How binaries sign in: as in a pod, or as an administrator's kubeconfig says. */
  enum SignInWay {
    TOKEN,
    CERTIFICATE
  }

  /** Says what is wrong, and how it is right. */
  static final class BadWishException extends Exception {
    private static final long serialVersionUID = 1;

    BadWishException(String message) {
      super(message);
    }
  }

  static Wishes parse(List<String> arguments) throws BadWishException {
    List<Integer> units = List.of(65_536, 119_000, 262_408);
    int rounds = 5;
    int idle = 30;
    int changes = 100;
    SignInWay signIn = SignInWay.TOKEN;
    List<Binary> binaries = new ArrayList<>(List.of(binary("this one", SHIPPED)));
    if (arguments.size() % 2 != 0) {
      throw new BadWishException(USAGE);
    }
    for (int i = 0; i < arguments.size(); i += 2) {
      String value = arguments.get(i + 1);
      switch (arguments.get(i)) {
        case "--units" -> {
          List<Integer> counts = new ArrayList<>();
          for (String count : value.split(",", -1)) {
            counts.add(number(count));
          }
          units = counts;
        }
        case "--rounds" -> rounds = number(value);
        case "--idle" -> idle = number(value);
        case "--changes" -> changes = number(value);
        case "--sign-in" ->
            signIn =
                switch (value) {
                  case "token" -> SignInWay.TOKEN;
                  case "certificate" -> SignInWay.CERTIFICATE;
                  default ->
                      throw new BadWishException(
                          "--sign-in: token or certificate was expected, not " + value);
                };
        case "compare" -> {
          Path program = Path.of(value);
          binaries.add(binary(program.getFileName().toString(), program));
        }
        default -> throw new BadWishException(USAGE);
      }
    }
    return new Wishes(
        List.copyOf(units),
        rounds,
        Duration.ofSeconds(idle),
        changes,
        signIn,
        List.copyOf(binaries));
  }

  static String text(int count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static int number(String text) throws BadWishException {
    try {
      int number = Integer.parseInt(text);
      if (number > 1) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Said below.
    }
    throw new BadWishException("a whole number above 1 was expected, not " + text);
  }

  private static Binary binary(String name, Path program) throws BadWishException {
    if (!Files.isExecutable(program)) {
      throw new BadWishException(
          program + " cannot be run" + (program.equals(SHIPPED) ? ": mvn package builds it" : ""));
    }
    return new Binary(name, program.toAbsolutePath());
  }

  /** The counts, for people. */
  String counts() {
    return String.join(" / ", units.stream().map(Wishes::text).toList());
  }
}
