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
 * @param binaries measured in turn
 */
record Wishes(List<Integer> units, int rounds, Duration idle, List<Binary> binaries) {
  static final String USAGE =
      """
      Usage: bench/live [--units 65536,119000,262408] [--rounds 5] [--idle 30] [--other NAME=PATH]...
        --units   counts of nvidia.com/gpumem to measure at
        --rounds  starts of each binary at each count
        --idle    seconds of rest to watch at each count
        --other   another binary that takes the Go mock-device-plugin's environment and arguments;
                  it is a column of its own, measured in turn with this one
      The table is in target/bench/live.md as well, beside the binaries' logs.
      Binaries sign in as the service account of k8s-mock-rbac.yaml, which has to be there.
      As root on a node without another device plugin; KUBECONFIG, NODE_NAME and KUBE_CONTROL as for `mvn verify`.
      """;

  private static final Path SHIPPED = Path.of("target", "dist", "k8s-device-plugin");

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
        case "--other" -> {
          String[] other = value.split("=", 2);
          if (other.length != 2) {
            throw new BadWishException("--other: NAME=PATH was expected, not " + value);
          }
          binaries.add(binary(other[0], Path.of(other[1])));
        }
        default -> throw new BadWishException(USAGE);
      }
    }
    return new Wishes(List.copyOf(units), rounds, Duration.ofSeconds(idle), List.copyOf(binaries));
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
