package io.hami.mock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.QuantityExpression.Reading;
import io.hami.mock.config.QuantityExpression.Result;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantityExpressionTest {
  private static final NodeFacts NODE =
      new NodeFacts(
          "node-1",
          Map.of("a/mem", "40Gi", "a/word", "many", "a/huge", "9".repeat(65)),
          Map.of("a/cards", "8"),
          Map.of("cpu", "16", "a.b/gpu", "1k"),
          Map.of("cpu", "15500m"));

  static QuantityExpression good(String text) {
    assertThat(QuantityExpression.parse(text)).as(text).isInstanceOf(Reading.Good.class);
    return ((Reading.Good) QuantityExpression.parse(text)).expression();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          40                                 | 40
          1.5                                | 1
          40Gi / 1Mi                         | 40960
          1e3 + 1k                           | 2000
          1e-1 * 20                          | 2
          1 + 2 * 3                          | 7
          (1 + 2) * 3                        | 9
          10 - 4 - 3                         | 3
          100 / 5 / 2                        | 10
          10 / 3 * 3                         | 10
          7 / 2                              | 3
          -2 * -3                            | 6
          --4                                | 4
          -4 / -2                            | 2
          min(3, 1, 2) + max(3, 5)           | 6
          annotation("a/mem") / 1Gi          | 40
          label('a/cards') * 2               | 16
          capacity("a.b/gpu")                | 1000
          allocatable( "cpu" )               | 15
          9223372036854775807                | 9223372036854775807
          """)
  void hasTheValue(String text, long quantity) {
    assertThat(good(text).evaluate(NODE)).isEqualTo(new Result.Value(quantity));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1 - 2                      | its value is less than 0
          -1 / 2                     | its value is less than 0
          1 / (2 - 2)                | it divides by 0
          9223372036854775808        | its value is more than 9223372036854775807
          1e999 * 1e999              | its value is more than 9223372036854775807
          annotation("a/word")       | annotation("a/word"): a quantity was expected, found 'many'
          """)
  void isRefusedWithAReason(String text, String why) {
    assertThat(good(text).evaluate(NODE)).isEqualTo(new Result.Wrong(why));
  }

  @Test
  void aFigureThatIsLongerThanAnyQuantityIsWrong() {
    assertThat(good("annotation('a/huge') / 1e64").evaluate(NODE)).isInstanceOf(Result.Wrong.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1 + annotation("x")        | annotation("x")
          min(1, label("a/mem"))     | label("a/mem")
          capacity("a/mem")          | capacity("a/mem")
          allocatable("a.b/gpu")     | allocatable("a.b/gpu")
          """)
  void namesTheQuantityThatIsMissing(String text, String what) {
    assertThat(good(text).evaluate(NODE)).isEqualTo(new Result.Missing(what));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          `  `                | 3  | a number, a function, '-' or '(' was expected, found the end
          1 +                 | 4  | a number, a function, '-' or '(' was expected, found the end
          1 2                 | 3  | an operator or the end was expected, found '2'
          (1                  | 3  | ')' was expected, found the end
          1)                  | 2  | an operator or the end was expected, found ')'
          2 * 40Gx            | 5  | a number or a quantity such as 40Gi was expected, found '40Gx'
          1.2.3               | 1  | a number or a quantity such as 40Gi was expected, found '1.2.3'
          .                   | 1  | a number was expected, found '.'
          1 + lable("x")      | 5  | one of the functions annotation, label, capacity, allocatable, min, max was expected, found 'lable'; did you mean 'label'?
          label(x)            | 7  | a key in quotes was expected, found 'x'
          label("x)           | 7  | a key in quotes was expected, found '"'
          label("")           | 7  | a key was expected, found nothing between the quotes
          label("x", "y")     | 10 | ')' was expected, found ','
          min()               | 5  | a number, a function, '-' or '(' was expected, found ')'
          min(1,)             | 7  | a number, a function, '-' or '(' was expected, found ')'
          1 % 2               | 3  | an operator or the end was expected, found '%'
          """)
  void reportsThePositionOfASyntaxError(String text, int position, String why) {
    assertThat(QuantityExpression.parse(text)).isEqualTo(new Reading.Bad(position, why));
  }

  @Test
  void depthAndLengthAreBounded() {
    assertThat(good("(".repeat(49) + "1" + ")".repeat(49)).evaluate(NODE))
        .isEqualTo(new Result.Value(1));
    assertThat(QuantityExpression.parse("(".repeat(500)))
        .isEqualTo(new Reading.Bad(51, "an expression is at most 50 levels deep"));
    assertThat(QuantityExpression.parse("-".repeat(999) + "1"))
        .isEqualTo(new Reading.Bad(51, "an expression is at most 50 levels deep"));
    assertThat(QuantityExpression.parse("1".repeat(1_001)))
        .isEqualTo(new Reading.Bad(1_001, "an expression has at most 1,000 characters"));
    assertThat(QuantityExpression.parse("1\0")).isInstanceOf(Reading.Bad.class);
  }

  @Test
  void readsTheExtendedResourcesItLooksAt() {
    assertThat(
            good("max(capacity('a.b/gpu'), -allocatable('c.d/e')) + capacity('cpu') + label('x/y')")
                .reads())
        .containsExactlyInAnyOrder(ResourceName.parse("a.b/gpu"), ResourceName.parse("c.d/e"));
  }

  @Property(tries = 500)
  void noTextMakesTheParserThrow(@ForAll String text) {
    assertSound(text);
  }

  @Property(tries = 2000)
  void noSequenceOfWordsMakesTheParserThrow(@ForAll("words") String text) {
    assertSound(text);
  }

  private static void assertSound(String text) {
    switch (QuantityExpression.parse(text)) {
      case Reading.Good(var expression) -> {
        if (expression.evaluate(NODE) instanceof Result.Value(long quantity)) {
          assertThat(quantity).isNotNegative();
        }
      }
      case Reading.Bad(int position, String why) -> {
        assertThat(position).isBetween(1, text.length() + 1);
        assertThat(why).isNotEmpty();
      }
    }
  }

  @Provide
  Arbitrary<String> words() {
    return Arbitraries.of(
            "1",
            "0",
            "7",
            "40Gi",
            "1e99",
            "3m",
            ".",
            "+",
            "-",
            "*",
            "/",
            "(",
            ")",
            ",",
            " ",
            "min(",
            "max(",
            "annotation(\"a/mem\")",
            "label(\"a/cards\")",
            "capacity(\"cpu\")",
            "1E",
            "\"")
        .list()
        .ofMaxSize(12)
        .map(words -> String.join("", words));
  }
}
