package io.hami.mock.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * {@code docs/messages.md} is made of the messages in the sources and of {@code
 * src/main/messages/messages.yaml}, which has the cause and the way out of each. With {@code
 * -Dmessages.write=true} the page is written anew.
 */
class MessagesTest {
  private static final Path TABLE = Path.of("src/main/messages/messages.yaml");
  private static final Path PAGE = Path.of("docs/messages.md");

  private static final String BEGINNING =
      """
      # Messages

      Each message that the plugin logs as a warning or an error, shows as the reason why something is not advertised, or refuses an input
      or a request with: its cause and the way out. `{}` stands for what is filled in; a message may be part of a longer line, such as
      `ConfigMap kube-system/hami-mock-device-plugin: line 3, column 5: ...`. "as it says" means that the message has its way out itself.

      This page is generated from the sources and `src/main/messages/messages.yaml` ([how](developing.md#messages)); do not edit it.
      """;

  /** The rooms of docs/architecture.md 2, by what a user calls them. */
  private static final Map<String, String> TITLES = titles();

  private static Map<String, Set<String>> rooms = Map.of();
  private static Map<String, Entry> entries = Map.of();

  /** The cause of a message and its way out. */
  private record Entry(String cause, String way) {}

  private static Map<String, String> titles() {
    Map<String, String> titles = new LinkedHashMap<>();
    titles.put("cli", "The command line");
    titles.put("app", "The start, and `explain`");
    titles.put("log", "The log");
    titles.put("file", "Files");
    titles.put("model", "Texts and names");
    titles.put("config", "Both configs");
    titles.put("fault", "Faults on purpose");
    titles.put("annotation", "HAMi's annotations");
    titles.put("discovery", "Cards");
    titles.put("hardware", "Vendors' libraries");
    titles.put("names", "Whose a resource name is");
    titles.put("plan", "Counts and routes");
    titles.put("kubelet", "The kubelet");
    titles.put("cluster", "The API server");
    titles.put("node", "Writing to the Node");
    titles.put("binding", "HAMi's bindings");
    titles.put("control", "JMX and HTTP");
    titles.put("observe", "Health");
    titles.put("reconcile", "The loop");
    titles.put("port", "Tasks");
    return titles;
  }

  @BeforeAll
  static void read() throws IOException {
    rooms = SourceMessages.byRoom();
    Map<String, Entry> read = new LinkedHashMap<>();
    List<String> twice = new ArrayList<>();
    List<Map<String, String>> table =
        new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(TABLE));
    for (Map<String, String> row : table) {
      String message = String.valueOf(row.get("message"));
      Entry entry = new Entry(row.getOrDefault("cause", ""), row.getOrDefault("way", ""));
      if (read.put(message, entry) != null) {
        twice.add(message);
      }
    }
    assertThat(twice).isEmpty();
    entries = read;
  }

  private static Set<String> messages() {
    return rooms.values().stream()
        .flatMap(Set::stream)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void eachMessageHasItsCauseAndItsWayOut() {
    Set<String> missing = messages();
    missing.removeAll(entries.keySet());
    assertThat(
            missing.stream()
                .map(
                    message ->
                        "- message: \"%s\"\n  cause: \n  way: \n"
                            .formatted(
                                message
                                    .replace("\\", "\\\\")
                                    .replace("\"", "\\\"")
                                    .replace("\n", "\\n")))
                .collect(Collectors.joining()))
        .as("to be added to " + TABLE)
        .isEmpty();
    assertThat(entries)
        .allSatisfy(
            (_, entry) -> assertThat(List.of(entry.cause(), entry.way())).doesNotContain(""));
  }

  @Test
  void noEntryIsLeftWithoutItsMessage() {
    assertThat(messages()).containsAll(entries.keySet());
  }

  @Test
  void thePageIsWhatTheSourcesGive() throws IOException {
    assertThat(rooms.keySet()).isSubsetOf(TITLES.keySet());
    String page = page();
    if (Boolean.getBoolean("messages.write")) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }

  private static String page() {
    StringBuilder page = new StringBuilder(BEGINNING);
    TITLES.forEach(
        (room, title) -> {
          if (rooms.get(room) instanceof Set<String> messages) {
            page.append("\n## ").append(title).append("\n\n");
            page.append("| message | cause | way out |\n| --- | --- | --- |\n");
            messages.forEach(message -> page.append(row(message)));
          }
        });
    return page.toString();
  }

  private static String row(String message) {
    Entry entry = entries.getOrDefault(message, new Entry("", ""));
    return "| %s | %s | %s |\n".formatted(code(message), cell(entry.cause()), cell(entry.way()));
  }

  private static String code(String message) {
    String marks = message.contains("`") ? "``" : "`";
    return marks + cell(message) + marks;
  }

  private static String cell(String text) {
    return text.replace("\n", " ").replace("|", "\\|");
  }
}
