package io.hami.mock.reconcile;

import io.hami.mock.fault.ActiveFault;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.ResourceRow;
import io.hami.mock.model.Units;
import io.hami.mock.port.Publication;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One resource with its plan and its publication, as it is shown to people.
 *
 * @param planned its line of the plan
 * @param publication its state with the kubelet; empty where the kubelet is not told about it
 * @param faults the faults that are injected into it
 */
public record ResourceState(
    PlannedResource planned, Optional<Publication> publication, List<ActiveFault> faults) {
  public ResourceState {
    faults = List.copyOf(faults);
  }

  static ResourceState of(
      PlannedResource planned, @Nullable Publication publication, List<ActiveFault> faults) {
    return new ResourceState(
        planned,
        Optional.ofNullable(publication)
            .filter(_ -> planned.outcome() instanceof Outcome.Advertise),
        planned.outcome() instanceof Outcome.Advertise ? faults : List.of());
  }

  /**
   * Of two entries with the same name, the one that says what becomes of the name: advertised
   * before refused before absent, else {@code first}.
   */
  public static ResourceState chief(ResourceState first, ResourceState next) {
    return next.rank() > first.rank() ? next : first;
  }

  private int rank() {
    return switch (planned.outcome()) {
      case Outcome.Advertise _ -> publication.isPresent() ? 3 : 2;
      case Outcome.Refuse _ -> 1;
      case Outcome.Withhold _ -> 0;
    };
  }

  public ResourceName name() {
    return planned.name();
  }

  public String vendor() {
    return planned.family().vendor();
  }

  /** The units that the kubelet is told about now; none where it is not told. */
  public Units listed() {
    return publication.map(Publication::listed).orElse(Units.NONE);
  }

  /** Whether a kubelet has the list: its stream is open. */
  public boolean advertised() {
    return publication.filter(now -> now.state() == Publication.State.ADVERTISED).isPresent();
  }

  /**
   * The state as one word: {@link PlannedResource#state}, or for a resource to be advertised the
   * progress of its registration, such as {@code registering}.
   */
  public String state() {
    return planned.outcome() instanceof Outcome.Advertise && !advertised()
        ? pending()
        : planned.state();
  }

  /** The row that shows this resource; its units are those that the kubelet is told about. */
  public ResourceRow row() {
    return planned.row().with(listed(), state(), reason());
  }

  private String pending() {
    return publication
        .map(now -> now.state().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .orElse("planned");
  }

  /** How the count was computed, or why there is none; for messages. */
  public String reason() {
    String injected =
        faults.stream()
            .map(fault -> fault.injection().fault().toString())
            .collect(Collectors.joining(", ", "; injected: ", ""));
    return cause() + (faults.isEmpty() ? "" : injected);
  }

  private String cause() {
    return publication
        .map(Publication::detail)
        .filter(detail -> !detail.isEmpty())
        .orElseGet(planned::reason);
  }
}
