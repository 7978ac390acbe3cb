package io.hami.mock.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What this node should advertise, and why. It has one entry for every name in the configuration,
 * advertised or not.
 *
 * @param resources in the order of vendors, families and names
 * @param notices what is missing or overlooked and concerns more than one resource
 */
public record Plan(List<PlannedResource> resources, List<Notice> notices) {
  public static final Plan EMPTY = new Plan(List.of());

  public Plan {
    resources = List.copyOf(resources);
    notices = List.copyOf(notices);
  }

  /** A plan without notices. */
  public Plan(List<PlannedResource> resources) {
    this(resources, List.of());
  }

  /** The entries that are advertised, by name. */
  public Map<ResourceName, Advertisement> advertised() {
    return advertised(Set.of(Route.values()));
  }

  /** The advertised entries that take one of these routes. */
  public Map<ResourceName, Advertisement> advertised(Set<Route> routes) {
    return resources.stream()
        .filter(
            resource ->
                resource.outcome() instanceof Outcome.Advertise(_, Route route, _, _)
                    && routes.contains(route))
        .collect(
            Collectors.toUnmodifiableMap(PlannedResource::name, PlannedResource::advertisement));
  }

  /** The route of {@code name}; empty where it is not advertised. */
  public Optional<Route> route(ResourceName name) {
    return find(name)
        .map(PlannedResource::outcome)
        .filter(Outcome.Advertise.class::isInstance)
        .map(outcome -> ((Outcome.Advertise) outcome).route());
  }

  /** The entry that advertises {@code name}, or else the last entry with that name. */
  public Optional<PlannedResource> find(ResourceName name) {
    return resources.stream()
        .filter(resource -> resource.name().equals(name))
        .reduce((first, next) -> first.outcome() instanceof Outcome.Advertise ? first : next);
  }

  /** The result for one resource. */
  public sealed interface Outcome {
    /**
     * It is advertised.
     *
     * @param degraded set when the source has become unreadable and these are the last good numbers
     * @param caution set when advertising it does harm that an operator must know about
     */
    record Advertise(Units units, Route route, Optional<Reason> degraded, Optional<Reason> caution)
        implements Outcome {
      /** Advertised without a caution. */
      public Advertise(Units units, Route route, Optional<Reason> degraded) {
        this(units, route, degraded, Optional.empty());
      }
    }

    /** It is not advertised because of a limit or a conflict of names. */
    record Refuse(Units wanted, Reason why) implements Outcome {}

    /** There is nothing to advertise. */
    record Withhold(Reason why) implements Outcome {}
  }

  /** How a count reaches the Node. */
  public enum Route {
    /** As units that the kubelet is told about one by one. */
    DEVICE_PLUGIN("device-plugin"),
    /** The number is written into the Node's status (docs/kubelet.md 5). */
    NODE_STATUS("node-status");

    private final String text;

    Route(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  /**
   * One line of the plan.
   *
   * @param family the family that the resource belongs to
   * @param name the resource
   * @param source what it was made of; empty when nothing was found
   * @param origin where its cards are known from
   * @param factor the split factor in force
   * @param outcome what becomes of it
   */
  public record PlannedResource(
      Family family,
      ResourceName name,
      Optional<VirtualResource> source,
      Origin origin,
      SplitFactor factor,
      Outcome outcome) {
    /** This line with another outcome. */
    public PlannedResource with(Outcome other) {
      return new PlannedResource(family, name, source, origin, factor, other);
    }

    /** The units that are advertised, or were wanted; empty when there is nothing to advertise. */
    public Optional<Units> units() {
      return switch (outcome) {
        case Outcome.Advertise advertised -> Optional.of(advertised.units());
        case Outcome.Refuse(Units wanted, Reason _) -> Optional.of(wanted);
        case Outcome.Withhold _ -> Optional.empty();
      };
    }

    /**
     * The state as one word, the same wherever it is shown: {@code advertised}; {@code degraded}:
     * the last good numbers are advertised because the source cannot be read now; {@code
     * contended}: another plugin has the name; {@code waiting-for-kubelet}: the kubelet still
     * remembers a plugin that has gone; {@code refused}: by a limit or a conflict of names; {@code
     * unreadable}; or {@code absent}.
     */
    public String state() {
      return switch (outcome) {
        case Outcome.Advertise advertised ->
            advertised.degraded().isPresent() ? "degraded" : "advertised";
        case Outcome.Refuse(Units _, Reason why) -> word(why).orElse("refused");
        case Outcome.Withhold(Reason why) -> word(why).orElse("absent");
      };
    }

    private static Optional<String> word(Reason why) {
      return switch (why.kind()) {
        case CONTENDED -> Optional.of("contended");
        case REMEMBERED -> Optional.of("waiting-for-kubelet");
        case MALFORMED -> Optional.of("unreadable");
        default -> Optional.empty();
      };
    }

    /**
     * The kind of reason for which it is not advertised, or not as it should be, as a word such as
     * {@code no-annotation}; empty where all is well.
     */
    public String cause() {
      Optional<Reason> why =
          switch (outcome) {
            case Outcome.Advertise(var _, var _, var degraded, var caution) ->
                degraded.or(() -> caution);
            case Outcome.Refuse(Units _, Reason reason) -> Optional.of(reason);
            case Outcome.Withhold(Reason reason) -> Optional.of(reason);
          };
      return why.map(reason -> reason.kind().word()).orElse("");
    }

    /** The harm that advertising this does. */
    public Optional<Reason> caution() {
      return outcome instanceof Outcome.Advertise advertised
          ? advertised.caution()
          : Optional.empty();
    }

    /** What the kubelet is told about a resource that is advertised. */
    Advertisement advertisement() {
      Units units = units().orElseThrow();
      Layout layout = source.map(VirtualResource::layout).orElse(Layout.NONE);
      return layout.shares().isEmpty()
          ? Advertisement.of(units)
          : new Advertisement(units, layout.units(factor.value()), layout.topology());
    }

    /** The row that shows this line. */
    public ResourceRow row() {
      Optional<Outcome.Advertise> advertised = Optional.empty();
      if (outcome instanceof Outcome.Advertise now) {
        advertised = Optional.of(now);
      }
      Units units = advertised.map(Outcome.Advertise::units).orElse(Units.NONE);
      return new ResourceRow(
          family.vendor(),
          name.toString(),
          units.capacity(),
          units.allocatable(),
          factor.value(),
          factor.origin().toString(),
          advertised.map(now -> now.route().toString()).orElse("none"),
          state(),
          reason());
    }

    /** How the count was computed, or why there is none; for messages. */
    public String reason() {
      return switch (outcome) {
        case Outcome.Advertise(var _, var _, var degraded, var caution) ->
            degraded.map(Reason::text).orElseGet(() -> source.map(this::made).orElse(""))
                + caution.map(why -> "; caution: " + why).orElse("");
        case Outcome.Refuse(Units _, Reason why) -> why.text();
        case Outcome.Withhold(Reason why) -> why.text();
      };
    }

    private String made(VirtualResource resource) {
      Quantity quantity = resource.quantity();
      return quantity.total()
          + " "
          + resource.unit()
          + (quantity.healthy() == quantity.total()
              ? ""
              : ", " + quantity.healthy() + " of them healthy")
          + (factor.value() == 1 ? "" : ", divided by " + factor.value())
          + (origin.equals(Origin.NODE) ? "" : ", from " + origin);
    }
  }
}
