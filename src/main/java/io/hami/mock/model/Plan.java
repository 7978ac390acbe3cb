package io.hami.mock.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What this node should advertise, and why: one entry for every name that the configuration speaks
 * of, advertised or not.
 *
 * @param resources in the order of vendors, families and names
 */
public record Plan(List<PlannedResource> resources) {
  public static final Plan EMPTY = new Plan(List.of());

  public Plan {
    resources = List.copyOf(resources);
  }

  /** The entries that reach the Node, by name. */
  public Map<ResourceName, Advertisement> advertised() {
    return advertised(Set.of(Route.values()));
  }

  /** Those among them that take one of these routes. */
  public Map<ResourceName, Advertisement> advertised(Set<Route> routes) {
    return resources.stream()
        .filter(
            resource ->
                resource.outcome() instanceof Outcome.Advertise(_, Route route, _, _)
                    && routes.contains(route))
        .collect(
            Collectors.toUnmodifiableMap(PlannedResource::name, PlannedResource::advertisement));
  }

  /** The way that {@code name} takes; empty where it is not advertised. */
  public Optional<Route> route(ResourceName name) {
    return find(name)
        .map(PlannedResource::outcome)
        .filter(Outcome.Advertise.class::isInstance)
        .map(outcome -> ((Outcome.Advertise) outcome).route());
  }

  /** Entries by vendor's family, as the previous plan of a planner is looked up. */
  public Map<String, List<PlannedResource>> byFamily() {
    return resources.stream()
        .collect(Collectors.groupingBy(resource -> resource.family().toString()));
  }

  /** The entry that advertises {@code name}, or else the last one that speaks of it. */
  public Optional<PlannedResource> find(ResourceName name) {
    return resources.stream()
        .filter(resource -> resource.name().equals(name))
        .reduce((first, next) -> first.outcome() instanceof Outcome.Advertise ? first : next);
  }

  /** What becomes of one resource. */
  public sealed interface Outcome {
    /**
     * It is advertised.
     *
     * @param degraded set when the source has become unreadable and these are the last good numbers
     * @param caution set when that does harm of which an operator must know
     */
    record Advertise(Units units, Route route, Optional<Reason> degraded, Optional<Reason> caution)
        implements Outcome {
      /** Without harm. */
      public Advertise(Units units, Route route, Optional<Reason> degraded) {
        this(units, route, degraded, Optional.empty());
      }
    }

    /** It would be advertised, were it not for a limit or a clash of names. */
    record Refuse(Units wanted, Reason why) implements Outcome {}

    /** There is nothing to advertise. */
    record Withhold(Reason why) implements Outcome {}
  }

  /** How a count reaches the Node. */
  public enum Route {
    /** The kubelet is told of it, unit by unit. */
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
   * @param family whose it is
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
    /** The same, but for its outcome. */
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
     * One word, the same wherever it is shown: {@code advertised}; {@code degraded}, as it last was
     * though its source cannot be read now; {@code contended}, another plugin has the name; {@code
     * waiting-for-kubelet}, which has not forgotten a plugin that has gone; {@code refused}, by a
     * limit or a clash of names; {@code unreadable}; or {@code absent}.
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

    /** What harm it does to advertise this as it is. */
    public Optional<Reason> caution() {
      return outcome instanceof Outcome.Advertise advertised
          ? advertised.caution()
          : Optional.empty();
    }

    /** What the kubelet is to be told, of a resource that is advertised. */
    Advertisement advertisement() {
      Units units = units().orElseThrow();
      Layout layout = source.map(VirtualResource::layout).orElse(Layout.NONE);
      return layout.shares().isEmpty()
          ? Advertisement.of(units)
          : new Advertisement(units, layout.units(factor.value()), layout.topology());
    }

    /** How the count came about, or what is in the way, for people. */
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
