package io.hami.mock.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text that people give in place of a YAML file.
 *
 * @param line where it is recognized, from 1
 * @param text what it is, and what to give instead
 */
public record Mistaken(int line, String text) {
  /** A table of {@code kubectl get}, or the first lines of {@code kubectl describe}. */
  private static final Pattern FOR_PEOPLE =
      Pattern.compile(
          "\\A\\s*(?:NAME {2,}[A-Z]|Name: {2,}\\S.*\\R(?:Namespace|Roles|Labels): {2,})");

  private static final Pattern PAGE =
      Pattern.compile("\\A\\s*<(?:!doctype|html|\\?xml)", Pattern.CASE_INSENSITIVE);

  /** An action of a template that is not in a comment. */
  private static final Pattern ACTION = Pattern.compile("(?m)^[^#\\n]*?\\{\\{-?\\s*[\\w.$/\"(]");

  /** What {@code text} is mistaken for a YAML file; empty where it may be one. */
  public static Optional<Mistaken> find(String text) {
    if (FOR_PEOPLE.matcher(text).lookingAt()) {
      return Optional.of(
          new Mistaken(
              1,
              "this is what kubectl prints for people; give what `kubectl get ... -o yaml`"
                  + " prints"));
    }
    if (PAGE.matcher(text).lookingAt()) {
      return Optional.of(
          new Mistaken(1, "this is a web page, not the file; download the raw file"));
    }
    Matcher action = ACTION.matcher(text);
    return action.find()
        ? Optional.of(
            new Mistaken(
                (int) text.substring(0, action.end()).chars().filter(c -> c == '\n').count() + 1,
                "this line has a {{ ... }} of a Helm template; render it first, with `helm"
                    + " template`"))
        : Optional.empty();
  }
}
