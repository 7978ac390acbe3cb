package io.hami.mock.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hami.mock.cli.ArgumentParser;
import io.hami.mock.cli.BadInput;
import io.hami.mock.cli.Command;
import io.hami.mock.cluster.FakeFleet;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The {@code cleanup} command, from its command line to what it prints. */
class CleanedNodesTest {
  private static final String REGISTER = "hami.io/node-nvidia-register";

  private final FakeFleet fleet;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @TempDir Path directory;

  CleanedNodesTest() throws IOException {
    fleet = new FakeFleet().node("n1").node("n2").annotate("n1", REGISTER, "[]");
  }

  @AfterEach
  void stop() {
    fleet.close();
  }

  private boolean clean(String... more) throws Exception {
    List<String> words = new ArrayList<>(List.of("cleanup"));
    words.addAll(List.of(more));
    Map<String, String> environment =
        Map.of(
            // In a pod of the plugin it is set; it does not choose the Nodes.
            "NODE_NAME", "n2", "KUBECONFIG", fleet.writeKubeconfig(directory).toString());
    Command.Cleanup command =
        (Command.Cleanup) new ArgumentParser(environment).parse(words.toArray(String[]::new));
    return CleanedNodes.clean(
        command, new PrintStream(out, true, UTF_8), new PrintStream(err, true, UTF_8));
  }

  @Test
  void itPrintsWhatItHasRemoved() throws Exception {
    assertThat(clean()).isTrue();

    assertThat(out.toString(UTF_8))
        .isEqualTo(
            """
            n1
              annotation  hami.io/node-nvidia-register    removed
            1 annotation and 0 numbers on 1 Node removed; 2 Nodes looked at
            """);
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(fleet.annotations("n1")).isEmpty();
  }

  @Test
  void aDryRunPrintsWhatItWouldRemove() throws Exception {
    assertThat(clean("--dry-run", "--node", "n1")).isTrue();

    assertThat(out.toString(UTF_8)).contains(REGISTER, "would be removed");
    assertThat(fleet.annotations("n1")).containsExactly(REGISTER);
  }

  @Test
  void somethingThatStaysIsAFailure() throws Exception {
    fleet.refuse("PATCH /api/v1/nodes/n1", 403, "nodes is forbidden");

    assertThat(clean()).isFalse();

    assertThat(out.toString(UTF_8)).contains("not removed", "patch nodes", "k8s-mock-cleanup.yaml");
  }

  @Test
  void nodesThatCannotBeReadAreAFailure() throws Exception {
    fleet.refuse("GET /api/v1/nodes", 403, "nodes is forbidden");

    assertThat(clean()).isFalse();

    assertThat(out.toString(UTF_8)).isEmpty();
    assertThat(err.toString(UTF_8))
        .startsWith("cannot read the Nodes: the right to list nodes is missing")
        .contains("k8s-mock-cleanup.yaml");
  }

  @Test
  void aNodeThatDoesNotExistIsWrongUse() {
    assertThatThrownBy(() -> clean("--node", "n3"))
        .isInstanceOf(BadInput.class)
        .hasMessage(
            "flag -node: there is no Node n3; `kubectl get nodes` lists those that there are");
  }

  @Test
  void aSelectorThatCannotBeReadIsWrongUse() {
    assertThatThrownBy(() -> clean("--selector", "=x"))
        .isInstanceOf(BadInput.class)
        .hasMessageStartingWith("flag -selector: not a selector: 400");
  }
}
