package io.hami.mock.config;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Finds the known word that was probably meant by a mistyped one. */
public final class Nearest {
  private Nearest() {}

  /**
   * The word of {@code known} that is nearest to {@code word}: the one with the fewest letters
   * inserted, left out, changed or swapped with their neighbour, ignoring case. Empty where the
   * nearest differs in more than a third of the word (at least one letter, never all). Of equally
   * near words the first of {@code known} is returned.
   */
  public static Optional<String> to(String word, Collection<String> known) {
    return within(Math.max(1, word.length() / 3), word, known);
  }

  /**
   * The same with at most so many {@code edits}, for words that are alike even where they mean
   * different things.
   */
  public static Optional<String> within(int edits, String word, Collection<String> known) {
    String wanted = word.toLowerCase(Locale.ROOT);
    int best = Math.min(wanted.length(), edits + 1);
    Optional<String> nearest = Optional.empty();
    for (String candidate : known) {
      String lower = candidate.toLowerCase(Locale.ROOT);
      // The distance is at least the difference in length, so a long word need not be compared.
      if (Math.abs(lower.length() - wanted.length()) >= best) {
        continue;
      }
      int distance = distance(wanted, lower);
      if (distance < best) {
        best = distance;
        nearest = Optional.of(candidate);
      }
    }
    return nearest;
  }

  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      cost[i][0] = i;
    }
    for (int j = 0; j <= b.length(); j++) {
      cost[0][j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      for (int j = 1; j <= b.length(); j++) {
        int change = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int least =
            Math.min(cost[i - 1][j - 1] + change, Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1));
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          least = Math.min(least, cost[i - 2][j - 2] + 1);
        }
        cost[i][j] = least;
      }
    }
    return cost[a.length()][b.length()];
  }
}
