package io.hami.mock.histories;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hami.mock.annotation.Owned;
import io.hami.mock.annotation.StatusMark;
import io.hami.mock.e2e.AdminApi;
import io.hami.mock.e2e.ApiServerFront;
import io.hami.mock.e2e.LiveNode;
import io.hami.mock.e2e.PluginProcess;
import io.hami.mock.file.LastGoodFiles;
import io.hami.mock.histories.Step.Annotation;
import io.hami.mock.histories.Step.DeviceText;
import io.hami.mock.histories.Step.OwnText;
import io.hami.mock.histories.Step.Right;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.LastGood;
import io.hami.mock.simulator.VendorPlugin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ThrowingRunnable;

/**
 * A real node: the shipped plugin as a process with a service account of its own, which reaches the
 * API server through a proxy. The node has a past, since nothing makes a kubelet forget at once.
 */
final class LiveWorld implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String NAMESPACE = "kube-system";
  private static final String OWN_MAP = "hami-mock-device-plugin";
  private static final String DEVICE_MAP = "hami-scheduler-device";
  private static final String OWN_KEY = "config.yaml";
  private static final String DEVICE_KEY = "device-config.yaml";
  private static final String ACCOUNT = "mock-histories";
  private static final Path LAST_GOOD =
      LiveNode.DEVICE_PLUGINS.resolve("mock-device-plugin-last-good");
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Nobody waits longer than this for a step, however long the history has it. */
  private static final Duration LONGEST = Duration.ofSeconds(3);

  private static final int FASTER = 100;

  private final LiveNode node = LiveNode.ofEnvironment();
  private final ApiServerFront server;
  private final Path kubeconfig;
  private final Set<Right> rights = EnumSet.allOf(Right.class);
  private final Map<ResourceName, VendorPlugin> others = new HashMap<>();
  private final Map<String, LastGood.Kept> kept = new HashMap<>();
  private final List<String> logs = new ArrayList<>();
  private boolean away;
  private Optional<PluginProcess> plugin = Optional.empty();
  private int came;

  LiveWorld() throws IOException {
    server = new ApiServerFront(Optional.of(NAMESPACE + ":" + ACCOUNT));
    kubeconfig = server.kubeconfig();
    clean();
    grant();
    start();
  }

  /**
   * Whether the step can be taken here: no card fails by itself, and the clock is the machine's.
   */
  static boolean can(Step step) {
    return !(step instanceof Step.Hardware
        || step instanceof Step.Fault
        || step instanceof Step.ClockJumps);
  }

  static Duration shortened(Duration pause) {
    Duration shorter = pause.dividedBy(FASTER);
    return shorter.compareTo(LONGEST) < 0 ? shorter : LONGEST;
  }

  void take(Step step) throws IOException {
    if (step instanceof Step.OwnConfig
        || step instanceof Step.DeviceConfig
        || step instanceof Step.Crash
        || step instanceof Step.Stop
        || step instanceof Step.Away
        || step instanceof Step.Rights) {
      // The model has the plugin know by then what was written before.
      awaitRead();
    }
    switch (step) {
      case Step.OwnConfig(OwnText text) -> {
        Optional<String> now = Texts.of(text);
        configMap(OWN_MAP, OWN_KEY, now);
        expect(OWN_MAP, OWN_KEY, now, text instanceof OwnText.Good || text instanceof OwnText.Gone);
      }
      case Step.DeviceConfig(DeviceText text) -> {
        Optional<String> now = Texts.of(text);
        configMap(DEVICE_MAP, DEVICE_KEY, now);
        expect(DEVICE_MAP, DEVICE_KEY, now, !(text instanceof DeviceText.Bad));
      }
      case Step.Register(Annotation<List<Card>> cards) ->
          annotate(Names.REGISTER, cards, Texts::register);
      case Step.Slots(Annotation<Integer> number) ->
          annotate(Names.SLOTS_KEY, number, Object::toString);
      case Step.PluginCame(ResourceName name) -> {
        if (!others.containsKey(name)) {
          came(name);
        }
      }
      case Step.PluginLeft(ResourceName name) -> {
        if (others.remove(name) instanceof VendorPlugin left) {
          left.close();
        }
      }
      case Step.NumberWritten(ResourceName name) -> number(name, Long.toString(World.WRITTEN));
      case Step.NumberRemoved(ResourceName name) -> {
        if (node.capacity().getOrDefault(name.toString(), 0L) == World.WRITTEN) {
          number(name, "");
        }
      }
      case Step.KubeletRestarts(Duration away) -> {
        node.control("stop-kubelet");
        pass(shortened(away));
        node.control("start-kubelet");
        others.keySet().forEach(this::registerAgain);
      }
      case Step.Crash _ -> end(PluginProcess::kill);
      case Step.Stop _ -> end(PluginProcess::terminate);
      case Step.Start _ -> {
        if (plugin.isEmpty()) {
          start();
        }
      }
      case Step.Away _ -> {
        away = true;
        server.refuse(503);
      }
      case Step.Back _ -> {
        away = false;
        server.pass();
      }
      case Step.Rights(Right right, boolean given) -> {
        if (given ? rights.add(right) : rights.remove(right)) {
          grant();
          server.hangUp();
        }
      }
      case Step.Hardware _, Step.Fault _, Step.ClockJumps _ ->
          throw new IllegalArgumentException(step.toString());
    }
  }

  static void pass(Duration time) {
    await().pollDelay(time).atMost(time.plus(PATIENCE)).until(() -> true);
  }

  /** Notes what a plugin that can read the ConfigMap keeps of it; nothing new of a bad one. */
  private void expect(String map, String key, Optional<String> text, boolean good) {
    String config = "%s of ConfigMap %s/%s".formatted(key, NAMESPACE, map);
    if (good) {
      kept.put(config, new LastGood.Kept(text));
    } else {
      kept.remove(config);
    }
  }

  private void awaitRead() {
    if (plugin.isEmpty() || away) {
      return;
    }
    LastGoodFiles files = new LastGoodFiles(LiveNode.DEVICE_PLUGINS);
    kept.forEach(
        (config, expected) -> {
          if (rights.contains(Right.CONFIG) || !config.startsWith(OWN_KEY)) {
            await("the plugin has read " + config)
                .atMost(PATIENCE)
                .until(() -> files.recall(config).equals(Optional.of(expected)));
          }
        });
  }

  private void start() {
    plugin =
        Optional.of(
            PluginProcess.start(
                "--kubeconfig=" + kubeconfig,
                "--namespace=" + NAMESPACE,
                "--http-address=",
                "--jmx=false"));
  }

  private void end(Consumer<PluginProcess> how) {
    plugin.ifPresent(
        running -> {
          how.accept(running);
          logs.add(running.log());
          running.close();
        });
    plugin = Optional.empty();
  }

  private void configMap(String map, String key, Optional<String> text) {
    text.ifPresentOrElse(
        some -> LiveNode.applyConfigMap(map, key, some), () -> LiveNode.deleteConfigMap(map));
  }

  private <T> void annotate(String key, Annotation<T> value, Function<T, String> text) {
    // What the plugin has made up there is another test's subject.
    if (!owned(node.annotations()).contains(key)) {
      node.annotate(key, Texts.of(value, text).orElse(""));
    }
  }

  private static Set<String> owned(Map<String, String> annotations) {
    return Owned.of(Optional.ofNullable(annotations.get(Owned.KEY))).annotations();
  }

  private void number(ResourceName name, String number) {
    node.patchCapacity(Map.of(name.toString(), number));
  }

  private void came(ResourceName name) throws IOException {
    came++;
    VendorPlugin other =
        new VendorPlugin(
            LiveNode.DEVICE_PLUGINS,
            "other-" + came + ".sock",
            name.toString(),
            IntStream.range(0, World.THEIRS).mapToObj(index -> "GPU-other-" + index).toList());
    others.put(name, other);
    registered(other::start);
  }

  /** As a plugin does that sees that its kubelet has restarted or its stream has ended. */
  void registerAgain(ResourceName name) {
    if (others.get(name) instanceof VendorPlugin other) {
      registered(other::restart);
    }
  }

  private static void registered(ThrowingRunnable registration) {
    await().atMost(PATIENCE).ignoreExceptions().untilAsserted(registration);
  }

  /** What the account may do, which the API server learns of a moment later. */
  private void grant() {
    LiveNode.apply(
        """
        apiVersion: v1
        kind: ServiceAccount
        metadata: {name: mock-histories, namespace: kube-system}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRole
        metadata: {name: mock-histories}
        rules:
          - {apiGroups: [""], resources: [nodes], verbs: [%s]}
          - {apiGroups: [""], resources: [nodes/status], verbs: [%s]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: ClusterRoleBinding
        metadata: {name: mock-histories}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: mock-histories}
        subjects: [{kind: ServiceAccount, name: mock-histories, namespace: kube-system}]
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: Role
        metadata: {name: mock-histories, namespace: kube-system}
        rules:
          - {apiGroups: [""], resources: [configmaps], resourceNames: [%s], verbs: [get, list, watch]}
        ---
        apiVersion: rbac.authorization.k8s.io/v1
        kind: RoleBinding
        metadata: {name: mock-histories, namespace: kube-system}
        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: mock-histories}
        subjects: [{kind: ServiceAccount, name: mock-histories, namespace: kube-system}]
        """
            .formatted(
                rights.contains(Right.ANNOTATE) ? "get, list, watch, patch" : "get, list, watch",
                rights.contains(Right.STATUS) ? "patch" : "get",
                rights.contains(Right.CONFIG) ? OWN_MAP + ", " + DEVICE_MAP : DEVICE_MAP));
    ObjectNode object = JSON.createObjectNode().put("name", node.name());
    awaitRight(Right.ANNOTATE, object.deepCopy().put("verb", "patch").put("resource", "nodes"));
    awaitRight(
        Right.STATUS,
        object
            .deepCopy()
            .put("verb", "patch")
            .put("resource", "nodes")
            .put("subresource", "status"));
    awaitRight(
        Right.CONFIG,
        JSON.createObjectNode()
            .put("verb", "get")
            .put("resource", "configmaps")
            .put("namespace", NAMESPACE)
            .put("name", OWN_MAP));
  }

  private void awaitRight(Right right, ObjectNode asked) {
    ObjectNode review =
        JSON.createObjectNode()
            .put("apiVersion", "authorization.k8s.io/v1")
            .put("kind", "SubjectAccessReview");
    review
        .putObject("spec")
        .put("user", "system:serviceaccount:" + NAMESPACE + ":" + ACCOUNT)
        .set("resourceAttributes", asked);
    await(asked.toString())
        .atMost(PATIENCE)
        .until(
            () ->
                AdminApi.post(
                            "/apis/authorization.k8s.io/v1/subjectaccessreviews", review.toString())
                        .at("/status/allowed")
                        .asBoolean()
                    == rights.contains(right));
  }

  /** Takes away what an earlier history has left, but for what the kubelet remembers. */
  private void clean() throws IOException {
    configMap(OWN_MAP, OWN_KEY, Optional.empty());
    configMap(DEVICE_MAP, DEVICE_KEY, Optional.empty());
    expect(OWN_MAP, OWN_KEY, Optional.empty(), true);
    expect(DEVICE_MAP, DEVICE_KEY, Optional.empty(), true);
    // An earlier history's plugin has left its last good configs.
    try (Stream<Path> files = Files.walk(LAST_GOOD)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    } catch (NoSuchFileException _) {
      // None has been here.
    }
    node.removeHamiAnnotations();
    node.annotate(Names.SLOTS_KEY, "");
    Set<ResourceName> known = known();
    Map<String, String> gone = new TreeMap<>();
    Map<String, Long> there = node.capacity();
    Names.ALL.stream()
        .filter(name -> !known.contains(name))
        .map(ResourceName::toString)
        .filter(there::containsKey)
        .forEach(name -> gone.put(name, ""));
    node.patchCapacity(gone);
  }

  /** What is there now. */
  Model.Ground ground() {
    Map<String, String> annotations = node.annotations();
    return new Model.Ground(
        known(),
        StatusMark.of(
            new NodeFacts(
                node.name(), annotations, Map.of(), Map.of(), Map.of(), KubeletVersion.UNKNOWN)),
        owned(annotations).contains(Names.REGISTER));
  }

  /** The names in the kubelet's checkpoint. */
  private static Set<ResourceName> known() {
    Set<ResourceName> names = new TreeSet<>();
    try {
      JsonNode checkpoint =
          JSON.readTree(
              Files.readString(LiveNode.DEVICE_PLUGINS.resolve("kubelet_internal_checkpoint")));
      checkpoint
          .at("/Data/RegisteredDevices")
          .fieldNames()
          .forEachRemaining(name -> names.add(ResourceName.parse(name)));
    } catch (NoSuchFileException _) {
      // Nothing has ever registered.
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return names;
  }

  /** What the Node shows of every name. */
  Map<ResourceName, Units> shown() {
    LiveNode.Numbers numbers = node.numbers();
    return Names.ALL.stream()
        .collect(
            Collectors.toMap(
                name -> name,
                name -> {
                  long capacity = numbers.capacity().getOrDefault(name.toString(), 0L);
                  long allocatable = numbers.allocatable().getOrDefault(name.toString(), 0L);
                  // Whoever writes the capacity does not write the other, which follows later.
                  return new Units(Math.max(capacity, allocatable), allocatable);
                }));
  }

  Set<ResourceName> others() {
    return Set.copyOf(others.keySet());
  }

  /** What the plugin has logged in all its lives. */
  String log() {
    return logs.stream().collect(Collectors.joining("\n-- ended --\n", "", "\n-- ended --\n"))
        + plugin.map(PluginProcess::log).orElse("");
  }

  @Override
  public void close() throws IOException {
    end(PluginProcess::terminate);
    for (ResourceName name : others()) {
      others.remove(name).close();
    }
    server.close();
    Files.deleteIfExists(kubeconfig);
    clean();
    LiveNode.kubectl(
        "-n",
        NAMESPACE,
        "delete",
        "serviceaccount/" + ACCOUNT,
        "role/" + ACCOUNT,
        "rolebinding/" + ACCOUNT);
    LiveNode.kubectl("delete", "clusterrole/" + ACCOUNT, "clusterrolebinding/" + ACCOUNT);
  }
}
