package io.hami.mock.hami;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hami.mock.e2e.LiveNode;
import io.hami.mock.e2e.PluginProcess;
import io.hami.mock.hami.Form.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Every vendor form on a live node, with HAMi's real scheduler: made-up cards, pods that ask for
 * them, and what came of it beside what was recorded or follows from HAMi's code.
 */
public final class Matrix {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LiveNode NODE = LiveNode.ofEnvironment();
  private static final String OWN = "hami-mock-device-plugin";
  private static final String DEVICES = "hami-scheduler-device";
  private static final String RECORDED = "as recorded";
  private static final String UNTRIED = "–";

  /** HAMi's scheduler looks at the nodes every 15 s. */
  private static final Duration LOOKS = Duration.ofSeconds(20);

  /** The kubelet and HAMi's scheduler both look at what changed in their own time. */
  private static final Duration SEEN = LOOKS.multipliedBy(3);

  /** A handshake counts for a minute, and is looked at with the next round. */
  private static final Duration HANDSHAKE = Duration.ofMinutes(1).plus(LOOKS);

  /**
   * A pod that has been the same for so long stays as it is: kube-scheduler tries after 1 s, 2 s.
   */
  private static final Duration SETTLED = Duration.ofSeconds(8);

  /** A program that takes longer to end is killed. */
  private static final Duration ENDS = Duration.ofSeconds(20);

  /** What comes of pods takes no longer, however slow the machine. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path scheduler;
  private final List<Tried> beyond = new ArrayList<>();
  private int pods;
  private int otherwise;

  /** A trial and what came of it, as a text. */
  private record Tried(Form form, Trial trial, String outcome) {}

  private Matrix(Path scheduler) {
    this.scheduler = scheduler;
  }

  /**
   * Exits with 1 where an outcome is another than the expected one, and with 2 where the arguments
   * are wrong.
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Map<String, Form> forms = new LinkedHashMap<>();
    Form.all().forEach(form -> forms.put(form.name(), form));
    List<String> words = List.of(arguments);
    Optional<String> mistake = mistake(words, forms.keySet());
    if (mistake.isPresent()) {
      System.err.println("bench/hami: " + mistake.get());
      System.err.println("usage: bench/hami SCHEDULER [form...]");
      System.err.println("forms: " + String.join(" ", forms.keySet()));
      System.exit(2);
    }
    Runtime.getRuntime().addShutdownHook(new Thread(Matrix::endChildren));
    endWithParent();
    Matrix matrix = new Matrix(Path.of(words.getFirst()).toAbsolutePath());
    matrix.run(
        forms.values().stream()
            .filter(form -> words.size() == 1 || words.contains(form.name()))
            .toList());
    System.exit(matrix.otherwise == 0 ? 0 : 1);
  }

  private static Optional<String> mistake(List<String> words, Set<String> forms) {
    if (words.isEmpty()) {
      return Optional.of("no SCHEDULER");
    }
    if (!Files.isExecutable(Path.of(words.getFirst()))) {
      return Optional.of(words.getFirst() + " is no program");
    }
    return words.stream()
        .skip(1)
        .filter(name -> !forms.contains(name))
        .map(name -> "no form " + name)
        .findFirst();
  }

  /** Maven does not end what it has started when it is killed. */
  private static void endWithParent() {
    ProcessHandle.current()
        .parent()
        .ifPresent(
            parent -> {
              // Not on the common pool, which may have one thread that the hook needs.
              CompletableFuture<Void> _ =
                  parent
                      .onExit()
                      .thenRunAsync(() -> System.exit(1), task -> new Thread(task).start());
            });
  }

  /** The scheduler and the plugin end with this program, also when it is interrupted. */
  private static void endChildren() {
    List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
    children.forEach(ProcessHandle::destroy);
    for (ProcessHandle child : children) {
      child
          .onExit()
          .completeOnTimeout(child, ENDS.toSeconds(), TimeUnit.SECONDS)
          .thenAccept(ProcessHandle::destroyForcibly)
          .join();
    }
  }

  private void run(List<Form> forms) throws IOException, InterruptedException {
    row("form", Form.QUESTIONS);
    System.out.println("| --- ".repeat(Form.QUESTIONS.size() + 1) + "|");
    for (Form form : forms) {
      Map<String, String> cells = tried(form);
      if (form.recorded() || !RECORDED.equals(cells.get(Form.REGISTER))) {
        row(
            form.name(),
            Form.QUESTIONS.stream()
                .map(question -> cells.getOrDefault(question, UNTRIED))
                .toList());
      }
    }
    System.out.println();
    row("form", List.of("pod", "asks for", "expected", "because", "came"));
    System.out.println("| --- ".repeat(6) + "|");
    for (Tried tried : beyond) {
      Trial trial = tried.trial;
      row(
          tried.form.name(),
          List.of(
              trial.question(),
              trial.asks(),
              trial.expected().toString(),
              trial.because(),
              tried.outcome));
    }
    System.out.println();
    System.out.println(otherwise + " outcomes are other than expected");
  }

  private static void row(String name, List<String> cells) {
    System.out.println("| " + name + " | " + String.join(" | ", cells) + " |");
  }

  /** What came of each question. */
  private Map<String, String> tried(Form form) throws IOException, InterruptedException {
    Map<String, String> cells = new HashMap<>();
    clean();
    LiveNode.applyConfigMap(
        DEVICES, "device-config.yaml", RealScheduler.deviceConfig(form.vector()).toString());
    LiveNode.applyConfigMap(OWN, "config.yaml", form.vector().inventory(true, form.mode()));
    try (PluginProcess _ =
            PluginProcess.start("--namespace=kube-system", "--http-address=", "--jmx=false");
        RealScheduler running = new RealScheduler(scheduler, form.vector())) {
      String registered = registered(form, running);
      long since = System.nanoTime();
      for (Stage stage : form.stages()) {
        switch (stage.when()) {
          case AT_ONCE -> {}
          case AFTER_A_MINUTE -> pass(HANDSHAKE.minus(Duration.ofNanos(System.nanoTime() - since)));
          case WITH_THE_FIRST_CARD_UNHEALTHY -> {
            LiveNode.applyConfigMap(
                OWN, "config.yaml", form.vector().inventory(false, form.mode()));
            pass(LOOKS);
          }
        }
        for (Trial trial : stage.trials()) {
          String outcome = outcome(trial);
          cells.put(trial.question(), outcome);
          if (!trial.because().isEmpty()) {
            beyond.add(new Tried(form, trial, outcome));
          }
        }
        deletePods();
      }
      String trouble = running.trouble();
      cells.put(Form.REGISTER, trouble.isEmpty() ? registered : trouble);
      if (!RECORDED.equals(cells.get(Form.REGISTER))) {
        otherwise++;
      }
    } finally {
      clean();
      form.vector().annotations().keySet().forEach(key -> NODE.annotate(key, ""));
    }
    return cells;
  }

  /**
   * Whether the Node has what was recorded, and HAMi's scheduler the recorded cards. It may have
   * more: for some minutes the kubelet keeps capacity of the form before, and HAMi counts cards
   * from that.
   */
  private static String registered(Form form, RealScheduler running) throws InterruptedException {
    try {
      await().atMost(SEEN).until(() -> lacks(form, running), List::isEmpty);
      return RECORDED;
    } catch (ConditionTimeoutException _) {
      return "lacks " + String.join("; ", lacks(form, running));
    }
  }

  private static List<String> lacks(Form form, RealScheduler running) throws InterruptedException {
    JsonNode recorded = form.vector().json();
    Set<String> annotations = NODE.annotations().keySet();
    Map<String, Long> allocatable = NODE.allocatable();
    Map<String, Long> cards =
        Vector.elements(recorded.path("cards"))
            .collect(
                Collectors.toMap(
                    card -> card.path("id").asText(), card -> card.path("memoryMiB").asLong()));
    Map<String, Long> known = running.cards();
    Stream<String> numbers =
        recorded.at("/node/allocatable").properties().stream()
            // Cards of another mode have other slots; 0 is left of an earlier form.
            .filter(number -> form.mode().isEmpty() && number.getValue().asLong() > 0)
            .filter(
                number ->
                    number.getValue().asLong() != allocatable.getOrDefault(number.getKey(), 0L))
            .map(number -> "%s %s".formatted(number.getKey(), number.getValue().asText()));
    return Stream.of(
            form.vector().annotations().keySet().stream().filter(key -> !annotations.contains(key)),
            numbers,
            Stream.of("cards %s in place of %s".formatted(cards, known))
                .filter(_ -> !known.entrySet().containsAll(cards.entrySet())))
        .flatMap(lacking -> lacking)
        .toList();
  }

  /** Creates a pod and says what comes of it. */
  private String outcome(Trial trial) {
    pods++;
    String name = "hami-" + pods;
    LiveNode.apply(pod(name, trial).toString());
    Watched watched = new Watched(trial.expected());
    try {
      await()
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(500))
          .until(
              () ->
                  watched.isOver(
                      Outcome.of(
                          JSON.readTree(LiveNode.kubectl("get", "pod", name, "-o", "json")))));
    } catch (ConditionTimeoutException _) {
      // What there is now is what came.
    }
    if (watched.asExpected()) {
      return trial.because().isEmpty() ? RECORDED : "as expected";
    }
    otherwise++;
    return watched.last.toString();
  }

  private static JsonNode pod(String name, Trial trial) {
    ObjectNode pod = JSON.createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata").put("name", name).put("namespace", "default");
    metadata.putObject("labels").put("bench", "hami");
    metadata.set("annotations", trial.annotations());
    ObjectNode spec =
        pod.putObject("spec")
            .put("schedulerName", RealScheduler.NAME)
            .put("hostNetwork", true)
            .put("restartPolicy", "Never")
            .put("automountServiceAccountToken", false)
            .put("terminationGracePeriodSeconds", 0);
    spec.putArray("tolerations").addObject().put("operator", "Exists");
    ArrayNode containers = spec.putArray("containers");
    for (JsonNode limits : trial.limits()) {
      ObjectNode container =
          containers
              .addObject()
              .put("name", "c" + containers.size())
              .put("image", "localhost/pause:1")
              .put("imagePullPolicy", "Never");
      container.putObject("resources").set("limits", limits);
    }
    return pod;
  }

  /** A pod that is looked at until it is as expected, or stays otherwise. */
  private static final class Watched {
    private final Outcome expected;
    private Outcome last = new Outcome("Pending", "", "", "");
    private long since = System.nanoTime();

    private Watched(Outcome expected) {
      this.expected = expected;
    }

    private boolean isOver(Outcome now) {
      if (!now.equals(last)) {
        last = now;
        since = System.nanoTime();
      }
      return asExpected() || (now.isFinal() && System.nanoTime() - since > SETTLED.toNanos());
    }

    private boolean asExpected() {
      return last.isAs(expected);
    }
  }

  private static void deletePods() {
    LiveNode.kubectl(
        "delete", "pods", "-l", "bench=hami", "--force", "--grace-period=0", "--ignore-not-found");
    // HAMi's scheduler gives their cards back when it has seen that.
    pass(Duration.ofSeconds(3));
  }

  private static void pass(Duration time) {
    if (time.isPositive()) {
      await().pollDelay(time).atMost(time.multipliedBy(4)).until(() -> true);
    }
  }

  private static void clean() {
    deletePods();
    for (String map : List.of(OWN, DEVICES)) {
      LiveNode.kubectl("-n", "kube-system", "delete", "configmap", map, "--ignore-not-found");
    }
    NODE.removeHamiAnnotations();
  }
}
