import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Runs google-java-format, whose options are the arguments, over every Java file there is. */
final class Format {
  private static final List<Path> SOURCES = List.of(Path.of("bench", "src"), Path.of("src"));

  public static void main(String[] options) throws IOException {
    Stream.Builder<String> arguments = Stream.builder();
    Stream.of(options).forEach(arguments);
    for (Path folder : SOURCES) {
      try (Stream<Path> files = Files.walk(folder)) {
        files.map(Path::toString).filter(name -> name.endsWith(".java")).sorted().forEach(arguments);
      }
    }
    Main.main(arguments.build().toArray(String[]::new));
  }
}
