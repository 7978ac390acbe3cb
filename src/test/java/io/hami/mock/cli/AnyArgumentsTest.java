package io.hami.mock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AnyArgumentsTest {
  @Property(tries = 300)
  void noArgumentsMakeTheParserThrow(@ForAll("arguments") List<String> arguments) {
    Command command = new ArgumentParser(Map.of()).parse(arguments.toArray(String[]::new));

    if (command instanceof Command.Bad(String message)) {
      assertThat(message).contains("-").doesNotContain("Exception", "null");
    }
  }

  @Provide
  Arbitrary<List<String>> arguments() {
    return Arbitraries.oneOf(
            Arbitraries.strings().ascii().ofMaxLength(8),
            Arbitraries.of(
                "-v",
                "--v=",
                "-v=5",
                "-debug",
                "-debug=",
                "-resource-mem",
                "a.b/c",
                "simulate",
                "explain",
                "-o",
                "-output=",
                "-",
                "--",
                "-=",
                "--=x",
                "-log_dir=\0",
                "@",
                "\uD800"))
        .list()
        .ofMaxSize(6);
  }
}
