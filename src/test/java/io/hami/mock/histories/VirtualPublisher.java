package io.hami.mock.histories;

import io.hami.mock.model.Advertisement;
import io.hami.mock.model.DeviceIds;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.UnitId;
import io.hami.mock.model.Units;
import io.hami.mock.port.EndpointFaults;
import io.hami.mock.port.Loop;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publication.State;
import io.hami.mock.port.Publisher;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The plugin's side of the kubelet's API in virtual time: what the kubelet room does. */
final class VirtualPublisher implements Publisher, VirtualKubelet.Plugin {
  private static final Duration SETTLE = Duration.ofSeconds(10);
  private static final Duration DELAY = Duration.ofMillis(100);
  private static final Duration AGAIN = Duration.ofSeconds(1);
  private static final DeviceIds IDS = ids();

  private final Loop loop;
  private final VirtualKubelet kubelet;
  private final Map<ResourceName, Endpoint> endpoints = new HashMap<>();
  private Optional<Listener> listener = Optional.empty();
  private KubeletVersion version = KubeletVersion.UNKNOWN;

  /** How often what is wanted of the kubelet has changed. */
  private int changes;

  VirtualPublisher(Loop loop, VirtualKubelet kubelet) {
    this.loop = loop;
    this.kubelet = kubelet;
  }

  private static DeviceIds ids() {
    DeviceIds.Tally tally = new DeviceIds.Tally();
    tally.add(UnitId.of(0));
    return tally.done();
  }

  int changes() {
    return changes;
  }

  /** The units that the kubelet is told about now; none where it is told nothing. */
  Units listed(ResourceName name) {
    return Optional.ofNullable(endpoints.get(name))
        .filter(endpoint -> endpoint.stream.isPresent())
        .map(endpoint -> endpoint.listed)
        .orElse(Units.NONE);
  }

  @Override
  public void start(Listener hears) {
    listener = Optional.of(hears);
    kubelet.join(this);
    checkpointed();
  }

  @Override
  public void publish(
      Map<ResourceName, Advertisement> wanted,
      Set<ResourceName> taken,
      Map<ResourceName, EndpointFaults> faults) {
    Map.copyOf(endpoints)
        .forEach(
            (name, endpoint) -> {
              if (taken.contains(name)) {
                endpoint.cede();
              } else if (!wanted.containsKey(name)) {
                endpoint.withdraw();
              }
            });
    endpoints.values().removeIf(endpoint -> endpoint.closed);
    wanted.forEach(
        (name, advertisement) ->
            endpoints.computeIfAbsent(name, Endpoint::new).want(advertisement.units()));
  }

  @Override
  public void kubelet(KubeletVersion now) {
    version = now;
  }

  @Override
  public void drop(Set<ResourceName> names) {}

  @Override
  public void reregister() {}

  /** Ends all streams. */
  void close() {
    kubelet.leave(this);
    List.copyOf(endpoints.values()).forEach(Endpoint::close);
  }

  @Override
  public void started() {
    List.copyOf(endpoints.values()).forEach(Endpoint::registerSoon);
  }

  @Override
  public void checkpointed() {
    loop.schedule(DELAY, () -> listener.ifPresent(hears -> hears.checkpoint(kubelet.checkpoint())));
  }

  @Override
  public void ended(VirtualKubelet.Stream stream) {
    loop.execute(() -> List.copyOf(endpoints.values()).forEach(one -> one.ended(stream)));
  }

  private final class Endpoint {
    private final ResourceName name;
    private Optional<VirtualKubelet.Stream> stream = Optional.empty();
    private Units target = Units.NONE;
    private Units listed = Units.NONE;
    private Loop.Timer settling = Loop.Timer.NONE;
    private Loop.Timer retry = Loop.Timer.NONE;
    private boolean withdrawing;
    private boolean ceded;
    private boolean closed;

    Endpoint(ResourceName name) {
      this.name = name;
    }

    void want(Units units) {
      boolean calledOff = withdrawing;
      withdrawing = false;
      if (ceded) {
        ceded = false;
        stream.ifPresent(VirtualKubelet.Stream::close);
        stream = Optional.empty();
      }
      if (calledOff || !units.equals(target)) {
        changes++;
        aim(units);
      }
      if (stream.isEmpty()) {
        registerSoon();
      } else if (calledOff) {
        report(State.ADVERTISED);
      }
    }

    /** Units that go are unhealthy first and gone later. */
    private void aim(Units units) {
      target = units;
      settling.cancel();
      if (stream.isPresent() && units.capacity() < listed.capacity()) {
        list(new Units(listed.capacity(), units.allocatable()));
        settling = loop.schedule(SETTLE, this::settled);
      } else {
        list(units);
      }
    }

    private void settled() {
      list(target);
      if (withdrawing) {
        settling = loop.schedule(SETTLE, this::close);
      }
    }

    private void list(Units units) {
      listed = units;
      stream.ifPresent(open -> open.send(units, IDS));
      if (stream.isPresent()) {
        report(withdrawing ? State.WITHDRAWING : State.ADVERTISED);
      }
    }

    void withdraw() {
      if (withdrawing || closed) {
        return;
      }
      changes++;
      withdrawing = true;
      boolean costly = version.tracksUnits() && listed.capacity() > KubeletVersion.FEW_UNITS;
      if (ceded || stream.isEmpty() || costly) {
        close();
      } else {
        report(State.WITHDRAWING);
        aim(Units.NONE);
      }
    }

    void cede() {
      if (closed) {
        return;
      }
      ceded = true;
      withdrawing = false;
      settling.cancel();
      retry.cancel();
      if (stream.isPresent() && !version.allowsOverlap()) {
        report(State.CONTENDED);
      } else {
        close();
      }
    }

    void registerSoon() {
      retry.cancel();
      retry = loop.schedule(DELAY, this::register);
    }

    private void register() {
      if (closed || ceded || withdrawing || stream.isPresent()) {
        return;
      }
      stream = kubelet.register(name, VirtualPublisher.this);
      if (stream.isEmpty()) {
        report(State.WAITING_FOR_KUBELET);
      } else {
        list(target);
      }
    }

    void ended(VirtualKubelet.Stream over) {
      if (!stream.equals(Optional.of(over))) {
        return;
      }
      stream = Optional.empty();
      settling.cancel();
      listed = target;
      if (withdrawing || ceded) {
        close();
      } else {
        report(State.REGISTERING);
        retry.cancel();
        retry = loop.schedule(AGAIN, this::register);
      }
    }

    void close() {
      if (closed) {
        return;
      }
      closed = true;
      settling.cancel();
      retry.cancel();
      stream.ifPresent(VirtualKubelet.Stream::close);
      stream = Optional.empty();
      report(State.WITHDRAWN);
    }

    private void report(State state) {
      Publication now =
          new Publication(name, state, target, listed, stream.isPresent() ? 1 : 0, "");
      listener.ifPresent(hears -> hears.published(now));
    }
  }
}
