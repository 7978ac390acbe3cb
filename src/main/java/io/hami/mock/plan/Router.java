package io.hami.mock.plan;

import io.hami.mock.model.FrameLimit;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.Measure;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.Route;
import io.hami.mock.model.Reason;
import io.hami.mock.model.RouteChoice;
import io.hami.mock.model.StatusRight;
import io.hami.mock.model.Tuning;
import io.hami.mock.model.Units;
import io.hami.mock.model.VirtualResource;
import io.hami.mock.names.Names;
import io.hami.mock.names.Standing;
import java.util.Optional;

/** Chooses the route of a count to the Node (docs/architecture.md, decision 6). */
final class Router {
  private Router() {}

  /**
   * The outcome for {@code units} of {@code resource}.
   *
   * @param before the resource's route now, if it is advertised
   * @param names whether the kubelet already has units of this plugin under a name
   */
  static Outcome outcome(
      VirtualResource resource, Units units, Tuning tuning, Optional<Route> before, Names names) {
    return switch (tuning.route(resource.name())) {
      case NODE_STATUS -> throughStatus(units, tuning.status());
      case DEVICE_PLUGIN -> asUnits(resource, units, tuning);
      case AUTO -> chosen(resource, units, tuning, before, names);
    };
  }

  private static Outcome chosen(
      VirtualResource resource, Units units, Tuning tuning, Optional<Route> before, Names names) {
    boolean fits = units.capacity() <= FrameLimit.MAX_UNITS;
    if (isAllocated(resource) || (fits && staysAsUnits(resource, units, tuning, before, names))) {
      return asUnits(resource, units, tuning);
    }
    return switch (tuning.status()) {
      case StatusRight.Granted() -> advertise(units, Route.NODE_STATUS);
      case StatusRight.Unknown() -> throughStatus(units, tuning.status());
      case StatusRight.Missing _ when fits -> asUnits(resource, units, tuning);
      case StatusRight.Missing _ ->
          new Outcome.Refuse(
              units,
              tooMany(
                  resource,
                  units,
                  "; with the right to patch nodes/status it goes through the Node's status"));
    };
  }

  /**
   * Whether a count that fits into a message is sent as units. It is, unless it is too much for a
   * kubelet that tracks single units. For such a kubelet the count keeps the route that it has: a
   * kubelet remembers units for five minutes after their plugin has gone, and during that time none
   * of them is allocatable; as long as a pod holds one of them, it admits no pod that asks for
   * others (docs/kubelet.md 2.5, 5).
   */
  private static boolean staysAsUnits(
      VirtualResource resource, Units units, Tuning tuning, Optional<Route> before, Names names) {
    if (!tuning.kubelet().tracksUnits()) {
      return true;
    }
    return before
        .map(Route.DEVICE_PLUGIN::equals)
        .orElseGet(
            () ->
                units.capacity() <= KubeletVersion.FEW_UNITS
                    || switch (names.standing(resource.name(), Route.DEVICE_PLUGIN)) {
                      case Standing.Ours(boolean known) -> known;
                      case Standing.Remembered _ -> true;
                      case Standing.Free _, Standing.Taken _ -> false;
                    });
  }

  /**
   * Whether pods get cards for the resource's units. For a count that is only in the Node's status
   * the kubelet calls no Allocate.
   */
  private static boolean isAllocated(VirtualResource resource) {
    return resource.measure() == Measure.COUNT && !resource.layout().shares().isEmpty();
  }

  private static Outcome throughStatus(Units units, StatusRight right) {
    return switch (right) {
      case StatusRight.Granted() -> advertise(units, Route.NODE_STATUS);
      case StatusRight.Missing(String why) ->
          new Outcome.Refuse(
              units, new Reason(Reason.Kind.ROUTE, "route node-status is not available: " + why));
      case StatusRight.Unknown() ->
          new Outcome.Refuse(
              units,
              new Reason(
                  Reason.Kind.RIGHT_UNKNOWN,
                  "waits for the API server to say whether nodes/status may be patched"));
    };
  }

  private static Outcome asUnits(VirtualResource resource, Units units, Tuning tuning) {
    return units.capacity() <= FrameLimit.MAX_UNITS
        ? new Outcome.Advertise(
            units, Route.DEVICE_PLUGIN, Optional.empty(), caution(resource, units, tuning))
        : new Outcome.Refuse(units, tooMany(resource, units, ""));
  }

  private static Outcome advertise(Units units, Route route) {
    return new Outcome.Advertise(units, route, Optional.empty());
  }

  private static Reason tooMany(VirtualResource resource, Units units, String otherWay) {
    return new Reason(
        Reason.Kind.FRAME_LIMIT,
        "%d units are more than a kubelet accepts: its limit of %d bytes holds %d%s%s"
            .formatted(
                units.capacity(),
                FrameLimit.MAX_BYTES,
                FrameLimit.MAX_UNITS,
                fewer(resource, FrameLimit.MAX_UNITS).map(advice -> "; " + advice).orElse(""),
                otherWay));
  }

  /** The figures are those of docs/kubelet.md 2.3 and 3.4.1, measured with 1.37. */
  private static Optional<Reason> caution(VirtualResource resource, Units units, Tuning tuning) {
    if (units.capacity() <= KubeletVersion.FEW_UNITS || !tuning.kubelet().tracksUnits()) {
      return Optional.empty();
    }
    return Optional.of(
        new Reason(
            Reason.Kind.MANY_UNITS,
            ("%d units are many for a kubelet of 1.36 or later: it lists each unit that a pod"
                    + " holds in the pod's status, so that a pod of more than 78,550 is never shown"
                    + " Running, and looks up each changed unit among all units held; that delays"
                    + " the Node's status, 16 s for 8,000 among 8,000%s%s")
                .formatted(
                    units.capacity(),
                    otherWay(resource, tuning),
                    fewer(resource, KubeletVersion.FEW_UNITS)
                        .map(advice -> "; " + advice)
                        .orElse(""))));
  }

  private static String otherWay(VirtualResource resource, Tuning tuning) {
    if (isAllocated(resource)) {
      return "";
    }
    if (tuning.route(resource.name()) == RouteChoice.DEVICE_PLUGIN) {
      return "; without the route device-plugin that is configured they could go through the"
          + " Node's status";
    }
    return switch (tuning.status()) {
      case StatusRight.Granted() ->
          "; they go through the Node's status once the plugin has been stopped for five minutes"
              + " and no pod holds one, or with the route node-status";
      case StatusRight.Missing _, StatusRight.Unknown() ->
          "; with the right to patch nodes/status they go through the Node's status, as"
              + " k8s-mock-rbac.yaml and the chart grant it";
    };
  }

  /** The change that reduces the count to {@code most}; empty where no factor divides it. */
  private static Optional<String> fewer(VirtualResource resource, int most) {
    long total = resource.quantity().total();
    long smallest = total / (most + 1L) + 1;
    return switch (resource.measure()) {
      case MEMORY, CORES, CUSTOM ->
          Optional.of(
              "the smallest %s that fits is %d, which makes %d units"
                  .formatted(factorName(resource.measure()), smallest, total / smallest));
      case COUNT ->
          resource.layout().shares().size() > 1
              ? Optional.of("fewer cards, or fewer slots a card, fit")
              : Optional.empty();
      case PERCENTAGE -> Optional.empty();
    };
  }

  /** The configuration's name of the factor that divides {@code measure}. */
  static String factorName(Measure measure) {
    return switch (measure) {
      case MEMORY -> "memoryFactor";
      case CORES -> "coreFactor";
      case PERCENTAGE, COUNT, CUSTOM -> "factor";
    };
  }
}
