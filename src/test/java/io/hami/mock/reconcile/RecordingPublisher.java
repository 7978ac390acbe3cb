package io.hami.mock.reconcile;

import io.hami.mock.model.Advertisement;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.EndpointFaults;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publication.State;
import io.hami.mock.port.Publisher;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** A publisher that writes down what it is told and says what a test has it say. */
public final class RecordingPublisher implements Publisher {
  /** One call of {@link #publish}. */
  public record Call(
      Map<ResourceName, Units> wanted,
      Set<ResourceName> contended,
      Map<ResourceName, EndpointFaults> faults) {
    public Call(Map<ResourceName, Units> wanted, Set<ResourceName> contended) {
      this(wanted, contended, Map.of());
    }

    public Call {
      wanted = Map.copyOf(wanted);
      contended = Set.copyOf(contended);
      faults = Map.copyOf(faults);
    }
  }

  private final List<Call> calls = new ArrayList<>();
  private final List<Set<ResourceName>> dropped = new ArrayList<>();
  private Consumer<Publication> listener = _ -> {};
  private boolean started;
  private boolean publishing;
  private int reregistrations;

  @Override
  public void start(Consumer<Publication> listener) {
    started = true;
    this.listener = listener;
  }

  @Override
  public void publish(
      Map<ResourceName, Advertisement> wanted,
      Set<ResourceName> contended,
      Map<ResourceName, EndpointFaults> faults) {
    if (publishing) {
      throw new AssertionError("publish was called from within publish");
    }
    Map<ResourceName, Units> units = new HashMap<>();
    wanted.forEach((name, advertisement) -> units.put(name, advertisement.units()));
    calls.add(new Call(units, contended, faults));
    publishing = true;
    // As endpoints do, which report while they are told.
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

  /** Says that {@code listed} of {@code name} is listed on so many streams. */
  public void say(ResourceName name, Units listed, int streams) {
    State state = streams > 0 ? State.ADVERTISED : State.REGISTERING;
    listener.accept(new Publication(name, state, listed, listed, streams, ""));
  }

  /** Says that another plugin has taken {@code name}. */
  void contend(ResourceName name) {
    listener.accept(new Publication(name, State.CONTENDED, Units.NONE, Units.NONE, 0, "taken"));
  }

  /** Says that {@code name} has been withdrawn. */
  public void withdrawn(ResourceName name) {
    listener.accept(new Publication(name, State.WITHDRAWN, Units.NONE, Units.NONE, 0, ""));
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
