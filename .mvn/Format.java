import com.google.googlejavaformat.java.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Runs google-java-format, whose options are the arguments, over every Java file under src. */
final class Format {
  public static void main(String[] options) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      Stream<String> sources = files.map(Path::toString).filter(name -> name.endsWith(".java")).sorted();
      Main.main(Stream.concat(Stream.of(options), sources).toArray(String[]::new));
    }
  }
}
