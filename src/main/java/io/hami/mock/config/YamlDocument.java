package io.hami.mock.config;

import io.hami.mock.config.Findings.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.ReaderException;
import org.yaml.snakeyaml.reader.StreamReader;

/** Parses text into a tree of YAML nodes with their lines and columns. */
final class YamlDocument {
  /** Thirty times what HAMi's own device config has. */
  private static final int MOST_CODE_POINTS = 256 * 1024;

  private YamlDocument() {}

  /**
   * The first document of {@code yaml}, the only one that HAMi reads; empty where there is none, or
   * where the text is not YAML, which is added to {@code findings}. Size (256 Ki code points),
   * depth (50) and aliases (50 of collections) are limited: a tree of nodes takes up to 200 bytes
   * for each character, in a heap of 128 MiB.
   */
  static Optional<Node> read(String yaml, Findings findings) {
    Composer composer;
    Optional<Node> first;
    try {
      composer = composer(yaml);
      first = composer.checkNode() ? Optional.of(composer.getNode()) : Optional.empty();
    } catch (RuntimeException broken) {
      // For some malformed escapes the parser throws exceptions that are not its own.
      findings.problem(explain(broken, yaml));
      return Optional.empty();
    }
    if (first.isPresent() && hasMore(composer)) {
      findings.passedOver(
          new Place("", Optional.of(first.get().getEndMark())),
          findings.isStrict()
              ? "only one YAML document was expected; put everything into the first"
              : "only the first YAML document is read, as HAMi does; what follows it is ignored",
          Optional.empty());
    }
    return first;
  }

  /**
   * All documents of {@code yaml}, for manifests, which often come several in a file; none where
   * one of them is not YAML, which is added to {@code findings}. Together they have the limits of
   * one document.
   */
  static List<Node> all(String yaml, Findings findings) {
    if (codePoints(yaml) > MOST_CODE_POINTS) {
      findings.problem(
          new Problem(
              "",
              0,
              0,
              "manifests of at most %d characters were expected; leave out those that are not needed"
                  .formatted(MOST_CODE_POINTS),
              Optional.empty()));
      return List.of();
    }
    List<Node> documents = new ArrayList<>();
    try {
      Composer composer = composer(yaml);
      while (composer.checkNode()) {
        documents.add(composer.getNode());
      }
    } catch (RuntimeException broken) {
      findings.problem(explain(broken, yaml));
      return List.of();
    }
    return documents;
  }

  private static Composer composer(String yaml) {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MOST_CODE_POINTS);
    return new Composer(
        new ParserImpl(new StreamReader(yaml), options), new Scalar.Untyped(), options);
  }

  /** HAMi does not read past the first document, so a syntax error after it is no problem. */
  private static boolean hasMore(Composer composer) {
    try {
      return composer.checkNode();
    } catch (RuntimeException _) {
      return true;
    }
  }

  private static Problem explain(RuntimeException broken, String yaml) {
    return switch (broken) {
      case MarkedYAMLException marked -> {
        Mark mark = marked.getProblemMark() instanceof Mark at ? at : marked.getContextMark();
        String context = marked.getContext() instanceof String text ? " " + text : "";
        yield problem(
            mark == null ? 0 : mark.getLine() + 1,
            mark == null ? 0 : mark.getColumn() + 1,
            marked.getProblem() + context);
      }
      case ReaderException reader -> {
        int end = yaml.offsetByCodePoints(0, Math.min(reader.getPosition(), codePoints(yaml)));
        String before = yaml.substring(0, end);
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        int column = codePoints(before.substring(before.lastIndexOf('\n') + 1)) + 1;
        yield problem(
            line,
            column,
            "the character U+%04X is not allowed in YAML".formatted(reader.getCodePoint()));
      }
      case YAMLException limit -> problem(0, 0, String.valueOf(limit.getMessage()));
      default -> problem(0, 0, "a malformed escape or number");
    };
  }

  private static int codePoints(String text) {
    return text.codePointCount(0, text.length());
  }

  private static Problem problem(int line, int column, String what) {
    return new Problem("", line, column, "this cannot be read as YAML: " + what, Optional.empty());
  }
}
