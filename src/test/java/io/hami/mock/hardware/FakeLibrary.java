package io.hami.mock.hardware;

import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A library with a vendor's ABI, compiled from {@code src/test/c} for one test. Its answers are in
 * a file beside it and can be changed at any time.
 */
record FakeLibrary(Path file) {
  private static final Path SOURCES = Path.of("src/test/c");
  private static final long PATIENCE_SECONDS = 60;

  /**
   * Compiles {@code source}.
   *
   * @param source a file of {@code src/test/c}, without its extension
   * @param without parts that this version of the library does not have
   */
  static FakeLibrary compile(Path directory, String source, String... without) {
    Path file = directory.resolve("lib" + source + ".so.1");
    List<String> command =
        new ArrayList<>(List.of("gcc", "-D_GNU_SOURCE", "-shared", "-fPIC", "-o", file.toString()));
    for (String part : without) {
      command.add("-DWITHOUT_" + part);
    }
    command.add(SOURCES.resolve(source + ".c").toString());
    run(command);
    return new FakeLibrary(file);
  }

  private static void run(List<String> command) {
    Process compiler;
    try {
      compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "these tests need a C compiler (packages gcc and libc6-dev)", failure);
    }
    try {
      String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!compiler.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) || compiler.exitValue() != 0) {
        throw new IllegalStateException(String.join(" ", command) + "\n" + said);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  List<String> files() {
    return List.of(file.toString());
  }

  Optional<Path> path() {
    return Optional.of(file);
  }

  /**
   * Sets the answers from now on: lines of {@code key value}; for each key the last line counts.
   */
  FakeLibrary answers(String... lines) {
    List<String> latestFirst = new ArrayList<>(List.of(String.join("\n", lines).split("\n")));
    Collections.reverse(latestFirst);
    try {
      Path next = Files.write(file.resolveSibling("next"), latestFirst);
      Files.move(
          next,
          file.resolveSibling(file.getFileName() + ".answers"),
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return this;
  }

  /** How many of its initializations have not been followed by a shutdown. */
  int initializations() {
    return NativeLibrary.getInstance(file.toString(), Map.of(Library.OPTION_OPEN_FLAGS, 1))
        .getFunction("initializations")
        .invokeInt(new Object[0]);
  }
}
