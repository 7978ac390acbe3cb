package io.hami.mock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The list of what is shipped, as the build left it. */
class SbomIT {
  /** Of several licences of one library, one on this list is enough. */
  private static final Set<String> ALLOWED =
      Set.of(
          "Apache-2.0",
          "MIT",
          "MIT-0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-2.0",
          // The text is MIT's.
          "Bouncy Castle Licence");

  private static final Path DIST = Path.of("target", "dist");

  private static List<JsonNode> components() throws IOException {
    JsonNode sbom = new ObjectMapper().readTree(DIST.resolve("sbom.json").toFile());
    return stream(sbom.path("components")).toList();
  }

  private static Stream<JsonNode> stream(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  @Test
  void everyLibraryHasALicenceThatIsAllowed() throws IOException {
    assertThat(components())
        .isNotEmpty()
        .allSatisfy(
            library ->
                assertThat(
                        stream(library.path("licenses"))
                            .map(entry -> entry.path("license"))
                            .map(of -> of.path("id").asText(of.path("name").asText())))
                    .as(library.path("purl").asText())
                    .containsAnyElementsOf(ALLOWED));
  }

  @Test
  void everyLibraryThatIsShippedIsListed() throws IOException {
    List<String> listed =
        components().stream()
            .map(library -> library.path("name").asText() + "-" + library.path("version").asText())
            .toList();
    try (Stream<Path> files = Files.list(DIST.resolve("lib"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.endsWith(".jar") && !name.equals("mock-device-plugin.jar"))
          .isNotEmpty()
          .allMatch(name -> listed.stream().anyMatch(name::startsWith));
    }
  }
}
