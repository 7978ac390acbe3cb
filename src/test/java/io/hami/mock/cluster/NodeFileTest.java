package io.hami.mock.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hami.mock.cluster.NodeFile.Unreadable;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NodeFileTest {
  private static final String YAML =
      """
      apiVersion: v1
      kind: Node
      metadata:
        annotations:
          hami.io/node-nvidia-register: '[{"id":"GPU-1","devmem":24564}]'
          volumes.kubernetes.io/controller-managed-attach-detach: "true"
        creationTimestamp: "2026-11-23T10:00:00Z"
        labels:
          kubernetes.io/hostname: node1
        name: node1
        resourceVersion: "4711"
      spec:
        podCIDR: 10.244.1.0/24
      status:
        allocatable:
          cpu: 63500m
          nvidia.com/gpu: "7"
        capacity:
          cpu: "64"
          nvidia.com/gpu: "8"
        nodeInfo: {kubeletVersion: v1.37.2, swap: {capacity: 0}}
        images:
        - names: [registry.k8s.io/pause:3.10]
          sizeBytes: 742080
        nextYearsField: [1, {a: b}]
      """;

  private static final NodeFacts FACTS =
      new NodeFacts(
          "node1",
          Map.of(
              "hami.io/node-nvidia-register",
              "[{\"id\":\"GPU-1\",\"devmem\":24564}]",
              "volumes.kubernetes.io/controller-managed-attach-detach",
              "true"),
          Map.of("kubernetes.io/hostname", "node1"),
          Map.of("cpu", "64", "nvidia.com/gpu", "8"),
          Map.of("cpu", "63500m", "nvidia.com/gpu", "7"),
          new KubeletVersion(1, 37));

  private static NodeFacts read(String text) throws Unreadable {
    return NodeFile.read(text, Optional.empty());
  }

  private static String list(String... names) {
    StringBuilder list = new StringBuilder("apiVersion: v1\nkind: List\nitems:\n");
    for (String name : names) {
      list.append("- {kind: Node, metadata: {name: ").append(name).append("}}\n");
    }
    return names.length == 0 ? "kind: NodeList\nitems: []\n" : list.toString();
  }

  @Test
  void readsWhatKubectlPrintsAsYaml() throws Unreadable {
    assertThat(read(YAML)).isEqualTo(FACTS);
  }

  @Test
  void readsWhatKubectlPrintsAsJson() throws Unreadable {
    FakeNode node = new FakeNode("node1");
    node.set(FACTS);
    assertThat(read(node.json())).isEqualTo(FACTS);
    assertThat(read(node.list(true))).isEqualTo(FACTS);
  }

  @Test
  void aNodeByItselfIsTakenWhateverItsName() throws Unreadable {
    assertThat(NodeFile.read(YAML, Optional.of("another"))).isEqualTo(FACTS);
  }

  @Test
  void theOnlyNodeOfAListNeedsNoName() throws Unreadable {
    assertThat(read(list("a")).name()).isEqualTo("a");
    assertThat(NodeFile.read(list("a"), Optional.of("a")).name()).isEqualTo("a");
  }

  @Test
  void ofSeveralNodesTheNamedOneIsChosen() throws Unreadable {
    assertThat(NodeFile.read(list("a", "b", "c"), Optional.of("b")).name()).isEqualTo("b");
  }

  @Test
  void withSeveralNodesANameIsNeeded() {
    assertThatThrownBy(() -> read(list("a", "b")))
        .isInstanceOf(Unreadable.class)
        .hasMessage("the file has 2 Nodes; say which one with -node-name: a, b");
  }

  @Test
  void aListWithoutNodesHasNoneToChoose() {
    assertThatThrownBy(() -> read(list()))
        .isInstanceOf(Unreadable.class)
        .hasMessage(
            "expected a Node, as `kubectl get node NAME -o yaml` prints it, found no object");
  }

  @ParameterizedTest
  @CsvSource({"c,0", "a,2"})
  void theNameMustBeThatOfOneNode(String name, int count) {
    assertThatThrownBy(() -> NodeFile.read(list("a", "b", "a"), Optional.of(name)))
        .isInstanceOf(Unreadable.class)
        .hasMessage(
            "the file has 3 Nodes, "
                + count
                + " of them named "
                + name
                + "; say which one with -node-name: a, b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"kind: Pod\nmetadata: {name: a}", "items: [{kind: Pod}]"})
  void anObjectThatIsNoNodeIsRefused(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(Unreadable.class)
        .hasMessage("expected a Node, as `kubectl get node NAME -o yaml` prints it, found a Pod");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   \n",
        "# only a comment",
        "hello",
        "- a\n- b",
        "42",
        "null",
        "[]",
        "{}",
        "a: b"
      })
  void textWithoutAnObjectIsRefused(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(Unreadable.class)
        .hasMessageStartingWith("expected a Node, as `kubectl get node NAME -o yaml` prints it");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'metadata:\n  name: a\n labels: {}' | line 3, column 2",
        "'a: b: c' | line 1, column 5",
        "'{\"metadata\": {\"name\": \"a\"' | line 1, column"
      })
  void brokenYamlIsReportedWithItsPosition(String text, String place) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(Unreadable.class)
        .hasMessageStartingWith("not YAML: " + place);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kind: Pod\nmetadata: {name: p}\n---\nkind: Node\nmetadata: {name: n}\n",
        "---\n# first\n---\nkind: Node\nmetadata: {name: n}\n---\n",
        """
        kind: List
        items:
        - {kind: ConfigMap, metadata: {name: c}}
        - {kind: Node, metadata: {name: n}}
        """,
        "\uFEFFkind: Node\r\nmetadata:\r\n  name: n\r\n"
      })
  void theOnlyNodeIsFoundAmongOtherThings(String text) throws Unreadable {
    assertThat(read(text).name()).isEqualTo("n");
  }

  @Test
  void ofSeveralDocumentsTheNamedNodeIsChosen() throws Unreadable {
    String two = "kind: Node\nmetadata: {name: a}\n---\nkind: Node\nmetadata: {name: b}\n";
    assertThat(NodeFile.read(two, Optional.of("b")).name()).isEqualTo("b");
    assertThatThrownBy(() -> read(two)).hasMessageEndingWith("say which one with -node-name: a, b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Name:               worker1\nRoles:              <none>\nAnnotations:        a: b: c\n",
        "Name:               worker1\nRoles:              <none>\nCapacity:\n  cpu:  64\n",
        "NAME      STATUS   ROLES    AGE   VERSION\nworker1   Ready    <none>   10d   v1.31.0\n"
      })
  void whatKubectlPrintsForPeopleIsRecognized(String text) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(Unreadable.class)
        .hasMessageContaining("`kubectl get ... -o yaml`");
  }

  /** Such an alias may hold itself, and its text would have no end. */
  @Test
  void aValueThatIsNoScalarIsPassedOver() throws Unreadable {
    assertThat(read("metadata: {name: n, labels: &a {b: [*a], c: d}}").labels())
        .isEqualTo(Map.of("c", "d"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a: \"\\UFFFFFFFF\"", "a: !!int \"x\"", "a: !!binary \"*\"", "a: !!timestamp x"})
  void malformedScalarsAreRefusedAsNoYaml(String text) {
    assertThatThrownBy(() -> read(text)).isInstanceOf(Unreadable.class);
  }

  @Test
  void aConfigIsNoNode() {
    assertThatThrownBy(() -> read("nvidia: {memoryFactor: 1}"))
        .hasMessageEndingWith("prints it, found an object without a kind");
  }

  @Test
  void charactersThatYamlForbidsAreReportedToo() {
    assertThatThrownBy(() -> read("kind: Node\u0007"))
        .isInstanceOf(Unreadable.class)
        .hasMessageStartingWith("not YAML: ");
  }

  /** Code in a tag is not run, and no class is loaded by a tag. */
  @Test
  void tagsOfClassesAreRefused() {
    assertThatThrownBy(() -> read("!!java.net.URL [\"http://example.com\"]"))
        .isInstanceOf(Unreadable.class);
  }

  @Test
  void numbersNeedNoQuotes() throws Unreadable {
    NodeFacts node =
        read(
            """
            metadata:
              name: byhand
              annotations: {count: 7, ratio: 1.5, on: true, nothing: null}
              labels: {1: 2}
            status:
              capacity: {nvidia.com/gpu: 4, memory: 100k, big: 100000000000}
            """);
    assertThat(node.annotations()).containsEntry("count", "7").containsEntry("ratio", "1.5");
    assertThat(node.annotations()).doesNotContainKey("nothing");
    assertThat(node.labels()).isEqualTo(Map.of("1", "2"));
    assertThat(node.capacity())
        .isEqualTo(Map.of("nvidia.com/gpu", "4", "memory", "100k", "big", "100000000000"));
    assertThat(node.allocatable()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"kind: Node", "metadata: 7\nstatus: []", "metadata: {name: 7, labels: x}"})
  void missingFieldsAreEmpty(String text) throws Unreadable {
    assertThat(read(text)).isEqualTo(new NodeFacts("", Map.of(), Map.of(), Map.of(), Map.of()));
  }
}
