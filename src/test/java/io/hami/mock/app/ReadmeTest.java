package io.hami.mock.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the README repeats of the program must be what the program says. */
class ReadmeTest {
  private final String readme;

  ReadmeTest() throws IOException {
    readme = Files.readString(Path.of("README.md"));
  }

  @Test
  void theArgumentsAreThoseOfTheHelp() {
    String help =
        Usage.text()
            .lines()
            .map(line -> "    " + line.replace("\t", "    "))
            .collect(Collectors.joining("\n"));
    assertThat(readme).contains(help);
  }
}
