package io.hami.mock.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Replays the first texts of the fuzzer and those that it found, on every change. */
class CorpusTest {
  @ParameterizedTest
  @EnumSource
  void everyTextOfTheCorpusPassesItsTarget(Target target) throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(Path.of("fuzz", "corpus", target.toString()))) {
      files = found.sorted().toList();
    }
    assertThat(files).isNotEmpty();
    for (Path file : files) {
      target.check(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    }
  }
}
