package io.hami.mock.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the table in the documentation with the existing tests. */
class ChecklistTest {
  private static final String HOUSE = "io.hami.mock.";
  private static final Pattern ROW = Pattern.compile("\\| (\\d+) \\|.*");
  private static final Pattern TEST = Pattern.compile("`([A-Za-z0-9.]+)#(\\w+)`");
  private static final Pattern NUMBERED = Pattern.compile("item(\\d\\d)[A-Z]\\w*");

  private record Row(int number, String text) {
    Stream<MatchResult> tests() {
      return TEST.matcher(text).results();
    }
  }

  private static List<Row> rows() throws IOException {
    return Files.readAllLines(Path.of("docs/conformance.md")).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(row -> new Row(Integer.parseInt(row.group(1)), row.group()))
        .toList();
  }

  @Test
  void everyItemHasARow() throws IOException {
    assertThat(rows())
        .extracting(Row::number)
        .containsExactlyElementsOf(IntStream.rangeClosed(1, 81).boxed().toList());
  }

  @Test
  void everyTestInTheTableExistsAndHasTheNumberOfItsRowIfAny() throws Exception {
    for (Row row : rows()) {
      for (MatchResult test : row.tests().toList()) {
        assertThat(Class.forName(HOUSE + test.group(1)).getDeclaredMethods())
            .as("row %d: %s", row.number(), test.group())
            .extracting(Method::getName)
            .contains(test.group(2));
        Matcher numbered = NUMBERED.matcher(test.group(2));
        if (numbered.matches()) {
          assertThat(Integer.parseInt(numbered.group(1))).as(test.group()).isEqualTo(row.number());
        }
      }
    }
  }

  @Test
  void everyNumberedTestIsInItsRow() throws IOException {
    Map<Integer, String> rows = rows().stream().collect(Collectors.toMap(Row::number, Row::text));
    List<JavaMethod> numbered =
        new ClassFileImporter()
                .withImportOption(new ImportOption.OnlyIncludeTests())
                .importPackages("io.hami.mock")
                .stream()
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> NUMBERED.matcher(method.getName()).matches())
                .toList();
    assertThat(numbered)
        .hasSizeGreaterThan(60)
        .allSatisfy(
            method ->
                assertThat(rows.get(Integer.parseInt(method.getName().substring(4, 6))))
                    .contains(
                        "`%s#%s`"
                            .formatted(
                                method.getOwner().getName().substring(HOUSE.length()),
                                method.getName())));
  }

  /** A row without a test must say why: tested elsewhere, not offered, or not visible. */
  @Test
  void aRowWithoutATestSaysWhy() throws IOException {
    assertThat(rows())
        .allSatisfy(
            row ->
                assertThat(row.tests().findAny().isPresent() || row.text().contains(" not "))
                    .as("row %d", row.number())
                    .isTrue());
  }
}
