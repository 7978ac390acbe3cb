package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped distribution's commands that need no cluster, as a user types them. */
class CommandsIT {
  private static final String NODE =
      """
      apiVersion: v1
      kind: Node
      metadata:
        name: n1
        annotations:
          hami.io/node-nvidia-register: '[{"id":"GPU-0","count":10,"devmem":81920,"devcore":100,"type":"A100","health":true},
            {"id":"GPU-1","count":10,"devmem":81920,"devcore":100,"type":"A100"}]'
          hami.io/node-dcu-register: 'DCU-0,4,65520,100,DCU-K100_AI,0'
      status:
        capacity: {nvidia.com/gpu: "20", hygon.com/dcunum: "4"}
        allocatable: {nvidia.com/gpu: "20", hygon.com/dcunum: "4"}
        nodeInfo: {kubeletVersion: v1.35.0}
      """;

  @TempDir Path directory;

  @Test
  void simulatePrintsTheTableAndEndsOnCtrlC() throws Exception {
    try (PluginProcess plugin = PluginProcess.start("simulate")) {
      plugin.awaitLog("pods ");
      assertThat(plugin.log().lines().map(line -> line.replaceAll(" +", " ")))
          .containsSubsequence(
              "RESOURCE CAPACITY ALLOCATABLE",
              "nvidia.com/gpu 20 20",
              "nvidia.com/gpucores 200 200",
              "nvidia.com/gpumem 65536 65536",
              "nvidia.com/gpumem-percentage 200 200",
              "pods 110 110");
      assertThat(plugin.alive()).isTrue();
      assertThat(plugin.interrupt()).isZero();
      assertThat(plugin.log()).doesNotContain("Exception");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          -resorce-mem x                              | did you mean -resource-mem?
          --resource-mem=gpumem                       | -resource-mem
          -v five                                     | -v
          explian                                     | explain
          simulate --device-config-file /does/not/exist | there is no file /does/not/exist
          --device-config-file @/bad.yaml simulate    | memoryFactor
          explain --node-file @/describe.txt          | `kubectl get ... -o yaml`
          -config-file @/describe.txt simulate        | `kubectl get ... -o yaml`
          -config-file @/template.yaml simulate       | `helm template`
          -config-file @/bad.yaml --device-config-file @/map.yaml simulate | the flag of config.yaml is -config-file
          --kubeconfig /does/not/exist --node-name n1 | /does/not/exist
          --kubeconfig @/bad.yaml --node-name n1      | kubeconfig
          """)
  void badInputIsReportedWithStatusTwo(String arguments, String said) throws IOException {
    Files.writeString(directory.resolve("bad.yaml"), "nvidia: {memoryFactor: lots}\n");
    Files.writeString(
        directory.resolve("describe.txt"), "Name:    n\nRoles:   <none>\nLabels:  a=b\n");
    Files.writeString(directory.resolve("template.yaml"), "log: {{ .Values.log }}\n");
    Files.writeString(
        directory.resolve("map.yaml"),
        "apiVersion: v1\nkind: ConfigMap\ndata: {config.yaml: 'log: {}'}\n");
    String[] words = arguments.replace("@", directory.toString()).split(" +");
    try (PluginProcess plugin = PluginProcess.start(words)) {
      assertThat(plugin.exitStatus()).isEqualTo(2);
      assertThat(plugin.log()).contains(said).doesNotContain("\tat ");
    }
  }

  @Test
  void explainSaysWhatWouldBeAdvertisedAndWhyNot() throws IOException {
    Path node = Files.writeString(directory.resolve("node.yaml"), NODE);
    Path config =
        Files.writeString(
            directory.resolve("device-config.yaml"),
            """
            nvidia:
              resourceCountName: nvidia.com/gpu
              resourceMemoryName: nvidia.com/gpumem
              resourceCoreName: nvidia.com/gpucores
              memoryFactor: 10
            hygon: {resourceCountName: hygon.com/dcunum, resourceMemoryName: hygon.com/dcumem}
            amd: {resourceCountName: amd.com/gpu, resourceMemoryName: amd.com/gpumem}
            """);
    JsonNode plan =
        PluginProcess.explained(
            List.of("--node-file", node.toString(), "--device-config-file", config.toString()));
    assertThat(plan)
        .extracting(line -> line.path("resource").asText() + " " + line.path("state").asText())
        .containsExactly(
            "amd.com/gpumem absent",
            "hygon.com/dcumem unreadable",
            "nvidia.com/gpumem advertised",
            "nvidia.com/gpucores advertised");
    assertThat(plan.get(0).path("reason").asText()).contains("amd.com/gpu");
    assertThat(plan.get(1).path("reason").asText()).contains("hami.io/node-dcu-register");
    assertThat(plan.get(2))
        .hasToString(
            "{\"vendor\":\"NVIDIA\",\"resource\":\"nvidia.com/gpumem\",\"capacity\":16384,\"allocatable\":8192,"
                + "\"factor\":10,\"route\":\"device-plugin\",\"state\":\"advertised\",\"reason\":\"163840"
                + " MiB, 81920 of them healthy, divided by 10\"}");
  }

  /** For a Node without a kubelet release, explain assumes the newest one. */
  @Test
  void explainShowsTheCautionOfManyUnits() throws IOException {
    for (String release : List.of("nodeInfo: {kubeletVersion: v1.37.2}", "phase: Running")) {
      Path node =
          Files.writeString(
              directory.resolve("node.yaml"),
              NODE.replace("nodeInfo: {kubeletVersion: v1.35.0}", release));
      JsonNode memory =
          PluginProcess.explained(List.of("--node-file", node.toString()))
              .findParents("resource")
              .stream()
              .filter(line -> line.path("resource").asText().equals("nvidia.com/gpumem"))
              .findFirst()
              .orElseThrow();
      assertThat(memory.path("state").asText()).isEqualTo("advertised");
      assertThat(memory.path("capacity").asLong()).isEqualTo(163_840);
      assertThat(memory.path("reason").asText())
          .contains("163840 units are many", "78,550", "nodes/status", "memoryFactor");
    }
  }
}
