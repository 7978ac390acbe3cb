package io.hami.mock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Compares the help text in the documentation with the program's. */
class ReadmeTest {
  private final String page;

  ReadmeTest() throws IOException {
    page = Files.readString(Path.of("docs/configuration.md"));
  }

  @Test
  void theArgumentsAreThoseOfTheHelp() {
    String help =
        Usage.text()
            .lines()
            .map(line -> "    " + line.replace("\t", "    "))
            .collect(Collectors.joining("\n"));
    assertThat(page).contains(help);
  }
}
