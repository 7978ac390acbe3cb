package io.hami.mock.reconcile;

import io.hami.mock.model.Advertisement;
import io.hami.mock.model.DeviceIds;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.Checkpoint;
import io.hami.mock.port.EndpointFaults;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publication.State;
import io.hami.mock.port.Publisher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A publisher that records what it is asked to publish and reports what a test sets. */
public final class RecordingPublisher implements Publisher {
  /** One call of {@link #publish}. */
  public record Call(
      Map<ResourceName, Units> wanted,
      Set<ResourceName> taken,
      Map<ResourceName, EndpointFaults> faults) {
    public Call(Map<ResourceName, Units> wanted, Set<ResourceName> taken) {
      this(wanted, taken, Map.of());
    }

    public Call {
      wanted = Map.copyOf(wanted);
      taken = Set.copyOf(taken);
      faults = Map.copyOf(faults);
    }
  }

  private final List<Call> calls = new ArrayList<>();
  private final List<Set<ResourceName>> dropped = new ArrayList<>();
  private Optional<Listener> listener = Optional.empty();
  private Checkpoint checkpoint = Checkpoint.UNREADABLE;
  private boolean started;
  private boolean publishing;
  private int reregistrations;

  @Override
  public void start(Listener hears) {
    started = true;
    listener = Optional.of(hears);
    hears.checkpoint(checkpoint);
  }

  /** Makes the kubelet have {@code first} from the beginning. */
  public void has(Checkpoint first) {
    checkpoint = first;
  }

  /** Makes the kubelet know {@code ids} of {@code name}, and nothing else. */
  public void registered(ResourceName name, String... ids) {
    DeviceIds.Tally tally = new DeviceIds.Tally();
    Stream.of(ids).forEach(tally::add);
    checkpoint(new Checkpoint(true, Map.of(name, tally.done()), Map.of()));
  }

  /** Makes the kubelet know no resource. */
  public void forgotten() {
    checkpoint(new Checkpoint(true, Map.of(), Map.of()));
  }

  private void checkpoint(Checkpoint now) {
    checkpoint = now;
    listener.ifPresent(hears -> hears.checkpoint(now));
  }

  private void tell(Publication publication) {
    listener.ifPresent(hears -> hears.published(publication));
  }

  @Override
  public void publish(
      Map<ResourceName, Advertisement> wanted,
      Set<ResourceName> taken,
      Map<ResourceName, EndpointFaults> faults) {
    if (publishing) {
      throw new AssertionError("publish was called from within publish");
    }
    Map<ResourceName, Units> units = new HashMap<>();
    wanted.forEach((name, advertisement) -> units.put(name, advertisement.units()));
    Call call = new Call(units, taken, faults);
    // A repeated publication changes nothing.
    if (!calls.isEmpty() && calls.getLast().equals(call)) {
      return;
    }
    calls.add(call);
    publishing = true;
    // As endpoints do, which report while they are called.
    units.forEach((name, listed) -> say(name, listed, 1));
    publishing = false;
  }

  @Override
  public void kubelet(KubeletVersion version) {}

  @Override
  public void drop(Set<ResourceName> names) {
    dropped.add(Set.copyOf(names));
  }

  List<Set<ResourceName>> dropped() {
    return List.copyOf(dropped);
  }

  @Override
  public void reregister() {
    reregistrations++;
  }

  int reregistrations() {
    return reregistrations;
  }

  /** Reports that {@code listed} of {@code name} is listed on {@code streams} streams. */
  public void say(ResourceName name, Units listed, int streams) {
    State state = streams > 0 ? State.ADVERTISED : State.REGISTERING;
    tell(new Publication(name, state, listed, listed, streams, ""));
  }

  /** Reports that another plugin has registered {@code name}. */
  void contend(ResourceName name) {
    tell(new Publication(name, State.CONTENDED, Units.NONE, Units.NONE, 0, "taken"));
  }

  /** Reports that {@code name} has been withdrawn. */
  public void withdrawn(ResourceName name) {
    tell(new Publication(name, State.WITHDRAWN, Units.NONE, Units.NONE, 0, ""));
  }

  boolean started() {
    return started;
  }

  List<Call> calls() {
    return List.copyOf(calls);
  }

  public Call last() {
    return calls.getLast();
  }
}
