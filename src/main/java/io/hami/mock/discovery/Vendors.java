package io.hami.mock.discovery;

import io.hami.mock.annotation.Owned;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceConfigParser;
import io.hami.mock.config.DeviceSection;
import io.hami.mock.config.Parsed;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.config.PluginConfigParser;
import io.hami.mock.fault.Ailments;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.inventory.CardProfiles;
import io.hami.mock.inventory.Inventory;
import io.hami.mock.inventory.InventoryCard;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Notice;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All vendors, sorted by name. Of two families that want the same resource name, the first in this
 * order gets it.
 */
@Singleton
public final class Vendors {
  private final List<Vendor<?>> vendors;
  private final ReferenceNames reference;

  @Inject
  public Vendors(List<Vendor<?>> vendors, ReferenceNames reference) {
    this.vendors = vendors.stream().sorted(Comparator.comparing(Vendor::name)).toList();
    this.reference = reference;
  }

  /** Vendors for a command line without a flag that names a resource. */
  public Vendors(List<Vendor<?>> vendors) {
    this(vendors, ReferenceNames.DEFAULTS);
  }

  /** The names of all vendors, as a config may use them; two forms of one vendor share a name. */
  public List<String> names() {
    return vendors.stream().<String>map(Vendor::name).distinct().toList();
  }

  /** The vendor names that families can have: those of the vendors, and {@code custom}. */
  public List<String> families() {
    return Stream.concat(names().stream(), Stream.of(CustomResources.VENDOR)).toList();
  }

  /** The models of all vendors of which cards can be made up. */
  public CardProfiles profiles() {
    List<CardProfile> all = new ArrayList<>();
    Map<String, List<String>> modes = new HashMap<>();
    for (Vendor<?> vendor : vendors) {
      for (CardProfile profile : vendor.profiles()) {
        all.add(profile);
        modes.put(profile.name(), vendor.modes(profile));
      }
    }
    return new CardProfiles(all, modes);
  }

  /** The sections that HAMi's device config may have. */
  public List<DeviceSection<?>> sections() {
    return vendors.stream().<DeviceSection<?>>map(Vendor::section).toList();
  }

  /** Reads HAMi's device config. */
  public Parsed<DeviceConfig> readDeviceConfig(String yaml) {
    return DeviceConfigParser.parse(yaml, sections());
  }

  /** Reads the plugin's own config. */
  public Parsed<PluginConfig> readPluginConfig(String yaml) {
    return PluginConfigParser.parse(yaml, names(), profiles());
  }

  /**
   * What was found of every family. Made-up cards take precedence over those that the Node
   * describes, and these over those that the hardware shows. Custom resources come last. Injected
   * faults are in the made-up cards alone, because HAMi's scheduler is told about these.
   */
  public List<Discovery> discover(Evidence evidence) {
    PluginConfig own = evidence.configuration().plugin();
    Inventory.Choice choice = own.inventory().inventory().choose(evidence.node());
    List<InventoryCard> cards = ailing(choice.cards(), evidence.ailments());
    NodeFacts node = foreign(evidence.node());
    return Stream.concat(
            vendors.stream()
                .flatMap(
                    vendor ->
                        discover(vendor, node, evidence, cards, choice.rule().orElse("")).stream()),
            CustomResources.discover(evidence.node(), own.custom()).stream())
        .toList();
  }

  /**
   * What the Node or the plugin's own config has and nothing reads, or nothing but this plugin,
   * although it looks as if something should.
   */
  public List<Notice> overlooked(Evidence evidence) {
    Configuration configuration = evidence.configuration();
    NodeFacts node = foreign(evidence.node());
    return Stream.concat(
            Overlooked.of(
                node, scopes(evidence), configuration.device().isAbsent(), configuration.plugin())
                .stream(),
            vendors.stream().flatMap(vendor -> vendor.outdated(node).stream()))
        .toList();
  }

  /** The annotations in which cards are looked for, each with its vendor, sorted. */
  public SortedMap<String, String> annotations(Evidence evidence) {
    return Overlooked.read(scopes(evidence));
  }

  private List<Overlooked.Scope> scopes(Evidence evidence) {
    Set<String> made =
        evidence
            .configuration()
            .plugin()
            .inventory()
            .inventory()
            .choose(evidence.node())
            .cards()
            .stream()
            .map(card -> card.profile().vendor())
            .collect(Collectors.toSet());
    return vendors.stream()
        .map(
            vendor ->
                scope(
                    vendor,
                    evidence,
                    made.contains(vendor.name())
                        || evidence.hardware().get(vendor.name()) instanceof Inspection.Found))
        .toList();
  }

  /**
   * What is read for {@code vendor}.
   *
   * @param whole whether all of its families are looked for, because such cards are made up or in
   *     this machine
   */
  private <T> Overlooked.Scope scope(Vendor<T> vendor, Evidence evidence, boolean whole) {
    Configuration configuration = evidence.configuration();
    Optional<T> configured = configuration.device().find(vendor.section());
    Function<T, List<CardFamily>> families =
        names ->
            vendor.families(
                vendor.renamed(names, reference), evidence.node(), configuration.plugin().hami());
    List<CardFamily> possible =
        families.apply(configured.map(vendor::completed).orElse(vendor.section().chart()));
    List<CardFamily> read =
        configuration.device().isAbsent()
            ? vendor.reference(reference)
            : configured.map(families).orElse(List.of());
    return new Overlooked.Scope(
        vendor.name(),
        vendor.section().key(),
        configured.isPresent(),
        whole ? Stream.concat(read.stream(), possible.stream()).toList() : read,
        possible);
  }

  /** The Node without what this plugin has made up, which must not be read as another's. */
  private static NodeFacts foreign(NodeFacts node) {
    Owned owned = Owned.of(node.annotation(Owned.KEY));
    return node.without(owned.annotations(), owned.resources());
  }

  private <T> Collection<Discovery> discover(
      Vendor<T> vendor, NodeFacts node, Evidence evidence, List<InventoryCard> cards, String rule) {
    Configuration configuration = evidence.configuration();
    Optional<T> configured = configuration.device().find(vendor.section());
    Function<T, List<CardFamily>> families =
        names ->
            vendor.families(vendor.renamed(names, reference), node, configuration.plugin().hami());
    Sighting sighting =
        new Sighting(
            node,
            configuration.device().isAbsent()
                ? vendor.reference(reference)
                : configured.map(families).orElse(List.of()));
    List<InventoryCard> made =
        cards.stream().filter(card -> card.profile().vendor().equals(vendor.name())).toList();
    Inspection inspection = evidence.hardware().get(vendor.name());
    if (inspection == null && made.isEmpty()) {
      return sighting.families();
    }
    T completed = configured.map(vendor::completed).orElse(vendor.section().chart());
    List<CardFamily> all = families.apply(vendor.chosen(completed, made));
    if (inspection != null) {
      sighting.inspect(all, inspection);
    }
    sighting.make(
        all.stream().flatMap(family -> family.make(node, made, rule).stream()).toList(),
        evidence.holders(),
        configuration.device().isAbsent());
    return sighting.families();
  }

  /** Made-up cards are unhealthy in what HAMi's scheduler is told about them, too. */
  private static List<InventoryCard> ailing(List<InventoryCard> cards, Ailments ailments) {
    Map<Model, Long> families =
        cards.stream().collect(Collectors.groupingBy(Model::of, Collectors.counting()));
    return cards.stream()
        .map(
            card -> {
              int all = Math.toIntExact(families.getOrDefault(Model.of(card), 0L));
              // Each vendor puts a prefix of its own before the id.
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
