package io.hami.mock.reconcile;

import io.hami.mock.fault.ActiveFault;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.Publication;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One resource, planned and published, as people look at it.
 *
 * @param planned what should become of it
 * @param publication where it stands with the kubelet; empty where the kubelet is not told of it
 * @param faults what is made to go wrong with it on purpose
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

  public ResourceName name() {
    return planned.name();
  }

  public String vendor() {
    return planned.family().vendor();
  }

  /** What the kubelet is told now; nothing where it is not told. */
  public Units listed() {
    return publication.map(Publication::listed).orElse(Units.NONE);
  }

  /** Whether a kubelet has the list: a stream is open. */
  public boolean advertised() {
    return publication.filter(now -> now.state() == Publication.State.ADVERTISED).isPresent();
  }

  /**
   * One word: {@link PlannedResource#state}, or how far the registration is of what is to be
   * advertised, as {@code registering}.
   */
  public String state() {
    return planned.outcome() instanceof Outcome.Advertise && !advertised()
        ? pending()
        : planned.state();
  }

  private String pending() {
    return publication
        .map(now -> now.state().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .orElse("planned");
  }

  /** How the count came about, or what is in the way, for people. */
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
