package io.hami.mock.config;

import io.hami.mock.config.Findings.Place;
import io.hami.mock.config.PluginConfig.Control;
import io.hami.mock.config.PluginConfig.Hami;
import io.hami.mock.config.PluginConfig.Log;
import io.hami.mock.config.QuantityExpression.Reading;
import io.hami.mock.config.QuantityExpression.Result;
import io.hami.mock.fault.FaultForm;
import io.hami.mock.fault.Injection;
import io.hami.mock.inventory.CardProfiles;
import io.hami.mock.model.FactorScope;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Measure;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.RouteChoice;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the plugin's own {@code config.yaml}. */
public final class PluginConfigParser {
  private static final NodeFacts BARE = new NodeFacts("", Map.of(), Map.of(), Map.of(), Map.of());

  private final Findings findings = Findings.strict();
  private final Collection<String> vendors;
  private final CardProfiles profiles;
  private final Map<FactorScope, Integer> factors = new HashMap<>();
  private final Map<ResourceName, RouteChoice> routes = new HashMap<>();

  private PluginConfigParser(Collection<String> vendors, CardProfiles profiles) {
    this.vendors = vendors;
    this.profiles = profiles;
  }

  /**
   * Parses {@code yaml}; never throws. An empty file is {@link PluginConfig#DEFAULTS}. The result
   * has all problems, not only the first. An unknown key is a problem, since only this plugin reads
   * the file.
   *
   * @param vendors the names that {@code vendors} may have
   * @param profiles the models that the inventory may have
   */
  public static Parsed<PluginConfig> parse(
      String yaml, Collection<String> vendors, CardProfiles profiles) {
    PluginConfigParser parser = new PluginConfigParser(vendors, profiles);
    return parser.findings.conclude(
        Section.ofFile(yaml, ConfigKind.PLUGIN, "vendors, resources", parser.findings)
            .map(parser::root)
            .orElse(PluginConfig.DEFAULTS));
  }

  private PluginConfig root(Section root) {
    root.section("vendors", this::vendors);
    root.section("resources", this::resources);
    List<CustomResource> custom =
        root.list("custom", this::custom).stream().flatMap(Optional::stream).toList();
    Log log = root.section("log", this::log).orElse(Log.DEFAULTS);
    Control control = root.section("control", PluginConfigParser::control).orElse(Control.DEFAULTS);
    DeclaredInventory inventory = InventoryReader.of(root, profiles);
    Hami hami = root.section("hami", PluginConfigParser::hami).orElse(Hami.DEFAULTS);
    List<Injection> faults =
        root.list("faults", this::fault).stream().flatMap(Optional::stream).toList();
    boolean topology = root.bool("topology").orElse(false);
    root.close();
    return new PluginConfig(
        new Factors(factors), routes, log, control, custom, inventory, hami, faults, topology);
  }

  private boolean vendors(Section section) {
    Set<String> seen = new HashSet<>();
    for (String key : section.keys()) {
      Optional<String> vendor = vendors.stream().filter(key::equalsIgnoreCase).findFirst();
      if (vendor.isEmpty()) {
        findings.unknown(
            section.keyPlace(key),
            "one of the vendors " + String.join(", ", vendors),
            key,
            vendors);
      } else if (!seen.add(vendor.get())) {
        findings.problem(
            section.keyPlace(key),
            "each vendor was expected once, found %s again".formatted(vendor.get()));
      }
      section.section(key, inner -> vendor(vendor.orElse(key), inner));
    }
    return true;
  }

  private boolean vendor(String vendor, Section section) {
    section
        .exact("memoryFactor", 1)
        .ifPresent(factor -> factors.put(new FactorScope.OfVendor(vendor, Measure.MEMORY), factor));
    section
        .exact("coreFactor", 1)
        .ifPresent(factor -> factors.put(new FactorScope.OfVendor(vendor, Measure.CORES), factor));
    return true;
  }

  private boolean resources(Section section) {
    for (String key : section.keys()) {
      Optional<ResourceName> name = section.resourceName(key, section.keyPlace(key));
      section.section(key, inner -> resource(name, inner));
    }
    return true;
  }

  private boolean resource(Optional<ResourceName> name, Section section) {
    Optional<Integer> factor = section.exact("factor", 1);
    Optional<RouteChoice> route = section.text("route").flatMap(text -> route(text, section));
    name.ifPresent(
        known -> {
          factor.ifPresent(value -> factors.put(new FactorScope.OfResource(known), value));
          route.ifPresent(value -> routes.put(known, value));
        });
    return true;
  }

  private Optional<RouteChoice> route(String text, Section section) {
    Optional<RouteChoice> route = RouteChoice.named(text);
    if (route.isEmpty()) {
      List<String> known = Arrays.stream(RouteChoice.values()).map(RouteChoice::toString).toList();
      findings.unknown(
          section.place("route"), "one of the routes " + String.join(", ", known), text, known);
    }
    return route;
  }

  private Optional<CustomResource> custom(Section section) {
    Optional<ResourceName> name = section.required("name").flatMap(_ -> section.serves("name"));
    if (section.text("name").filter(String::isEmpty).isPresent()) {
      findings.problem(section.place("name"), "a resource name was expected, found nothing");
    }
    Optional<QuantityExpression> quantity =
        section.required("quantity").flatMap(node -> quantity(node, section.place("quantity")));
    int factor = section.exact("factor", 1).orElse(1);
    return name.flatMap(
        known -> quantity.map(expression -> new CustomResource(known, expression, factor)));
  }

  private Optional<QuantityExpression> quantity(Node node, Place place) {
    String text =
        switch (Found.scalar(node)) {
          case Scalar.Whole(BigInteger value) -> value.toString();
          case Scalar.Real _, Scalar.Text _ when node instanceof ScalarNode scalar ->
              scalar.getValue();
          default -> "";
        };
    if (text.isEmpty()) {
      findings.problem(
          place, "a whole number or an expression was expected, found " + Found.describe(node));
      return Optional.empty();
    }
    return switch (QuantityExpression.parse(text)) {
      case Reading.Bad(int position, String why) -> {
        findings.problem(
            place, "at character %d of '%s': %s".formatted(position, Found.shortened(text), why));
        yield Optional.empty();
      }
      // An expression that is wrong on an empty Node is wrong on every Node.
      case Reading.Good(var expression)
          when expression.evaluate(BARE) instanceof Result.Wrong(String why) -> {
        findings.problem(
            place,
            "a quantity of at least 0 was expected, found '%s': %s"
                .formatted(Found.shortened(text), why));
        yield Optional.empty();
      }
      case Reading.Good(var expression) -> Optional.of(expression);
    };
  }

  private Log log(Section section) {
    return new Log(
        section.exact("v", 0), section.text("vmodule").map(text -> modules(text, section)));
  }

  private Map<String, Integer> modules(String text, Section section) {
    Map<String, Integer> modules = new LinkedHashMap<>();
    for (String part : text.split(",", -1)) {
      if (part.isBlank()) {
        continue;
      }
      int equals = part.indexOf('=');
      Optional<Integer> verbosity =
          GoInteger.parse(part.substring(equals + 1).strip())
              .filter(value -> value.signum() >= 0 && value.bitLength() < Integer.SIZE)
              .map(BigInteger::intValueExact);
      String pattern = part.substring(0, Math.max(0, equals)).strip();
      if (pattern.isEmpty() || verbosity.isEmpty()) {
        findings.problem(
            section.place("vmodule"),
            "pattern=N with a whole N of at least 0 was expected, found '%s'"
                .formatted(Found.shortened(part)));
      } else {
        modules.putIfAbsent(pattern, verbosity.get());
      }
    }
    return modules;
  }

  private Optional<Injection> fault(Section section) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String key : section.keys()) {
      boolean list = section.value(key).filter(SequenceNode.class::isInstance).isPresent();
      if (list) {
        fields.put(key, String.join(",", section.listOfTexts(key)));
      } else {
        section.text(key).ifPresent(text -> fields.put(key, text));
      }
    }
    return switch (FaultForm.read(fields, vendors)) {
      case FaultForm.Reading.Good(Injection injection) -> Optional.of(injection);
      case FaultForm.Reading.Bad(Map<String, String> problems) -> {
        problems.forEach((field, problem) -> findings.problem(section.place(field), problem));
        yield Optional.empty();
      }
    };
  }

  private static Hami hami(Section section) {
    return new Hami(
        section.bool("annotations").orElse(Hami.DEFAULTS.annotations()),
        section.bool("scores").orElse(Hami.DEFAULTS.scores()),
        section.bool("bindings").orElse(Hami.DEFAULTS.bindings()));
  }

  private static Control control(Section section) {
    return new Control(
        section.bool("changes").orElse(Control.DEFAULTS.changes()),
        section.bool("events").orElse(Control.DEFAULTS.events()));
  }
}
