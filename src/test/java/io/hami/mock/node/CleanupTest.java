package io.hami.mock.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hami.mock.annotation.Owned;
import io.hami.mock.annotation.StatusMark;
import io.hami.mock.cluster.ClusterNodes;
import io.hami.mock.cluster.FakeFleet;
import io.hami.mock.cluster.SignIn;
import io.hami.mock.port.CleanedNode;
import io.hami.mock.port.CleanedNode.Item;
import io.hami.mock.port.CleanedNode.Outcome;
import io.hami.mock.port.Leftover;
import io.hami.mock.port.ListedNode;
import io.hami.mock.port.NodeWriter.Release;
import io.hami.mock.port.Nodes;
import io.hami.mock.port.Nodes.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The removal, against an API server with many Nodes; the pauses are only recorded. */
class CleanupTest {
  private static final String REGISTER = "hami.io/node-nvidia-register";
  private static final String HANDSHAKE = "hami.io/node-handshake";
  private static final String GPUMEM = "nvidia.com/gpumem";
  private static final String OWNED = new Owned(Set.of(REGISTER, HANDSHAKE), Set.of()).toString();

  private final List<Duration> pauses = new ArrayList<>();
  private final List<CleanedNode> reported = new ArrayList<>();
  private Consumer<Duration> onPause = _ -> {};
  private final FakeFleet fleet;
  private Nodes nodes;

  CleanupTest() throws IOException {
    fleet = new FakeFleet();
  }

  @BeforeEach
  void signIn(@TempDir Path directory) throws IOException {
    nodes = new ClusterNodes(SignIn.with(Optional.of(fleet.writeKubeconfig(directory))));
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  /** A Node as a plugin with made-up cards and a number in the status has left it. */
  private void leftOn(String name) {
    fleet
        .node(name)
        .annotate(name, "example.com/theirs", "x", "kubectl")
        .annotate(name, REGISTER, "[]")
        .annotate(name, HANDSHAKE, "Requesting_2026-11-27 19:00:00", "scheduler")
        .annotate(name, Owned.KEY, OWNED)
        .number(name, "cpu", "2", "kubelet")
        .number(name, GPUMEM, "655360")
        .annotate(name, StatusMark.KEY, GPUMEM);
  }

  private int clean(Scope scope, boolean dryRun) throws IOException, InterruptedException {
    return new Cleanup(
            nodes,
            pause -> {
              pauses.add(pause);
              onPause.accept(pause);
            },
            reported::add)
        .run(scope, dryRun);
  }

  private List<Outcome> outcomes() {
    return reported.stream().flatMap(node -> node.items().stream()).map(Item::outcome).toList();
  }

  private long patches() {
    return fleet.requests().stream().filter(line -> line.startsWith("PATCH")).count();
  }

  private void assertClean(String name) {
    assertThat(fleet.annotations(name)).containsExactly("example.com/theirs");
    assertThat(fleet.capacity(name)).containsExactly("cpu");
    assertThat(fleet.allocatable(name)).containsExactly("cpu");
  }

  @Test
  void everythingOfOursGoesAndNothingElse() throws Exception {
    leftOn("n1");
    fleet.node("n2").annotate("n2", REGISTER, "theirs", "nvidia-device-plugin");

    assertThat(clean(Scope.ALL, false)).isEqualTo(2);

    assertClean("n1");
    assertThat(fleet.annotations("n2")).containsExactly(REGISTER);
    assertThat(patches()).isEqualTo(2);
    assertThat(reported).singleElement().extracting(CleanedNode::name).isEqualTo("n1");
    assertThat(outcomes()).hasSize(5).containsOnly(new Outcome.Removed());
  }

  @Test
  void aSecondRunFindsNothing() throws Exception {
    leftOn("n1");
    clean(Scope.ALL, false);
    long before = patches();
    reported.clear();
    pauses.clear();

    assertThat(clean(Scope.ALL, false)).isEqualTo(1);

    assertThat(patches()).isEqualTo(before);
    assertThat(reported).isEmpty();
    assertThat(pauses).isEmpty();
  }

  @Test
  void aDryRunWritesNothingAndWaitsForNothing() throws Exception {
    leftOn("n1");

    assertThat(clean(Scope.ALL, true)).isEqualTo(1);

    assertThat(patches()).isZero();
    assertThat(pauses).isEmpty();
    assertThat(outcomes()).hasSize(5).containsOnly(new Outcome.Found());
  }

  @Test
  void oneNodeIsCleanedWithoutAListOfAll() throws Exception {
    leftOn("n1");
    leftOn("n2");

    assertThat(clean(new Scope.One("n2"), false)).isEqualTo(1);

    assertClean("n2");
    assertThat(fleet.annotations("n1")).contains(REGISTER);
    assertThat(fleet.requests()).noneMatch(line -> line.startsWith("GET /api/v1/nodes?"));
    assertThat(clean(new Scope.One("n3"), false)).isZero();
  }

  @Test
  void aSelectorSelectsNodes() throws Exception {
    leftOn("n1");
    leftOn("n2");
    fleet.label("n2", "pool", "a");

    assertThat(clean(new Scope.Selected("pool=a"), false)).isEqualTo(1);

    assertClean("n2");
    assertThat(fleet.annotations("n1")).contains(REGISTER);
  }

  @Test
  void manyNodesAreReadInPages() throws Exception {
    IntStream.range(0, 250).forEach(number -> fleet.node("n%03d".formatted(number)));
    for (String name : List.of("n000", "n099", "n100", "n249")) {
      leftOn(name);
    }

    assertThat(clean(Scope.ALL, false)).isEqualTo(250);

    assertThat(reported)
        .extracting(CleanedNode::name)
        .containsExactly("n000", "n099", "n100", "n249");
    assertThat(fleet.requests())
        .filteredOn(line -> line.startsWith("GET"))
        .hasSize(6)
        .allMatch(line -> line.contains("limit=100"));
  }

  @Test
  void aListThatIsTooOldBeginsAgain() throws Exception {
    IntStream.range(0, 150).forEach(number -> leftOn("n%03d".formatted(number)));
    fleet.expire();

    assertThat(clean(Scope.ALL, false)).isEqualTo(150);

    assertThat(reported).hasSize(150);
    assertThat(patches()).isEqualTo(300);
    assertClean("n149");
  }

  /** Each Node is reported once, also by a dry run, which leaves all of it there. */
  @Test
  void aDryRunOfAListThatIsTooOldReportsEachNodeOnce() throws Exception {
    IntStream.range(0, 150).forEach(number -> leftOn("n%03d".formatted(number)));
    fleet.expire();

    assertThat(clean(Scope.ALL, true)).isEqualTo(150);

    assertThat(reported).extracting(CleanedNode::name).hasSize(150).doesNotHaveDuplicates();
  }

  /** Another writer is quicker once; its value is another one and stays. */
  @Test
  void aNodeThatChangesMeanwhileIsReadAgain() throws Exception {
    leftOn("n1");
    AtomicInteger calls = new AtomicInteger();
    fleet.beforePatch(
        name -> {
          if (calls.incrementAndGet() == 1) {
            fleet.annotate(name, REGISTER, "theirs", "nvidia-device-plugin");
          }
        });

    clean(Scope.ALL, false);

    assertThat(fleet.annotations("n1")).containsExactly("example.com/theirs", REGISTER);
    assertThat(fleet.capacity("n1")).containsExactly("cpu");
    assertThat(outcomes())
        .contains(new Outcome.Removed())
        .noneMatch(Outcome.Failed.class::isInstance);
  }

  @Test
  void aNodeThatKeepsChangingIsGivenUp() throws Exception {
    leftOn("n1");
    AtomicInteger calls = new AtomicInteger();
    fleet.beforePatch(name -> fleet.annotate(name, REGISTER, "[" + calls.incrementAndGet() + "]"));

    clean(Scope.ALL, false);

    assertThat(outcomes())
        .filteredOn(Outcome.Failed.class::isInstance)
        .hasSize(3)
        .allSatisfy(outcome -> assertThat(outcome.toString()).contains("keeps changing it"));
    assertThat(fleet.capacity("n1")).containsExactly("cpu");
  }

  @Test
  void aNodeThatIsDeletedMeanwhileIsClean() throws Exception {
    leftOn("n1");
    fleet.beforePatch(fleet::delete);

    assertThat(clean(Scope.ALL, false)).isEqualTo(1);

    assertThat(outcomes()).isEmpty();
  }

  /** Without the right to the status the annotations still go, and a second pass tries no more. */
  @Test
  void aMissingRightIsNamedAndTheRestIsDone() throws Exception {
    leftOn("n1");
    fleet.refuse("PATCH /api/v1/nodes/n1/status", 403, "nodes is forbidden");

    clean(Scope.ALL, false);

    assertThat(fleet.annotations("n1")).containsExactly("example.com/theirs", StatusMark.KEY);
    assertThat(reported).hasSize(1);
    assertThat(outcomes())
        .filteredOn(Outcome.Failed.class::isInstance)
        .hasSize(2)
        .allSatisfy(
            outcome ->
                assertThat(outcome.toString())
                    .contains("patch nodes/status", "k8s-mock-cleanup.yaml", "cleanup.enabled"));
    assertThat(patches()).isEqualTo(2);
  }

  @Test
  void aServerThatFailsIsAskedSeveralTimes() throws Exception {
    leftOn("n1");
    fleet.refuse("PATCH /api/v1/nodes/n1", 503, "overloaded");
    fleet.beforePatch(_ -> {});

    clean(Scope.ALL, false);

    assertThat(fleet.requests())
        .filteredOn(line -> line.startsWith("PATCH /api/v1/nodes/n1?"))
        .hasSize(Cleanup.ATTEMPTS);
    assertThat(outcomes())
        .filteredOn(Outcome.Failed.class::isInstance)
        .hasSize(3)
        .allSatisfy(outcome -> assertThat(outcome.toString()).contains("503", "overloaded"));
  }

  @Test
  void nodesThatMayNotBeListedAreAFailureThatNamesTheRight() {
    fleet.refuse("GET /api/v1/nodes", 403, "nodes is forbidden");

    assertThatThrownBy(() -> clean(Scope.ALL, false))
        .isInstanceOf(Nodes.ForbiddenException.class)
        .hasMessageContaining("list nodes")
        .hasMessageContaining("k8s-mock-cleanup.yaml");
    assertThat(fleet.requests()).hasSize(1);
  }

  @Test
  void aSelectorThatTheServerCannotReadIsNotTriedAgain() {
    assertThatThrownBy(() -> clean(new Scope.Selected("=x"), false))
        .isInstanceOf(Nodes.BadSelectorException.class)
        .hasMessageContaining("unable to parse requirement");
    assertThat(fleet.requests()).hasSize(1);
  }

  /** A plugin that is about to end may write once more; the next pass removes that too. */
  @Test
  void whatIsWrittenAgainIsRemovedAgain() throws Exception {
    leftOn("n1");
    onPause =
        _ -> {
          if (pauses.size() == 1) {
            leftOn("n1");
          }
        };

    clean(Scope.ALL, false);

    assertClean("n1");
    assertThat(outcomes()).hasSize(10).containsOnly(new Outcome.Removed());
    assertThat(pauses).hasSize(2);
  }

  /** A plugin that stays writes each time: that is said, and not reported as done. */
  @Test
  void aPluginThatStillRunsIsSaid() throws Exception {
    leftOn("n1");
    onPause = _ -> leftOn("n1");

    clean(Scope.ALL, false);

    assertThat(pauses).hasSize(Cleanup.PASSES - 1);
    assertThat(reported.getLast().items())
        .hasSize(5)
        .allSatisfy(
            item ->
                assertThat(item.outcome().toString())
                    .contains("the plugin still runs there; delete its DaemonSet"));
  }

  /** As many writes at once as are allowed, and never more. */
  @Test
  void writesAreBounded() throws Exception {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch full = new CountDownLatch(Cleanup.AT_ONCE);
    IntStream.range(0, 50).forEach(number -> leftOn("n%02d".formatted(number)));
    Nodes counted =
        new Nodes() {
          @Override
          public String page(Scope.Selected scope, String from, Consumer<ListedNode> each)
              throws IOException {
            return nodes.page(scope, from, each);
          }

          @Override
          public Optional<ListedNode> get(String name) throws IOException {
            return nodes.get(name);
          }

          @Override
          public Release remove(String node, Part part, List<Leftover> what) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            full.countDown();
            try {
              assertThat(full.await(60, TimeUnit.SECONDS)).isTrue();
              return nodes.remove(node, part, what);
            } catch (InterruptedException interrupted) {
              throw new IllegalStateException(interrupted);
            } finally {
              now.decrementAndGet();
            }
          }
        };

    new Cleanup(counted, _ -> {}, reported::add).run(Scope.ALL, false);

    assertThat(most).hasValue(Cleanup.AT_ONCE);
    assertThat(reported).hasSize(50);
  }
}
