package io.hami.mock.app;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.cli.ArgumentParser;
import io.hami.mock.cli.BuildVersion;
import io.hami.mock.cli.Command;
import io.hami.mock.cluster.FakeFleet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exit status and output of the plugin in a process of its own. */
class MainTest {
  @TempDir Path directory;

  private record Ended(int status, String out, String err) {}

  @Test
  void helpGoesToStdout() throws Exception {
    Command.Help help = (Command.Help) new ArgumentParser(Map.of()).parse("-help");

    assertThat(run("simulate", "--help")).isEqualTo(new Ended(0, help.text(), ""));
  }

  @Test
  void theVersionGoesToStdout() throws Exception {
    assertThat(run("-version")).isEqualTo(new Ended(0, BuildVersion.current() + "\n", ""));
  }

  @Test
  void aBadCommandLineEndsWithStatus2AndSaysWhyOnStderr() throws Exception {
    assertThat(run("-resorce-mem", "x"))
        .isEqualTo(
            new Ended(
                2,
                "",
                """
                flag provided but not defined: -resorce-mem; did you mean -resource-mem?
                run 'k8s-device-plugin -help' for all flags
                """));
  }

  @Test
  void anUnwritableLogDirectoryEndsWithStatus2() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));

    Ended ended = run("-log_dir", file.toString());

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).startsWith("flag -log_dir: cannot write ").hasLineCount(1);
  }

  @Test
  void whatIsNoNodeEndsWithStatus2AndTheWayOut() throws Exception {
    Path file =
        Files.writeString(directory.resolve("n"), "Name:    n\nRoles:   <none>\nLabels:  a=b\n");
    assertThat(run("explain", "-node-file", file.toString()))
        .isEqualTo(
            new Ended(
                2,
                "",
                file
                    + ": expected a Node, as `kubectl get node NAME -o yaml` prints it; line 1:"
                    + " this is what kubectl prints for people; give what `kubectl get ... -o yaml`"
                    + " prints\n"));
  }

  /** PowerShell redirects into UTF-16. */
  @Test
  void aNodeAndAConfigMapInUtf16AreRead() throws Exception {
    Path node = directory.resolve("node.yaml");
    Files.writeString(node, "\uFEFFkind: Node\r\nmetadata: {name: n}\r\n", UTF_16LE);
    Path config = directory.resolve("map.yaml");
    Files.writeString(
        config,
        """
        \uFEFFkind: ConfigMap
        apiVersion: v1
        data:
          config.yaml: |
            custom: [{name: a.b/c, quantity: 7}]
        """
            .replace("\n", "\r\n"),
        UTF_16LE);
    Ended ended = run("explain", "-node-file", node.toString(), "-config-file", config.toString());
    assertThat(ended.err()).isEmpty();
    assertThat(ended.out()).contains("a.b/c");
    assertThat(ended.status()).isZero();
  }

  @Test
  void aCleanupThatLeavesSomethingEndsWithStatus1() throws Exception {
    try (FakeFleet fleet = new FakeFleet()) {
      fleet.node("n1").annotate("n1", "hami.io/node-nvidia-register", "[]");
      String kubeconfig = fleet.writeKubeconfig(directory).toString();
      assertThat(run("cleanup", "-kubeconfig", kubeconfig, "-dry-run").status()).isZero();

      fleet.refuse("PATCH /api/v1/nodes/n1", 403, "nodes is forbidden");
      Ended ended = run("cleanup", "-kubeconfig", kubeconfig);

      assertThat(ended.status()).isEqualTo(1);
      assertThat(ended.out()).contains("n1", "not removed", "1 thing could not be removed");
      assertThat(ended.err()).isEmpty();
      assertThat(run("cleanup", "-kubeconfig", kubeconfig, "-node", "n9").status()).isEqualTo(2);
    }
  }

  /** The running plugin continues without the inventory, and so does what explains it. */
  @Test
  void explainPrintsItsTableAlthoughTheInventoryIsWrong() throws Exception {
    Path node = directory.resolve("node.yaml");
    Files.writeString(node, "{kind: Node, apiVersion: v1, metadata: {name: n}}");
    Path config = directory.resolve("config.yaml");
    Files.writeString(config, "inventory: [{cards: [{profile: t4}]}]");

    Ended ended = run("explain", "--node-file", node.toString(), "-config-file", config.toString());

    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.err()).contains("inventory[0].cards[0].profile");
    assertThat(ended.out())
        .startsWith("VENDOR ")
        .contains("nvidia.com/gpumem")
        .contains("nothing is advertised on this Node: the inventory is refused (line 1");
  }

  private Ended run(String... args) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
    command.addAll(List.of(args));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(240, TimeUnit.SECONDS)).isTrue();
    return new Ended(
        process.exitValue(), Files.readString(out, UTF_8), Files.readString(err, UTF_8));
  }
}
