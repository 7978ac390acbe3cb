package io.hami.mock.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.annotation.CardCodec;
import io.hami.mock.annotation.Decoded;
import io.hami.mock.app.WholePlugin;
import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.config.Section;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.kubelet.NodeWithKubelet;
import io.hami.mock.model.Card;
import io.hami.mock.model.Measure;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import io.hami.mock.model.Units;
import io.hami.mock.port.FactsSource;
import io.hami.mock.reconcile.HandConfig;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.Release;
import io.hami.mock.simulator.SimulatedNode;
import io.hami.mock.simulator.VendorPlugin;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A vendor that nobody has heard of, with a section, a gate, an annotation in a format of its own,
 * a formula and a model: this class is all that there is of it, and the plugin serves its cards.
 */
class NewVendorTest extends NodeWithKubelet {
  private static final String COUNT = "acme.example/card";
  private static final ResourceName CACHE = ResourceName.parse("acme.example/cache");
  private static final String CARDS = "acme.example/cards";

  /** Acme's cards have a cache, of which a tenth part is lost. */
  private static final class Acme extends Vendor<Acme.Names> {
    private static final String NAME = "Acme";

    /** The {@code acme} section. */
    record Names(Optional<ResourceName> count, Optional<ResourceName> cache, int factor) {}

    private static final DeviceSection<Names> SECTION =
        DeviceSection.of(
            "acme", Acme::read, new Names(CardNames.name(COUNT), Optional.of(CACHE), 1));

    /** {@code <id>=<MiB>;<id>=<MiB>;...}. */
    private static final CardCodec CODEC =
        CardCodec.of(
            text ->
                text.matches("(\\w+=\\d+;)+")
                    ? new Decoded.Cards(Stream.of(text.split(";")).map(Acme::card).toList())
                    : new Decoded.Malformed("", 0, "<id>=<MiB>;", text),
            cards ->
                cards.stream()
                    .map(card -> card.id() + "=" + card.memoryMiB() + ";")
                    .collect(Collectors.joining()));

    private static Names read(Section section) {
      return new Names(
          section.reads("countName"), section.serves("cacheName"), section.factor("cacheFactor"));
    }

    private static Card card(String text) {
      String[] parts = text.split("=", -1);
      return new Card(parts[0], 0, 1, Integer.parseInt(parts[1]), 100, NAME, 0, "", true);
    }

    Acme() {
      super(NAME, SECTION);
    }

    @Override
    public List<CardFamily> families(Names names, NodeFacts node, Hami hami) {
      SplitFactor factor = new SplitFactor(names.factor(), SplitFactor.Origin.DEVICE_CONFIG);
      return List.of(
          CardFamily.of(
              NAME,
              NAME,
              new Source.Described(Gate.positive(names.count(), "acme.countName"), CARDS, CODEC),
              Offer.some(
                  names.count().map(Offer::cards).map(Offer::byVendor),
                  names
                      .cache()
                      .map(
                          name ->
                              new Offer(
                                  name,
                                  Measure.MEMORY,
                                  Unit.MEBIBYTE,
                                  factor,
                                  card -> card.memoryMiB() * 9L / 10)))));
    }

    @Override
    public List<CardProfile> profiles() {
      return List.of(new CardProfile("acme-one", NAME, NAME, "One", "ACME One", 5000, 100, 1));
    }
  }

  private WholePlugin plugin(FactsSource node, ConfigKind kind, String config) {
    return new WholePlugin(directory, node, Map.of(kind, new HandConfig(config)), new Acme());
  }

  @Test
  void cardsThatItsOwnPluginDescribesAreServed() throws IOException {
    SimulatedNode node = new SimulatedNode("node1", Map.of(CARDS, "a=5000;b=3001;"), 110);
    String config =
        "acme: {countName: acme.example/card, cacheName: acme.example/cache,"
            + " cacheFactor: 10}\n";
    try (EmbeddedKubelet kubelet = kubelet(Release.V1_36).start();
        VendorPlugin own = new VendorPlugin(directory, "acme.sock", COUNT, List.of("a", "b"));
        WholePlugin plugin = plugin(node.reportedBy(kubelet), ConfigKind.DEVICE, config)) {
      assertThat(kubelet.resource(CACHE.toString())).as("the gate is closed").isEmpty();
      own.start();
      awaitNode(kubelet, CACHE, (4500 + 2700) / 10);
      assertThat(kubelet.resource(COUNT)).hasValue(new Units(2, 2));
      assertThat(plugin.state().config().complaints()).isEmpty();
    }
  }

  @Test
  void cardsThatAreMadeUpAreServedWithTheirCount() {
    String config =
        """
        inventory: [{cards: [{profile: acme-one, count: 2}]}]
        vendors: {acme: {memoryFactor: 2}}
        """;
    try (EmbeddedKubelet kubelet = kubelet(Release.V1_36).start();
        WholePlugin plugin =
            plugin(SimulatedNode.bare("node1").reportedBy(kubelet), ConfigKind.PLUGIN, config)) {
      awaitNode(kubelet, ResourceName.parse(COUNT), 2);
      awaitNode(kubelet, CACHE, 4500);
      assertThat(plugin.state().config().complaints()).isEmpty();
    }
  }

  @Test
  void itsSectionIsCheckedLikeAnyOther() {
    List<Vendor<?>> vendors =
        Stream.concat(EveryVendor.LIST.stream(), Stream.of(new Acme())).toList();
    assertThat(
            new Vendors(vendors)
                .readDeviceConfig(
                    "acme: {cacheName: cache, cachFactor: 2}\nnvidia: {memoryFactor: x}"))
        .asString()
        .contains("acme.cacheName", "nvidia.memoryFactor");
  }
}
