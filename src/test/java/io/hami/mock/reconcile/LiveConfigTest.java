package io.hami.mock.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.MissingConfig;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.discovery.EveryVendor;
import io.hami.mock.inventory.Inventory;
import io.hami.mock.port.ConfigSource.Nearby;
import io.hami.mock.reconcile.ConfigStatus.Result;
import io.hami.mock.reconcile.LiveConfig.Word;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LiveConfigTest {
  private final HandLastGood kept = new HandLastGood();
  private LiveConfig config = new LiveConfig(EveryVendor.VENDORS);
  private long clock;

  @BeforeEach
  void begin() {
    config.begin(Map.of(ConfigKind.PLUGIN, "ConfigMap a/b"), kept, Instant.EPOCH);
    assertThat(config.state().inForce()).isEmpty();
    assertThat(status().result()).isEqualTo(Result.UNREAD);
  }

  private void take(Word word) {
    config.take(ConfigKind.PLUGIN, word, Instant.ofEpochSecond(++clock));
  }

  private ConfigStatus status() {
    return Objects.requireNonNull(config.state().statuses().get(ConfigKind.PLUGIN));
  }

  private int verbosity() {
    return config
        .state()
        .inForce()
        .map(Configuration::plugin)
        .orElseThrow()
        .log()
        .verbosity()
        .orElse(-1);
  }

  @Test
  void aBadTextKeepsTheLastGoodOneAndGenerationsCountWhatIsInForce() {
    take(new Word.Text("log: {v: 3}"));
    take(new Word.Text("log: {v: 3} # the same"));
    assertThat(config.state().generation()).isEqualTo(1);
    assertThat(config.state().since()).isEqualTo(Instant.ofEpochSecond(1));

    take(new Word.Text("log: {v: x}"));
    assertThat(status().result()).isEqualTo(Result.BAD);
    assertThat(config.state().complaints()).singleElement().asString().contains("log.v");
    assertThat(config.state().generation()).isEqualTo(1);
    assertThat(verbosity()).isEqualTo(3);

    take(new Word.Text("log: {v: 4}"));
    assertThat(status().good()).isTrue();
    assertThat(config.state().generation()).isEqualTo(2);
    assertThat(verbosity()).isEqualTo(4);
  }

  @Test
  void aDeletedConfigMeansTheDefaults() {
    take(new Word.Text("log: {v: 3}"));
    take(new Word.Absent());
    assertThat(status().result()).isEqualTo(Result.ABSENT);
    assertThat(plugin()).isEqualTo(PluginConfig.DEFAULTS);
    assertThat(config.state().generation()).isEqualTo(2);
  }

  @Test
  void aConfigThatDoesNotExistIsMissingWithWhatIsThereInstead() {
    take(new Word.Absent());
    assertThat(config.state().missing())
        .containsExactly(new MissingConfig(ConfigKind.PLUGIN, "ConfigMap a/b", Optional.empty()));
    take(new Word.Around(new Nearby(Optional.empty(), List.of("c"), List.of())));
    assertThat(config.state().missing())
        .singleElement()
        .asString()
        .contains("in the namespace c", "-namespace");
    take(new Word.Text(""));
    take(new Word.Around(new Nearby(Optional.empty(), List.of("c"), List.of())));
    assertThat(config.state().missing()).isEmpty();
  }

  @Test
  void aForbiddenConfigMeansTheDefaultsAtFirstAndLaterChangesNothing() {
    take(new Word.Forbidden("get is missing"));
    assertThat(plugin()).isEqualTo(PluginConfig.UNKNOWN);
    assertThat(config.state().complaints()).containsExactly("ConfigMap a/b: get is missing");
    take(new Word.Text("log: {v: 3}"));
    take(new Word.Forbidden("get is missing"));
    assertThat(verbosity()).isEqualTo(3);
    assertThat(status().good()).isFalse();
  }

  @Test
  void anUnavailableConfigIsAwaitedAtFirst() {
    take(new Word.Unavailable("no API server"));
    assertThat(config.state().inForce()).isEmpty();
    take(new Word.Text(""));
    assertThat(plugin()).isEqualTo(PluginConfig.DEFAULTS);
    take(new Word.Unavailable("no API server"));
    assertThat(config.state().generation()).isEqualTo(1);
    assertThat(status().trouble()).hasValue("no API server");
  }

  @Test
  void aConfigThatIsForbiddenAfterItWasAwaitedMeansTheDefaultsToo() {
    take(new Word.Unavailable("no API server"));
    take(new Word.Forbidden("get is missing"));
    assertThat(plugin()).isEqualTo(PluginConfig.UNKNOWN);
  }

  private void startAgain() {
    config = new LiveConfig(EveryVendor.VENDORS);
    begin();
  }

  @Test
  void aBadTextAtAStartLeavesTheLastGoodOneOfTheStartBeforeInForce() {
    take(new Word.Text("log: {v: 3}"));
    startAgain();
    take(new Word.Text("log: {v: x}"));
    assertThat(verbosity()).isEqualTo(3);
    assertThat(status().result()).isEqualTo(Result.BAD);
    assertThat(config.state().complaints()).singleElement().asString().contains("log.v");
    startAgain();
    take(new Word.Text("log: {v: x}"));
    assertThat(verbosity()).as("a bad text is not kept").isEqualTo(3);
    take(new Word.Text("log: {v: 4}"));
    startAgain();
    take(new Word.Forbidden("get is missing"));
    assertThat(verbosity()).isEqualTo(4);
    take(new Word.Forbidden("get is missing"));
    assertThat(status().trouble()).hasValue("get is missing");
  }

  @Test
  void aBadTextAtTheFirstStartOfAllIsNotInForce() {
    take(new Word.Text("log: {v: x}"));
    assertThat(config.state().inForce()).isEmpty();
  }

  @Test
  void aWrongInventoryAtAStartLeavesTheLastGoodOneInForce() {
    take(new Word.Text("inventory: [{cards: [{profile: nvidia-t4}]}]"));
    startAgain();
    take(new Word.Text("{inventory: [{cards: [{profile: nvidia-t5}]}], log: {v: 5}}"));
    assertThat(status().result()).isEqualTo(Result.PART);
    assertThat(plugin().inventory().known()).isTrue();
    assertThat(plugin().inventory().inventory()).isNotEqualTo(Inventory.NONE);
    assertThat(verbosity()).isEqualTo(5);
  }

  @Test
  void whereThereWasNoConfigABadOneLeavesTheDefaultsInForceAtTheNextStart() {
    take(new Word.Text("log: {v: 3}"));
    take(new Word.Absent());
    startAgain();
    take(new Word.Text("log: {v: x}"));
    assertThat(plugin()).isEqualTo(PluginConfig.DEFAULTS);
  }

  /** No config is in force yet that could be kept. */
  @Test
  void aConfigThatIsForbiddenAfterABadOneMeansTheDefaultsToo() {
    take(new Word.Text("log: {v: x}"));
    assertThat(config.state().inForce()).isEmpty();
    take(new Word.Forbidden("get is missing"));
    assertThat(plugin()).isEqualTo(PluginConfig.UNKNOWN);
  }

  private PluginConfig plugin() {
    return config.state().inForce().map(Configuration::plugin).orElseThrow();
  }
}
