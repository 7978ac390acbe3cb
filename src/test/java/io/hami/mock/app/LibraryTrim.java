package io.hami.mock.app;

import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.net.URL;
import java.net.URLClassLoader;
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

  /**
   * The class cache holds no class of before Java 6, whose verifier needs no stack maps, and
   * picocli's are of Java 5: 142 classes were read and verified at each start, 0.07 s.
   */
  void modernise() throws IOException {
    Path jar = jars("picocli").getFirst();
    try (URLClassLoader library = new URLClassLoader(new URL[] {jar.toUri().toURL()});
        FileSystem zip = FileSystems.newFileSystem(jar);
        Stream<Path> files = Files.walk(zip.getPath("picocli"))) {
      // With a shared pool a method that is not changed would stay as it is, without stack maps.
      ClassFile classes =
          ClassFile.of(
              ConstantPoolSharingOption.NEW_POOL,
              ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofClassLoading(library)));
      for (Path file : files.filter(entry -> entry.toString().endsWith(".class")).toList()) {
        ClassModel model = classes.parse(Files.readAllBytes(file));
        if (model.majorVersion() < ClassFile.JAVA_6_VERSION) {
          Files.write(file, classes.transformClass(model, LibraryTrim::modernise));
        }
      }
    }
  }

  private static void modernise(ClassBuilder builder, ClassElement element) {
    builder.with(
        element instanceof ClassFileVersion
            ? ClassFileVersion.of(ClassFile.JAVA_8_VERSION, 0)
            : element);
  }

  private void remove(String jars, String folder, Predicate<String> names) throws IOException {
    for (Path jar : jars(jars)) {
      try (FileSystem zip = FileSystems.newFileSystem(jar)) {
        for (Path entry : entries(zip.getPath(folder), names)) {
          Files.delete(entry);
        }
      }
    }
  }

  private List<Path> jars(String prefix) throws IOException {
    try (Stream<Path> files = Files.list(lib)) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).toList();
    }
  }

  private static List<Path> entries(Path folder, Predicate<String> names) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.filter(entry -> names.test(entry.getFileName().toString())).toList();
    }
  }
}
