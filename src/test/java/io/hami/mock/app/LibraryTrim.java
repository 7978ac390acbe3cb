package io.hami.mock.app;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Takes out of the shipped libraries what would cost each start something and serves nobody. */
final class LibraryTrim {
  private static final String DEFINITIONS =
      "META-INF/micronaut/io.micronaut.inject.BeanDefinitionReference";

  private final Path lib;

  LibraryTrim(Path lib) {
    this.lib = lib;
  }

  /**
   * The class cache holds no class of a signed jar, and checking Bouncy Castle's signatures, with
   * which the API client reads client keys, takes a third of a second; OpenJDK asks providers for
   * none.
   */
  void unsign() throws IOException {
    remove("bc", "META-INF", name -> name.matches(".*\\.(SF|DSA|RSA)"));
  }

  /**
   * micronaut-kubernetes has two beans for each of the fifty APIs of client-java, none of which is
   * asked for here, and Micronaut loads every bean's definition: 102 classes. Only the client
   * itself and what it is configured by are of use.
   */
  void forgetApis() throws IOException {
    remove("micronaut-kubernetes-client", DEFINITIONS, name -> name.contains("ApiFactory$"));
  }

  private void remove(String jars, String folder, Predicate<String> names) throws IOException {
    try (Stream<Path> files = Files.list(lib)) {
      for (Path jar :
          files.filter(file -> file.getFileName().toString().startsWith(jars)).toList()) {
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
          for (Path entry : entries(zip.getPath(folder), names)) {
            Files.delete(entry);
          }
        }
      }
    }
  }

  private static List<Path> entries(Path folder, Predicate<String> names) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> names.test(entry.getFileName().toString())).toList();
    }
  }
}
