package io.hami.mock.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.Release;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** A copy of the chart, and its rendering by Helm. */
record Chart(Path directory) {
  static final Path SOURCE = Path.of("helm");
  static final String RELEASE = "mock";
  static final String NAMESPACE = "kube-system";

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Copies the chart into {@code directory}, with the pod of {@code helm test} as an ordinary
   * object, since Helm's library does not return hooks.
   */
  static Chart copy(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(SOURCE)) {
      for (Path from : (Iterable<Path>) all::iterator) {
        Path to = directory.resolve(SOURCE.relativize(from).toString());
        if (Files.isDirectory(from)) {
          Files.createDirectories(to);
        } else if (from.startsWith(SOURCE.resolve("templates/tests"))) {
          Files.writeString(
              to, Files.readString(from).replace("helm.sh/hook:", "example.com/hook:"));
        } else {
          Files.copy(from, to);
        }
      }
    }
    return new Chart(directory);
  }

  /** Makes ordinary objects of the hook that runs after an uninstall too. */
  Chart withCleanup() {
    Path hook = directory.resolve("templates/cleanup.yaml");
    try {
      Files.writeString(hook, read(hook).replace("helm.sh/hook:", "example.com/hook:"));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return this;
  }

  /** The chart's default values. */
  static ObjectNode values() {
    return (ObjectNode) yaml(read(SOURCE.resolve("values.yaml")));
  }

  static JsonNode schema() {
    return yaml(read(SOURCE.resolve("values.schema.json")));
  }

  /** The values files of {@code ci}, by their names without the extension. */
  static List<String> ci() {
    try (Stream<Path> files = Files.list(SOURCE.resolve("ci"))) {
      return files
          .map(file -> file.getFileName().toString().replace("-values.yaml", ""))
          .sorted()
          .toList();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static JsonNode ci(String name) {
    return yaml(read(SOURCE.resolve("ci").resolve(name + "-values.yaml")));
  }

  /** Replaces the default values, as in an older chart. */
  void comesWith(JsonNode values) {
    write(directory.resolve("values.yaml"), values);
  }

  /** The output of `helm template`, which does not ask a cluster. */
  String text(JsonNode values, String kubeVersion) {
    Path file = given(values);
    TemplateCommand command =
        new Helm(directory)
            .template()
            .withName(RELEASE)
            .withNamespace(NAMESPACE)
            .withValuesFile(file);
    // Helm's library is not annotated for null.
    return Objects.requireNonNullElse(
        (kubeVersion.isEmpty() ? command : command.withKubeVersion(kubeVersion)).call(), "");
  }

  private Path given(JsonNode values) {
    Path file = directory.resolveSibling(directory.getFileName() + "-given.yaml");
    write(file, values);
    return file;
  }

  /** The documents of the output. */
  List<JsonNode> render(JsonNode values, String kubeVersion) {
    return StreamSupport.stream(loader().loadAll(text(values, kubeVersion)).spliterator(), false)
        .filter(Objects::nonNull)
        .map(document -> JSON.<JsonNode>valueToTree(document))
        .toList();
  }

  List<JsonNode> render(JsonNode values) {
    return render(values, "");
  }

  List<JsonNode> render(String yaml) {
    return render(yaml(yaml));
  }

  /** Installs the chart into {@code cluster}. */
  Release install(String release, String namespace, String values, FakeCluster cluster) {
    return new Helm(directory)
        .install()
        .withName(release)
        .withNamespace(namespace)
        .withValuesFile(given(yaml(values)))
        .withKubeConfigContents(cluster.kubeConfig())
        .disableOpenApiValidation()
        .call();
  }

  LintResult lint(JsonNode values) throws IOException {
    ObjectNode all = values();
    JSON.readerForUpdating(all).readValue(values);
    // A null removes a default value.
    values
        .properties()
        .forEach(
            value -> {
              if (value.getValue().isNull()) {
                all.remove(value.getKey());
              }
            });
    comesWith(all);
    return new Helm(directory).lint().strict().call();
  }

  static JsonNode yaml(String text) {
    return JSON.valueToTree(loader().load(text));
  }

  private static Yaml loader() {
    return new Yaml(new SafeConstructor(new LoaderOptions()));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** JSON is YAML. */
  private static void write(Path file, JsonNode values) {
    try {
      Files.writeString(file, values.toString());
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
