package io.hami.mock.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Compares the SBOM with the files that are shipped. */
class SbomIT {
  /** If a library has several licences, one of them must be on this list. */
  private static final Set<String> ALLOWED =
      Set.of(
          "Apache-2.0",
          "MIT",
          "MIT-0",
          "BSD-2-Clause",
          "BSD-3-Clause",
          "CC0-1.0",
          "EPL-2.0",
          "GPL-2.0-with-classpath-exception",
          // Its text is that of the MIT licence.
          "Bouncy Castle Licence");

  private static final Path DIST = Path.of("target", "dist");

  private static List<JsonNode> components() throws IOException {
    return stream(sbom().path("components")).toList();
  }

  private static JsonNode sbom() throws IOException {
    return new ObjectMapper().readTree(DIST.resolve("sbom.json").toFile());
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
  void everyLibraryThatIsShippedIsListedWithItsChecksum() throws Exception {
    Map<String, String> shipped = new TreeMap<>();
    try (Stream<Path> files = Files.list(DIST.resolve("lib"))) {
      for (Path file : files.filter(SbomIT::isLibrary).toList()) {
        shipped.put(file.getFileName().toString(), sha256(file));
      }
    }
    Map<String, String> listed = new TreeMap<>();
    for (JsonNode library : components()) {
      if (library.path("type").asText().equals("library") && !isTrimmed(library)) {
        listed.put(file(library), sha256(library));
      }
    }
    assertThat(listed).isNotEmpty().isEqualTo(shipped);
  }

  @Test
  void everyLibraryOfThePluginsOwnJarSaysSo() throws IOException {
    assertThat(components())
        .filteredOn(SbomIT::isTrimmed)
        .isNotEmpty()
        .allSatisfy(
            library -> {
              assertThat(DIST.resolve("lib").resolve(file(library))).doesNotExist();
              assertThat(library.at("/pedigree/notes").asText()).contains("mock-device-plugin.jar");
            });
  }

  @Test
  void thePluginsOwnJarHasItsChecksum() throws Exception {
    assertThat(sha256(sbom().at("/metadata/component")))
        .isEqualTo(sha256(DIST.resolve("lib").resolve("mock-device-plugin.jar")));
  }

  @Test
  void theJavaThatIsShippedIsListed() throws Exception {
    String version = Files.readString(DIST.resolve("runtime").resolve("release"));
    assertThat(components())
        .filteredOn(component -> component.path("type").asText().equals("platform"))
        .singleElement()
        .satisfies(
            java -> {
              assertThat(java.path("name").asText()).isEqualTo("openjdk");
              assertThat(version)
                  .contains(
                      "JAVA_VERSION=\"" + java.path("version").asText().split("\\+", 2)[0] + "\"");
              assertThat(sha256(java)).isEqualTo(sha256(DIST.resolve("runtime/lib/modules")));
            });
  }

  private static boolean isTrimmed(JsonNode library) {
    return library.has("pedigree");
  }

  private static String file(JsonNode library) {
    return library.path("name").asText() + "-" + library.path("version").asText() + ".jar";
  }

  private static boolean isLibrary(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(".jar") && !name.equals("mock-device-plugin.jar");
  }

  private static String sha256(JsonNode component) {
    return stream(component.path("hashes"))
        .filter(hash -> hash.path("alg").asText().equals("SHA-256"))
        .map(hash -> hash.path("content").asText())
        .findFirst()
        .orElseThrow();
  }

  private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
  }
}
