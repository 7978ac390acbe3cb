package io.hami.mock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hami.mock.annotation.StatusMark;
import io.hami.mock.cli.Explanation.Seen;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.discovery.EveryVendor;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.StatusRight;
import io.hami.mock.port.Checkpoint;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A Node of which only the object is known, with numbers that somebody has put there. */
class ExplainedElsewhereTest {
  private static final String MEMORY = "nvidia.com/gpumem";
  private static final String CORES = "nvidia.com/gpucores";
  private static final String PERCENT = "nvidia.com/gpumem-percentage";

  private final Map<String, String> annotations =
      new HashMap<>(
          Map.of("hami.io/node-nvidia-register", "GPU-1,10,16384,100,NVIDIA-Tesla T4,0,true:"));
  private Optional<Checkpoint> checkpoint = Optional.empty();

  private Map<String, String> states(Map<String, String> numbers, Map<String, String> healthy)
      throws IOException {
    Map<String, String> states = new HashMap<>();
    for (JsonNode row : explained(numbers, healthy)) {
      states.put(row.path("resource").asText(), row.path("state").asText());
    }
    return states;
  }

  private JsonNode explained(Map<String, String> numbers, Map<String, String> healthy)
      throws IOException {
    return new ObjectMapper()
        .readTree(
            Explanation.of(
                new Seen(
                    new NodeFacts(
                        "n", annotations, Map.of(), numbers, healthy, KubeletVersion.UNKNOWN),
                    new StatusRight.Missing("not known"),
                    Map.of(),
                    checkpoint),
                new Configuration(DeviceConfig.ABSENT, PluginConfig.DEFAULTS),
                EveryVendor.VENDORS,
                Command.Output.JSON));
  }

  /** HAMi's plugin with --report-node-capacity writes these two (HAMi #2874). */
  @Test
  void someOfWhatThisPluginWouldShowIsSomebodyElses() throws IOException {
    Map<String, String> numbers = Map.of(MEMORY, "16384", CORES, "100");
    assertThat(states(numbers, numbers))
        .containsEntry(MEMORY, "refused")
        .containsEntry(CORES, "refused")
        .containsEntry(PERCENT, "advertised");
    assertThat(explained(numbers, numbers).findValuesAsText("reason"))
        .anySatisfy(
            reason -> assertThat(reason).contains("shows 16384 of it", "kubelet's checkpoint"));
  }

  @Test
  void allOfItIsThisPluginsWithWhateverConfigItRuns() throws IOException {
    Map<String, String> numbers = Map.of(MEMORY, "8192", CORES, "100", PERCENT, "100");
    assertThat(states(numbers, numbers)).containsEntry(MEMORY, "advertised");
  }

  @Test
  void aNumberThatNobodyServesOrThatIsMarkedIsNobodyElses() throws IOException {
    Map<String, String> numbers = Map.of(MEMORY, "16384");
    assertThat(states(numbers, Map.of(MEMORY, "0"))).containsEntry(MEMORY, "advertised");
    annotations.put(StatusMark.KEY, MEMORY);
    assertThat(states(numbers, numbers)).containsEntry(MEMORY, "advertised");
  }

  @Test
  void onTheNodeItselfTheCheckpointDecides() throws IOException {
    checkpoint = Optional.of(new Checkpoint(true, Map.of(), Map.of()));
    Map<String, String> numbers = Map.of(MEMORY, "16384");
    assertThat(states(numbers, numbers)).containsEntry(MEMORY, "advertised");
  }
}
