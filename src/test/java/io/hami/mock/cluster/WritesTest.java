package io.hami.mock.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.hami.mock.binding.Binding.Bound;
import io.hami.mock.binding.Bindings;
import io.hami.mock.cluster.FakeApiServer.Verb;
import io.hami.mock.model.ContainerView;
import io.hami.mock.model.Contract;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.BoundPod;
import io.hami.mock.port.NodeWriter.Answer;
import io.hami.mock.port.NodeWriter.Release;
import io.hami.mock.port.Pods.ChangedException;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.util.ClientBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Annotations on the own Node, and the pods that are bound to it. */
class WritesTest {
  private static final NodeName NODE = new NodeName("node1");
  private static final Patience PATIENCE = FollowedNode.PATIENCE;
  private static final String KEY = "hami.io/vgpu-devices-to-allocate";

  private static final String LOCK = "hami.io/mutex.lock";
  private static final String HELD = "2026-10-01T10:00:00Z,ns,p";

  private final List<Release> answers = new CopyOnWriteArrayList<>();
  private FakeApiServer server;
  private NodeWrites annotations;
  private ClusterPods pods;
  private ApiClient client;

  @BeforeEach
  void serve() throws IOException {
    server = FakeApiServer.http(NODE.value());
    client = new ClientBuilder().setBasePath(server.url().toString()).build();
    annotations = new NodeWrites(client, NODE, PATIENCE);
    pods = new ClusterPods(client, NODE, PATIENCE);
  }

  @AfterEach
  void close() throws IOException {
    annotations.close();
    server.close();
  }

  private void annotate(String key, Optional<String> value) {
    annotations.annotate(Map.of(key, value), answers::add);
  }

  private Release answer() {
    await().until(() -> !answers.isEmpty());
    return answers.getLast();
  }

  private static BoundPod pod(String name, String node, String phase) {
    return new BoundPod("ns", name, "uid-" + name, "", node, phase, false, Map.of("a", "b"));
  }

  @Test
  void writesAndRemovesExactlyWhatIsAskedForInOneRequest() {
    server.annotate("stays", "x");
    server.annotate("goes", "y");
    annotations.annotate(
        Map.of("new", Optional.of("[{\"id\":\"ä\"}]"), "goes", Optional.empty()), answers::add);
    assertThat(answer()).isEqualTo(new Answer.Written());
    assertThat(server.facts().annotations())
        .isEqualTo(Map.of("stays", "x", "new", "[{\"id\":\"ä\"}]"));
    assertThat(server.requests(Verb.PATCH)).isEqualTo(1);
  }

  private void release(String key, String value) {
    annotations.release(key, value, answers::add);
  }

  @Test
  void releasesAnAnnotationThatHasTheValue() {
    server.annotate("stays", "x");
    server.annotate(LOCK, HELD);
    release(LOCK, HELD);
    assertThat(answer()).isEqualTo(new Answer.Written());
    assertThat(server.facts().annotations()).isEqualTo(Map.of("stays", "x"));
    assertThat(server.requests(Verb.PATCH)).isEqualTo(1);
    assertThat(server.requests(Verb.GET)).isZero();
  }

  /** Keys that must be escaped in a JSON pointer, and values that must be escaped in JSON. */
  @ParameterizedTest
  @ValueSource(strings = {"a/b", "a~b", "a~1b", "a~0b/c", "~/", "a.b", "ä \"b\" \\"})
  void releasesExactlyThatKey(String key) {
    server.annotate(key, key);
    server.annotate("a", "stays");
    release(key, key);
    assertThat(answer()).isEqualTo(new Answer.Written());
    assertThat(server.facts().annotations()).isEqualTo(Map.of("a", "stays"));
  }

  @Test
  void aChangedOrMissingAnnotationIsNotReleased() {
    String theirs = "2026-10-01T10:05:00Z,ns,q";
    server.annotate(LOCK, theirs);
    release(LOCK, HELD);
    assertThat(answer()).isEqualTo(new Release.Changed());
    assertThat(server.facts().annotations()).isEqualTo(Map.of(LOCK, theirs));
    server.unannotate(LOCK);
    release(LOCK, HELD);
    await().until(() -> answers.size() == 2);
    assertThat(answer()).isEqualTo(new Release.Changed());
  }

  @ParameterizedTest
  @CsvSource({"409, Changed", "422, Changed", "403, Forbidden", "500, Failed", "404, Failed"})
  void theStatusCodeOfARefusedReleaseDecidesItsAnswer(int code, String expected) {
    server.annotate(LOCK, HELD);
    server.refuse(Verb.PATCH, code, "no");
    release(LOCK, HELD);
    assertThat(answer().getClass().getSimpleName()).isEqualTo(expected);
    assertThat(server.facts().annotations()).containsEntry(LOCK, HELD);
  }

  @Test
  void nothingIsReleasedAfterTheEnd() {
    server.annotate(LOCK, HELD);
    annotations.close();
    release(LOCK, HELD);
    assertThat(answer()).isEqualTo(new Answer.Failed("this plugin is stopping"));
    assertThat(server.facts().annotations()).containsEntry(LOCK, HELD);
  }

  @Test
  void writesOneAfterAnotherInTheirOrder() {
    server.hang();
    for (int i = 0; i < 5; i++) {
      annotate("a", Optional.of("" + i));
    }
    await().until(() -> server.requests(Verb.PATCH) == 1);
    await().during(Duration.ofMillis(100)).until(() -> server.requests(Verb.PATCH) == 1);
    server.answerAgain();
    await().until(() -> answers.size() == 5);
    assertThat(server.facts().annotations()).containsEntry("a", "4");
  }

  @Test
  void aMissingRightIsNamed() {
    server.refuse(Verb.PATCH, 403, "nodes is forbidden");
    annotate("a", Optional.of("b"));
    assertThat(answer())
        .isInstanceOfSatisfying(
            Answer.Forbidden.class,
            forbidden ->
                assertThat(forbidden.why())
                    .contains("grant 'patch' on nodes")
                    .contains("nodes is forbidden"));
  }

  @Test
  void anyOtherFailureIsReportedAndTheNextWriteFollows() throws IOException {
    server.refuse(Verb.PATCH, 500, "etcd has no leader");
    annotate("a", Optional.of("b"));
    assertThat(answer())
        .isEqualTo(
            new Answer.Failed("the API server refuses: 500 Server Error: etcd has no leader"));
    server.allow(Verb.PATCH);
    server.stop();
    annotate("a", Optional.of("b"));
    await().until(() -> answers.size() == 2);
    assertThat(answer().toString()).contains("the API server cannot be reached: ");
    server.start();
    annotations.annotate(
        Map.of("a", Optional.of("b")),
        _ -> {
          throw new IllegalStateException("a listener that fails");
        });
    annotate("c", Optional.of("d"));
    await().until(() -> answers.size() == 3);
    assertThat(server.facts().annotations()).isEqualTo(Map.of("a", "b", "c", "d"));
  }

  @Test
  void requestsBeforeTheEndAreWrittenAndNoneAfterIt() {
    annotate("a", Optional.of("1"));
    annotate("a", Optional.of("2"));
    annotations.close();
    assertThat(answers).containsOnly(new Answer.Written()).hasSize(2);
    annotate("a", Optional.of("3"));
    assertThat(answer()).isEqualTo(new Answer.Failed("this plugin is stopping"));
    assertThat(server.facts().annotations()).isEqualTo(Map.of("a", "2"));
  }

  @Test
  void theEndDoesNotWaitLongForAServerThatHangs() {
    server.hang();
    for (int i = 0; i < 9; i++) {
      annotate("a", Optional.of("" + i));
    }
    long began = System.nanoTime();
    annotations.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(4));
    await().until(() -> answers.size() == 9);
    assertThat(answers.getLast()).isEqualTo(new Answer.Failed("this plugin is stopping"));
  }

  @Test
  void getsAPodByItsName() throws IOException {
    server.put(pod("p", "node2", "Running"));
    assertThat(pods.get("ns", "p")).hasValue(server.pod("ns", "p"));
    assertThat(pods.get("ns", "q")).isEmpty();
  }

  @Test
  void listsThePendingPodsOfItsNode() throws IOException {
    assertThat(pods.pending()).isEmpty();
    server.put(pod("p", "node1", "Pending"));
    server.put(pod("q", "node2", "Pending"));
    server.put(pod("r", "node1", "Running"));
    server.put(pod("s", "node1", "Pending"));
    assertThat(pods.pending()).containsExactly(server.pod("ns", "p"), server.pod("ns", "s"));
  }

  @Test
  void changesAPodOnlyWhileItIsAsItWasRead() throws IOException {
    server.put(pod("p", "node1", "Pending"));
    BoundPod read = pods.get("ns", "p").orElseThrow();
    pods.annotate(read, Map.of("a", Optional.empty(), "c", Optional.of("d")));
    assertThat(server.pod("ns", "p").annotations()).isEqualTo(Map.of("c", "d"));
    assertThatThrownBy(() -> pods.annotate(read, Map.of("c", Optional.empty())))
        .isInstanceOf(ChangedException.class)
        .hasMessageContaining("pod ns/p has changed");
    assertThat(server.pod("ns", "p").annotations()).isEqualTo(Map.of("c", "d"));
  }

  /**
   * A StatefulSet makes a new pod with the same name; the version alone does not identify a pod.
   */
  @Test
  void changesNoOtherPodOfTheSameName() throws IOException {
    server.put(pod("p", "node1", "Pending"));
    BoundPod read = pods.get("ns", "p").orElseThrow();
    assertThat(read.uid()).isEqualTo("uid-p");
    BoundPod former =
        new BoundPod("ns", "p", "former", read.version(), "node1", "Pending", false, Map.of());
    assertThatThrownBy(() -> pods.annotate(former, Map.of("c", Optional.of("d"))))
        .isInstanceOf(ChangedException.class)
        .hasMessageContaining("metadata.uid");
    assertThat(server.pod("ns", "p")).isEqualTo(read);
  }

  @Test
  void aPodThatIsGoneHasChangedToo() {
    assertThatThrownBy(() -> pods.annotate(pod("p", "node1", "Pending"), Map.of()))
        .isInstanceOf(ChangedException.class);
  }

  @Test
  void aPodThatIsBeingDeletedIsKnownAsSuch() throws IOException {
    server.put(new BoundPod("ns", "p", "u", "", "node1", "Pending", true, Map.of()));
    assertThat(pods.get("ns", "p")).hasValueSatisfying(pod -> assertThat(pod.deleting()).isTrue());
    assertThat(pods.pending()).allMatch(BoundPod::deleting);
  }

  @Test
  void eachMissingRightOnPodsIsNamed() {
    BoundPod pod = pod("p", "node1", "Pending");
    server.put(pod);
    for (Verb verb : List.of(Verb.GET_POD, Verb.LIST_PODS, Verb.PATCH_POD)) {
      server.refuse(verb, 403, "forbidden");
    }
    assertThatThrownBy(() -> pods.get("ns", "p")).hasMessageContaining("grant 'get' on pods");
    assertThatThrownBy(() -> pods.pending()).hasMessageContaining("grant 'list' on pods");
    assertThatThrownBy(() -> pods.annotate(pod, Map.of()))
        .isNotInstanceOf(ChangedException.class)
        .hasMessageContaining("grant 'patch' on pods");
    server.refuse(Verb.GET_POD, 500, "no");
    assertThatThrownBy(() -> pods.get("ns", "p")).isInstanceOf(IOException.class);
  }

  @Test
  void aBindingIsCompletedOverTheApi() {
    NodeApi node = new NodeApi(client, NODE, PATIENCE);
    server.annotate(LOCK, HELD);
    server.put(
        new BoundPod(
            "ns",
            "p",
            "u",
            "",
            "node1",
            "Pending",
            false,
            Map.of(KEY, "GPU-a,NVIDIA,1,2:;", "hami.io/bind-phase", "allocating")));
    Contract.Binding binding =
        new Contract.Binding(ResourceName.parse("nvidia.com/gpu"), KEY, LOCK, ContainerView.NONE);
    Bindings bindings =
        new Bindings(
            pods,
            annotations,
            key -> Optional.ofNullable(node.facts().annotations().get(key)),
            NODE.value());
    assertThat(bindings.complete(binding, List.of(binding), () -> true)).isInstanceOf(Bound.class);
    assertThat(server.pod("ns", "p").annotations())
        .isEqualTo(Map.of(KEY, ";", "hami.io/bind-phase", "success"));
    await().until(() -> server.facts().annotations().isEmpty());
  }
}
