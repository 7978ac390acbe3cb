package io.hami.mock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Checks that the documentation has what sources, tests, manifests and pages cite: a page's section
 * by its number, a decision, an item of the checklist, or the target of a link.
 */
class CitationsTest {
  private static final Path SELF = Path.of("src/test/java/io/hami/mock/docs/CitationsTest.java");

  private static final List<String> FOLDERS =
      List.of("src", "bench", "fuzz", "helm", "proto", "docs", ".mvn");

  private static final Pattern TEXT =
      Pattern.compile(".*\\.(java|md|ya?ml|proto|sh|xml|properties|html|js|css|tpl|txt|json)");

  /** A citation may span two lines of a comment. */
  private static final Pattern BREAK = Pattern.compile("\\s*\\R\\s*(?:\\*(?!/)|//|#(?!#))?\\s*");

  private static final String NUMBER = "\\d+(?:\\.\\d+)*";

  private static final Pattern PAGE =
      Pattern.compile("(?<![\\w/.-])docs/([\\w-]+)\\.md(#[\\w-]+)?");

  private static final Pattern SECTIONS =
      Pattern.compile(
          "(?<![\\w/.-])docs/([\\w-]+)\\.md ("
              + NUMBER
              + "(?:(?:, | and | to )"
              + NUMBER
              + "(?![\\w%]))*)");

  private static final Pattern DECISION =
      Pattern.compile("(?<![\\w/.-])docs/([\\w-]+)\\.md, (decision|item) (\\d+)");

  /** Citations of pages that are not in the repository. */
  private static final Pattern ELSEWHERE =
      Pattern.compile(
          "(?i)kubelet-contract(?: \\d[\\d.]*)?|\\bdesign(?:\\.md)? (?:decision )?\\d+|shared/spec"
              + "|(?<![\\w/.-])(?:vendors|platform|field|style|fleet|dra)\\.md,? (?:section )?\\d+"
              + "|(?<![\\w/.-])(?:vendors|platform) \\d[\\d.]*");

  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]*)(?:#([^)\\s]*))?\\)");

  private final Map<Path, List<String>> headings = new HashMap<>();

  @Test
  void everyCitedHeadingExists() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path file : files()) {
      broken(joined(file)).forEach(what -> broken.add(file + ": " + what));
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void onlyPagesOfTheRepositoryAreCited() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path file : files()) {
      elsewhere(joined(file)).forEach(what -> broken.add(file + ": " + what));
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyLinkBetweenPagesHasATarget() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path page : files().stream().filter(file -> file.toString().endsWith(".md")).toList()) {
      brokenLinks(page, read(page)).forEach(what -> broken.add(page + ": " + what));
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void brokenCitationsAreFound() {
    assertThat(broken("(docs/kubelet.md 2.3, 3.4.1)")).isEmpty();
    assertThat(broken("(docs/kubelet.md 2.3, 3.99)")).containsExactly("docs/kubelet.md 3.99");
    assertThat(broken("docs/vendors.md 2.1 to 2.4, 4.4 and 4.99"))
        .containsExactly("docs/vendors.md 4.99");
    assertThat(broken("docs/none.md 1")).contains("docs/none.md");
    assertThat(broken("see docs/vendors.md#no-such-heading"))
        .containsExactly("docs/vendors.md#no-such-heading");
    assertThat(broken("docs/architecture.md, decision 4")).isEmpty();
    assertThat(broken("docs/architecture.md, decision 99"))
        .containsExactly("docs/architecture.md, decision 99");
    assertThat(broken("docs/conformance.md, item 66")).isEmpty();
    assertThat(broken("docs/conformance.md, item 82"))
        .containsExactly("docs/conformance.md, item 82");
    assertThat(broken(joined("   * (docs/kubelet.md\n   * 9.9). More")))
        .containsExactly("docs/kubelet.md 9.9");
  }

  @Test
  void citationsOfOtherPagesAreFound() {
    assertThat(elsewhere("(docs/vendors.md 2.1), one of the vendors")).isEmpty();
    assertThat(elsewhere(joined("// (kubelet-" + "contract\n// 2.3)"))).hasSize(1);
    assertThat(elsewhere(joined(" * (vendors\n * 2.3)"))).hasSize(1);
    assertThat(elsewhere(joined(" * (design decision\n * 4)"))).hasSize(1);
  }

  @Test
  void brokenLinksAreFound() {
    Path page = Path.of("docs/kubelet.md");
    assertThat(brokenLinks(page, "[a](releases.md#two-instances) [b](https://example.com/x.md)"))
        .isEmpty();
    assertThat(brokenLinks(page, "[a](none.md) [b](#nowhere) [c](releases.md#nowhere)"))
        .containsExactly("none.md", "#nowhere", "releases.md#nowhere");
  }

  private List<String> broken(String text) {
    List<String> broken = new ArrayList<>();
    for (MatchResult page : PAGE.matcher(text).results().toList()) {
      Path file = Path.of("docs", page.group(1) + ".md");
      String anchor = page.group(2);
      if (!Files.exists(file) || (anchor != null && !anchors(file).contains(anchor.substring(1)))) {
        broken.add(page.group());
      }
    }
    for (MatchResult cited : SECTIONS.matcher(text).results().toList()) {
      String page = "docs/" + cited.group(1) + ".md";
      Matcher numbers = Pattern.compile(NUMBER).matcher(cited.group(2));
      while (numbers.find()) {
        if (!has(page, numbers.group() + " ")) {
          broken.add(page + " " + numbers.group());
        }
      }
    }
    for (MatchResult cited : DECISION.matcher(text).results().toList()) {
      String page = "docs/" + cited.group(1) + ".md";
      boolean there =
          cited.group(2).equals("item")
              ? Files.exists(Path.of(page))
                  && read(Path.of(page)).contains("\n| " + cited.group(3) + " |")
              : has(page, "Decision " + cited.group(3) + ":");
      if (!there) {
        broken.add(cited.group());
      }
    }
    return broken;
  }

  private static List<String> elsewhere(String text) {
    return ELSEWHERE.matcher(text).results().map(MatchResult::group).toList();
  }

  private List<String> brokenLinks(Path page, String text) {
    List<String> broken = new ArrayList<>();
    for (MatchResult link : LINK.matcher(withoutCode(text)).results().toList()) {
      String target = link.group(1);
      String anchor = link.group(2);
      if (target.contains(":")) {
        continue;
      }
      Path file = target.isEmpty() ? page : page.resolveSibling(target).normalize();
      if (!Files.exists(file)
          || (anchor != null
              && file.toString().endsWith(".md")
              && !anchors(file).contains(anchor))) {
        broken.add(anchor == null ? target : target + "#" + anchor);
      }
    }
    return broken;
  }

  private boolean has(String page, String beginning) {
    return Files.exists(Path.of(page))
        && headings(Path.of(page)).stream()
            .anyMatch(heading -> (heading + " ").startsWith(beginning));
  }

  /** Anchors as GitHub makes them of headings. */
  private Set<String> anchors(Path page) {
    Set<String> anchors = new HashSet<>();
    Map<String, Integer> seen = new HashMap<>();
    for (String heading : headings(page)) {
      String anchor =
          heading
              .replaceAll("\\[([^]]*)\\]\\([^)]*\\)", "$1")
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-');
      int before = seen.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
    }
    return anchors;
  }

  private List<String> headings(Path page) {
    return headings.computeIfAbsent(
        page,
        file ->
            withoutCode(read(file))
                .lines()
                .filter(line -> line.matches("#{1,6} .*"))
                .map(line -> line.replaceFirst("#+ ", "").strip())
                .toList());
  }

  private static String withoutCode(String text) {
    return text.replaceAll("(?ms)^```.*?^```", "").replaceAll("(?m)^    .*$", "");
  }

  private static String joined(Path file) {
    return joined(read(file));
  }

  private static String joined(String text) {
    return BREAK.matcher(text).replaceAll(" ");
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> top = Files.list(Path.of(""))) {
      top.filter(Files::isRegularFile).filter(CitationsTest::isText).forEach(files::add);
    }
    for (String folder : FOLDERS) {
      if (!Files.isDirectory(Path.of(folder))) {
        continue;
      }
      try (Stream<Path> all = Files.walk(Path.of(folder))) {
        all.filter(Files::isRegularFile)
            .filter(CitationsTest::isText)
            .filter(file -> !file.startsWith(Path.of("fuzz", "corpus")))
            .filter(file -> !file.equals(SELF))
            .forEach(files::add);
      }
    }
    assertThat(files).hasSizeGreaterThan(300);
    return files;
  }

  private static boolean isText(Path file) {
    String name = file.getFileName().toString();
    return TEXT.matcher(name).matches() || name.equals("Dockerfile");
  }
}
