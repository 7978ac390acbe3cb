package io.hami.mock.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.discovery.EveryVendor;
import io.hami.mock.model.ResourceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Sections of made-up vendors. */
class DeviceConfigParserTest {
  private static final DeviceSection<Optional<ResourceName>> ONE =
      DeviceSection.of("one", section -> section.serves("name"), Optional.empty());
  private static final DeviceSection<List<Integer>> OTHER =
      new DeviceSection<>(
          "other",
          file ->
              Optional.of(
                  file.list(
                      "other",
                      section -> {
                        section.serves("name");
                        return section.factor("factor");
                      })),
          List.of());

  private static Parsed<DeviceConfig> parse(String yaml) {
    return DeviceConfigParser.parse(yaml, List.of(ONE, OTHER));
  }

  private static List<String> problems(String yaml) {
    return ((Parsed.Bad<DeviceConfig>) parse(yaml))
        .problems().stream().map(Problem::toString).toList();
  }

  @Test
  void eachSectionIsReadByItsOwnReader() {
    DeviceConfig config =
        ((Parsed.Good<DeviceConfig>) parse("one: {name: a.b/c}\nother: [{factor: 2}, {}]")).value();
    assertThat(config.find(ONE)).hasValue(Optional.of(new ResourceName("a.b", "c")));
    assertThat(config.find(OTHER)).hasValue(List.of(2, 1));
    assertThat(config)
        .isEqualTo(
            DeviceConfig.EMPTY
                .with(OTHER, List.of(2, 1))
                .with(ONE, Optional.of(new ResourceName("a.b", "c"))));
  }

  @Test
  void aSectionThatIsNotThereIsNotRead() {
    assertThat(parse("one: {}")).isInstanceOf(Parsed.Good.class);
    assertThat(((Parsed.Good<DeviceConfig>) parse("one: {}")).value().find(OTHER)).isEmpty();
    assertThat(((Parsed.Good<DeviceConfig>) parse("")).value())
        .isEqualTo(DeviceConfig.EMPTY)
        .isNotEqualTo(DeviceConfig.ABSENT);
  }

  @Test
  void anUnknownSectionIsIgnoredAndTheNearestKnownOneNamed() {
    assertThat(((Parsed.Good<DeviceConfig>) parse("othr: []")).warnings())
        .extracting(Problem::toString)
        .containsExactly("line 1, column 1: othr: unknown key, ignored; did you mean 'other'?");
  }

  @Test
  void ofTwoResourcesWithOneNameTheLaterInTheFileIsTheProblem() {
    assertThat(problems("one: {name: a.b/c}\nother: [{name: a.b/c}]"))
        .containsExactly(
            "line 2, column 16: other[0].name: 'a.b/c' is the name of two served resources:"
                + " this one and one.name (line 1)");
    assertThat(problems("other: [{name: a.b/c}]\none: {name: a.b/c}"))
        .singleElement()
        .asString()
        .startsWith("line 2, column 13: one.name: ");
  }

  @Test
  void aTextThatIsNoMappingIsRefusedWithTheKnownSections() {
    assertThat(problems("[]"))
        .containsExactly(
            "line 1, column 1: a mapping of sections (one, other, ...) was expected, found a list");
  }

  @Test
  void theRoomNamesNoVendor() throws IOException {
    Pattern vendors =
        Pattern.compile(
            "(?i)\\b(%s)\\b"
                .formatted(
                    Stream.concat(
                            EveryVendor.VENDORS.names().stream(),
                            EveryVendor.VENDORS.sections().stream().map(DeviceSection::key))
                        .collect(Collectors.joining("|"))));
    try (Stream<Path> sources = Files.list(Path.of("src/main/java/io/hami/mock/config"))) {
      assertThat(sources)
          .isNotEmpty()
          .allSatisfy(
              source -> assertThat(Files.readString(source)).doesNotContainPattern(vendors));
    }
  }
}
