package io.hami.mock.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.Configuration;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.Parsed;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.model.Advertisement;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Factors;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.RouteChoice;
import io.hami.mock.model.Tuning;
import io.hami.mock.model.Units;
import io.hami.mock.plan.Planner;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Resources that need no code, from the text of a config to the plan. */
class CustomResourcesTest {
  private static final ResourceName NAME = new ResourceName("example.com", "slots");

  private static PluginConfig config(String yaml) {
    return switch (EveryVendor.VENDORS.readPluginConfig(yaml)) {
      case Parsed.Good<PluginConfig>(PluginConfig good, _) -> good;
      case Parsed.Bad<PluginConfig>(var problems) -> throw new AssertionError(problems);
    };
  }

  private static PluginConfig custom(String quantity, int factor) {
    return config(
        "custom: [{name: example.com/slots, quantity: '%s', factor: %d}]"
            .formatted(quantity, factor));
  }

  private static Plan plan(PluginConfig config, NodeFacts node) {
    List<Discovery> discoveries =
        new Vendors(List.of())
            .discover(Evidence.of(node, new Configuration(DeviceConfig.ABSENT, config)));
    return Planner.plan(
        discoveries, new Tuning(config.factors(), Factors.NONE, config.routes()), Plan.EMPTY);
  }

  private static NodeFacts node(Map<String, String> annotations, Map<String, String> capacity) {
    return new NodeFacts("n", annotations, Map.of(), capacity, capacity);
  }

  @ParameterizedTest
  @CsvSource({
    "40, 1, 40",
    "annotation(\"a\") * 2, 1, 14",
    "capacity(\"cpu\") / 3, 1, 2",
    "capacity(\"memory\") / 1Gi, 1, 16",
    "40, 16, 2"
  })
  void aQuantityBecomesACount(String quantity, int factor, long units) {
    NodeFacts node = node(Map.of("a", "7"), Map.of("cpu", "8", "memory", "16Gi"));
    assertThat(plan(custom(quantity, factor), node).advertised())
        .isEqualTo(Map.of(NAME, Advertisement.of(new Units(units, units))));
  }

  @Test
  void aMissingInputWithdrawsAndAWrongOneIsUnreadable() {
    PluginConfig config = custom("annotation(\"a\")", 1);
    assertThat(CustomResources.discover(node(Map.of("a", "seven"), Map.of()), config.custom()))
        .singleElement()
        .isInstanceOfSatisfying(
            Discovery.Unreadable.class,
            unreadable -> assertThat(unreadable.why().text()).contains("a"));
    Outcome gone = plan(config, node(Map.of(), Map.of())).find(NAME).orElseThrow().outcome();
    assertThat(gone)
        .isInstanceOfSatisfying(
            Outcome.Withhold.class,
            withheld -> assertThat(withheld.why().kind()).isEqualTo(Reason.Kind.NO_SOURCE));
  }

  @Test
  void aNameThatItsOwnExpressionReadsIsNotServed() {
    PluginConfig config = custom("capacity(\"example.com/slots\")", 1);
    Plan plan = plan(config, node(Map.of(), Map.of("example.com/slots", "5")));
    assertThat(plan.advertised()).isEmpty();
    assertThat(plan.find(NAME).orElseThrow().outcome())
        .isInstanceOfSatisfying(
            Outcome.Refuse.class,
            refused -> assertThat(refused.why().kind()).isEqualTo(Reason.Kind.NAME_READ));
  }

  @Test
  void theRouteThatIsNotThereYetIsRefusedAndTheOthersAreTaken() {
    NodeFacts node = node(Map.of(), Map.of());
    for (RouteChoice route : RouteChoice.values()) {
      Outcome outcome =
          plan(
                  config(
                      """
                      custom: [{name: example.com/slots, quantity: 4}]
                      resources: {example.com/slots: {route: %s}}
                      """
                          .formatted(route)),
                  node)
              .find(NAME)
              .orElseThrow()
              .outcome();
      assertThat(outcome instanceof Outcome.Advertise).isEqualTo(route != RouteChoice.NODE_STATUS);
    }
  }
}
