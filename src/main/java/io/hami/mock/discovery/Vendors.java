package io.hami.mock.discovery;

import io.hami.mock.annotation.Owned;
import io.hami.mock.config.ChartNames;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.config.SeedNames;
import io.hami.mock.fault.Ailments;
import io.hami.mock.inventory.Inventory;
import io.hami.mock.inventory.InventoryCard;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.NodeFacts;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All vendors, in the order in which names are given away: by the vendors' names. */
@Singleton
public final class Vendors {
  private final List<Vendor> vendors;

  public Vendors(List<Vendor> vendors) {
    this.vendors = vendors.stream().sorted(Comparator.comparing(Vendor::name)).toList();
  }

  /** The names of all vendors, as a config may speak of them. */
  public List<String> names() {
    return vendors.stream().map(Vendor::name).toList();
  }

  /** The names that families can have: those of the vendors, and {@code custom}. */
  public List<String> families() {
    return Stream.concat(names().stream(), Stream.of(CustomResources.VENDOR)).toList();
  }

  /**
   * What there is of every family: cards that are made up, then those that the Node describes, then
   * those that the hardware shows, whichever speaks first. Custom resources come last.
   */
  public List<Discovery> discover(Evidence evidence) {
    NodeFacts node = evidence.node();
    Configuration configuration = evidence.configuration();
    PluginConfig own = configuration.plugin();
    Inventory.Choice choice = own.inventory().inventory().choose(node);
    List<InventoryCard> made = ailing(choice.cards(), evidence.ailments());
    boolean names = !made.isEmpty() || !evidence.hardware().isEmpty();
    DeviceConfig completed =
        names ? ChartNames.completing(configuration.form()) : DeviceConfig.EMPTY;
    Owned owned = Owned.of(node.annotation(Owned.KEY));
    // What this plugin has made up is nobody's description of anything.
    NodeFacts described = node.without(owned.annotations(), owned.resources());
    return Stream.concat(
            vendors.stream()
                .flatMap(
                    vendor -> {
                      Sighting sighting =
                          new Sighting(vendor.discover(described, configuration.form()));
                      if (evidence.hardware().get(vendor.name()) instanceof Inspection inspection) {
                        sighting = sighting.inspected(vendor, described, inspection, completed);
                      }
                      List<InventoryCard> cards =
                          made.stream()
                              .filter(card -> card.profile().vendor().equals(vendor.name()))
                              .toList();
                      return cards.isEmpty()
                          ? sighting.discoveries().stream()
                          : sighting
                              .simulated(
                                  vendor.simulate(
                                      new Simulation(
                                          node, cards, completed, own.hami().scores(), owned)),
                                  choice.rule().orElse(""),
                                  new Claims(node, owned, evidence.holders()),
                                  configuration.form() instanceof SeedNames)
                              .discoveries()
                              .stream();
                    }),
            CustomResources.discover(node, own.custom()).stream())
        .map(evidence.ailments()::of)
        .toList();
  }

  /** What HAMi's scheduler is told of cards that are made up says too that they are unhealthy. */
  private static List<InventoryCard> ailing(List<InventoryCard> cards, Ailments ailments) {
    Map<Model, Long> families =
        cards.stream().collect(Collectors.groupingBy(Model::of, Collectors.counting()));
    return cards.stream()
        .map(
            card -> {
              int all = Math.toIntExact(families.getOrDefault(Model.of(card), 0L));
              // Each vendor has a prefix of its own before the id.
              Predicate<String> isId = text -> text.endsWith(card.id().toString());
              return ailments.ail(card.profile().vendor(), isId, card.index(), all)
                  ? card.unhealthy()
                  : card;
            })
        .toList();
  }

  private record Model(String vendor, String family) {
    static Model of(InventoryCard card) {
      return new Model(card.profile().vendor(), card.profile().family());
    }
  }
}
