package io.hami.mock.kubelet;

import io.hami.mock.model.Advertisement;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.AllocationListener;
import io.hami.mock.port.Allocator;
import io.hami.mock.port.Backoff;
import io.hami.mock.port.Checkpoint;
import io.hami.mock.port.EndpointFaults;
import io.hami.mock.port.Loop;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publication.State;
import io.hami.mock.v1beta1.DevicePluginOptions;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.context.annotation.Prototype;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoint of one resource. {@link #evaluate} looks at the present state and takes the next
 * step that is missing: wait for a kubelet, register, or register again after a failure. It is
 * called after every event and looks at the state only, so no event can be lost. Everything here
 * runs on the loop.
 */
@Prototype
final class ResourceEndpoint
    implements DeviceStreams.Listener, OtherInstances.Listener, DevicePluginService.Calls {
  private static final Logger log = LoggerFactory.getLogger(ResourceEndpoint.class);

  /** After a stream that lived at least this long, the next failure counts as the first again. */
  private static final Duration LONG_LIVED = Duration.ofSeconds(10);

  /** The wait after a refusal; to ask again at once would not help. */
  private static final Duration REFUSED_PAUSE = Duration.ofSeconds(1);

  private final ResourceName name;
  private final Consumer<Publication> listener;
  private final Loop loop;
  private final KubeletDirectory directory;
  private final Transport transport;
  private final Registrar registrar;
  private final CheckpointFile checkpoint;
  private final KubeletContact contact;
  private final NumaNodes nodes;
  private final List<AllocationListener> allocations;
  private final Timings timings;
  private final EndpointLog told;
  private final TrafficMeter meter = new TrafficMeter();
  private final Backoff backoff;
  private final Allocations allocate;
  private final UnitList units;
  private final OtherInstances others;

  private Optional<SocketIdentity> seenKubelet = Optional.empty();

  /** The newest registration, in whatever state. */
  private Optional<Registration> current = Optional.empty();

  /** The one before, whose stream stays open until the kubelet has the list of the newest. */
  private Optional<Registration> earlier = Optional.empty();

  private EndpointFaults faults = EndpointFaults.NONE;
  private Listing wanted = Listing.EMPTY;
  private Publication publication;
  private Loop.Timer retry = Loop.Timer.NONE;
  private Loop.Timer closing = Loop.Timer.NONE;
  private boolean withdrawing;
  private boolean ceded;
  private boolean closed;
  private long notBefore;

  /** Whether the kubelet is to ask which units to choose. */
  private volatile boolean preferring;

  ResourceEndpoint(
      @Parameter ResourceName name,
      @Parameter Consumer<Publication> listener,
      Loop loop,
      KubeletDirectory directory,
      Transport transport,
      Registrar registrar,
      CheckpointFile checkpoint,
      KubeletContact contact,
      NumaNodes nodes,
      EndpointLog log,
      Optional<Allocator> allocator,
      List<AllocationListener> allocations,
      Timings timings) {
    this.name = name;
    this.listener = listener;
    this.loop = loop;
    this.directory = directory;
    this.transport = transport;
    this.registrar = registrar;
    this.checkpoint = checkpoint;
    this.contact = contact;
    this.nodes = nodes;
    this.told = log;
    this.allocations = allocations;
    this.timings = timings;
    this.backoff = new Backoff(timings.firstRetry(), timings.lastRetry());
    this.allocate =
        new Allocations(
            name,
            this::listing,
            allocator.orElse(Allocator.NOTHING),
            loop,
            timings.allocatePatience(),
            this);
    this.others = new OtherInstances(name, loop, directory, transport, this);
    this.units =
        new UnitList(loop, timings.settle(), allocate::hold, new KubeletsPace(), this::listed);
    this.notBefore = loop.nanoTime();
    this.publication =
        new Publication(name, State.NOT_SERVING, Units.NONE, Units.NONE, 0, "not served yet");
  }

  /**
   * A kubelet that tracks units looks up each changed unit among all units that pods hold, with its
   * device manager locked. No message may keep it locked for more than a second.
   */
  private final class KubeletsPace implements UnitList.Pace {
    /**
     * Pairs of a changed unit and a held one; 1.37 took at most 250 ns for each in measurements.
     */
    private static final int PAIRS = 4_000_000;

    @Override
    public int most() {
      if (!isCostly()) {
        return Integer.MAX_VALUE;
      }
      Checkpoint last = checkpoint.newest();
      int held = contact.version().looksUpEveryResource() ? last.heldInAll() : last.held(name);
      return Math.max(1, PAIRS / Math.max(1, held));
    }

    @Override
    public boolean isTold() {
      return registrations().allMatch(registration -> registration.streams().isTold());
    }
  }

  /** Makes {@code wanted} what is advertised, and cancels a withdrawal that has begun. */
  void want(Advertisement wanted) {
    boolean calledOff = withdrawing;
    withdrawing = false;
    closing.cancel();
    if (ceded) {
      ceded = false;
      letGo();
    }
    preferring = !wanted.cards().isEmpty();
    this.wanted = nodes.listing(name, wanted);
    // A freeze before the first list must not leave the plugin without units.
    if (!faults.frozen() || listing().equals(Listing.EMPTY)) {
      aim(calledOff);
    }
    evaluate();
  }

  private void aim(boolean anew) {
    if (anew || !wanted.equals(units.target())) {
      units.aim(wanted, isStreaming());
    }
  }

  /** Injects the faults {@code now}. */
  void suffer(EndpointFaults now) {
    EndpointFaults before = faults;
    faults = now;
    allocate.suffer(now);
    if (now.withheld() && !before.withheld()) {
      letGo();
    }
    if (before.frozen() && !now.frozen() && !withdrawing) {
      aim(false);
    }
    if (!now.equals(before)) {
      evaluate();
    }
  }

  /** Ends the stream as a crash would, and registers anew. */
  void drop() {
    if (isStreaming() && !ceded) {
      letGo();
      report(State.REGISTERING, "an injected fault ended the stream");
      evaluate();
    }
  }

  /**
   * Takes the resource off the Node: its units become unhealthy, then leave the list, then the
   * socket closes. If each changed unit would cost the kubelet time, all of that happens at once:
   * the end of a stream makes all units unhealthy without looking up any (docs/kubelet.md 2.3).
   */
  void withdraw() {
    if (withdrawing || closed) {
      return;
    }
    withdrawing = true;
    if (ceded || !isStreaming() || listing().equals(Listing.EMPTY) || isCostly()) {
      close();
    } else {
      report(State.WITHDRAWING, "");
      units.aim(Listing.EMPTY, true);
    }
  }

  private boolean isCostly() {
    return contact.version().tracksUnits()
        && Math.max(listing().listed(), units.target().listed()) > KubeletVersion.FEW_UNITS;
  }

  /**
   * Leaves the name to another plugin: nothing is sent or registered any more, not even the rest of
   * a withdrawal, since the kubelet would take it for that plugin's. Where the end of an older
   * stream harms nobody, this one ends: as long as it is open, a kubelet of 1.37 keeps the other
   * plugin's units allocatable after that plugin has gone. On the other releases it stays open,
   * because its end would cut the other plugin off (docs/kubelet.md 1.5).
   */
  void cede() {
    if (closed) {
      return;
    }
    ceded = true;
    withdrawing = false;
    retry.cancel();
    closing.cancel();
    if (isStreaming() && !contact.version().allowsOverlap()) {
      report(
          State.CONTENDED,
          "another plugin serves this resource; stop that plugin, or give this resource another"
              + " name");
    } else {
      close();
    }
  }

  /** Registers anew, even if the kubelet has the list. */
  void reregister() {
    // A registration that has no stream yet is new enough, and a kubelet may be about to dial it.
    current.filter(Registration::isStreaming).ifPresent(Registration::outdate);
    evaluate();
  }

  /** The list has changed. */
  private void listed() {
    show();
    recount();
    if (withdrawing && listing().equals(Listing.EMPTY)) {
      closing = loop.schedule(timings.statusPeriod(), this::close);
    }
  }

  /** Sends the list, unless a later instance serves the resource: then its list must stay. */
  private void show() {
    if (!ceded && !others.later()) {
      registrations().forEach(registration -> registration.streams().show(units.frame()));
    }
  }

  /** Looks for other instances of this plugin among {@code sockets}, and takes the next step. */
  void evaluate(Collection<Path> sockets) {
    look(sockets);
    evaluate();
  }

  private void look(Collection<Path> sockets) {
    current.ifPresent(
        ours ->
            others.look(
                sockets,
                registrations().map(Registration::socket).collect(Collectors.toSet()),
                ours.server().since()));
  }

  /** Takes the next step that is missing. */
  private void evaluate() {
    if (closed || ceded || withdrawing) {
      return;
    }
    if (faults.withheld()) {
      report(State.WITHHELD, "an injected fault withholds the registration");
      return;
    }
    Optional<SocketIdentity> kubelet = directory.kubelet();
    contact.seen(kubelet);
    if (!kubelet.equals(seenKubelet)) {
      // Waits that were meant for the old kubelet do not apply to a new one.
      seenKubelet = kubelet;
      notBefore = loop.nanoTime();
      backoff.reset();
    }
    if (others.later()) {
      report(State.DISPLACED, "another instance of this plugin serves it");
    } else if (kubelet.isEmpty()) {
      current
          .filter(last -> !last.isStreaming())
          .ifPresent(
              pending -> {
                pending.close();
                current = Optional.empty();
              });
      awaitKubelet();
    } else if (current.filter(last -> last.isGood(kubelet.get(), options())).isEmpty()) {
      register(kubelet.get());
    } else if (current.filter(Registration::isStreaming).isPresent()
        && publication.state() != State.ADVERTISED) {
      // A withdrawal was cancelled, or the other instance turned out to be the earlier one.
      report(State.ADVERTISED, "");
    }
  }

  private void awaitKubelet() {
    if (Files.isDirectory(directory.path())) {
      report(State.WAITING_FOR_KUBELET, "there is no " + directory.kubeletSocket());
    } else {
      // KubeletPublisher warns of it, once for all resources.
      report(State.WAITING_FOR_KUBELET, "there is no directory " + directory.path());
      again(backoff.next());
    }
  }

  private void register(SocketIdentity kubelet) {
    long wait = notBefore - loop.nanoTime();
    if (wait > 0) {
      again(Duration.ofNanos(wait));
      return;
    }
    Registration next;
    try {
      next = serve(kubelet);
    } catch (IOException failure) {
      contact.lost(name);
      fall(
          State.NOT_SERVING,
          "cannot listen in %s: %s; the plugin must be able to write there: as root, and mounted without readOnly"
              .formatted(directory.path(), reason(failure)));
      again(backoff.next());
      return;
    }
    boolean overlap = !isStreaming() || contact.version().allowsOverlap();
    if (overlap) {
      current.ifPresent(this::replaced);
    } else {
      letGo();
    }
    current = Optional.of(next);
    // Removes sockets of instances that were killed.
    directory.endpoints().stream()
        .filter(socket -> directory.isEndpoint(name, socket))
        .forEach(directory::removeIfDead);
    contact.serves(name, next.socket());
    if (publication.state() != State.WAITING_FOR_KUBELET) {
      fall(State.REGISTERING, publication.state() == State.REGISTERING ? publication.detail() : "");
    }
    if (overlap) {
      call(next);
    } else {
      // The kubelet needs a moment to process the end of the old stream (docs/kubelet.md 1.5).
      var _ = loop.schedule(streamPause(), () -> call(next));
    }
  }

  /**
   * Keeps the old registration until the new one has a stream, or closes it if it has no stream.
   */
  private void replaced(Registration last) {
    if (last.isStreaming()) {
      log.info("{}: registering again; the old registration is kept until then", name);
      earlier.ifPresent(Registration::close);
      earlier = Optional.of(last);
    } else {
      last.close();
    }
  }

  private Registration serve(SocketIdentity kubelet) throws IOException {
    DeviceStreams streams = new DeviceStreams(name, loop, units::frame, this);
    DevicePluginOptions options = options();
    EndpointServer server =
        EndpointServer.start(
            directory.path().resolve(directory.endpoint(name)),
            new DevicePluginService(streams::open, () -> options, this::listing, allocate, this)
                .definition(),
            transport);
    return new Registration(kubelet, options, server, streams);
  }

  /**
   * The reason without the socket's name, which changes each time, so that one problem is logged
   * once.
   */
  private static String reason(IOException failure) {
    Throwable cause = failure.getCause() instanceof IOException inner ? inner : failure;
    return cause instanceof FileSystemException file && file.getReason() != null
        ? file.getReason()
        : String.valueOf(cause.getMessage());
  }

  private void call(Registration next) {
    if (isCurrent(next) && !ceded && !withdrawing) {
      registrar.register(
          name,
          next.socket().getFileName().toString(),
          next.options(),
          outcome -> loop.execute(() -> registered(next, outcome)));
    }
  }

  /**
   * Handles the answer to Register. A kubelet that has asked for the list has taken the
   * registration, whatever it answers.
   */
  private void registered(Registration done, Registrar.Outcome outcome) {
    if (!isCurrent(done)) {
      return;
    }
    if (outcome instanceof Registrar.Outcome.Registered) {
      contact.heard();
      meter.registered();
    }
    if (done.isStreaming()) {
      // No other event may come after this one.
      recount();
      return;
    }
    switch (outcome) {
      case Registrar.Outcome.Registered() -> {
        fall(State.REGISTERED, "");
        done.expectList(loop, timings.listDeadline(), () -> unasked(done));
      }
      case Registrar.Outcome.Unanswered() -> {
        fall(State.WAITING_FOR_KUBELET, "the kubelet does not answer Register");
        done.expectList(loop, timings.lateListDeadline(), () -> unasked(done));
      }
      case Registrar.Outcome.KubeletAway(String why) ->
          failed(done, State.WAITING_FOR_KUBELET, why, Duration.ZERO);
      case Registrar.Outcome.Rejected(String why) ->
          failed(done, State.REGISTERING, "the kubelet refused: " + why, REFUSED_PAUSE);
    }
  }

  /**
   * The kubelet did not ask for the list. Before 1.25 a kubelet's failed dial shows only in this
   * way.
   */
  private void unasked(Registration done) {
    if (isCurrent(done) && !done.isStreaming()) {
      failed(
          done,
          State.REGISTERING,
          "the kubelet accepted the registration but did not call ListAndWatch",
          Duration.ZERO);
    }
  }

  private void failed(Registration done, State state, String why, Duration pause) {
    done.close();
    current = Optional.empty();
    contact.lost(name);
    fall(state, why);
    // If a new kubelet has started meanwhile, the failure says nothing about that one.
    if (directory.kubelet().equals(Optional.of(done.kubelet()))) {
      hold(pause);
    }
    evaluate();
  }

  private boolean isCurrent(Registration one) {
    return !closed && current.filter(one::equals).isPresent();
  }

  private Stream<Registration> registrations() {
    return Stream.of(current, earlier).flatMap(Optional::stream);
  }

  private boolean isStreaming() {
    return registrations().anyMatch(Registration::isStreaming);
  }

  @Override
  public void opened(DeviceStreams among, DeviceStream stream) {
    Optional<Registration> of =
        registrations().filter(registration -> registration.streams() == among).findFirst();
    if (closed || of.isEmpty()) {
      among.end();
      return;
    }
    of.get().listed();
    // The list may have changed between the call and now.
    stream.show(units.frame());
    if (of.equals(current)) {
      earlier.ifPresent(Registration::close);
      earlier = Optional.empty();
    }
    report(withdrawing ? State.WITHDRAWING : State.ADVERTISED, "");
  }

  @Override
  public void sent() {
    meter.sent();
    recount();
  }

  @Override
  public void heard() {
    contact.heard();
  }

  @Override
  public void allocated(int units, long nanos, boolean refused) {
    allocations.forEach(heard -> heard.allocated(name, units, Duration.ofNanos(nanos), refused));
    loop.execute(
        () -> {
          meter.allocated();
          recount();
        });
  }

  /** Reports new traffic counts; nothing else has changed. */
  private void recount() {
    if (!closed) {
      report(publication.state(), publication.detail());
    }
  }

  @Override
  public void ended(DeviceStreams among, Duration lived) {
    if (closed) {
      return;
    }
    if (lived.compareTo(LONG_LIVED) > 0) {
      backoff.reset();
    }
    Optional<Registration> over =
        registrations()
            .filter(registration -> registration.streams() == among && among.isEmpty())
            .findFirst();
    over.ifPresent(Registration::close);
    if (over.isPresent() && over.equals(current)) {
      current = Optional.empty();
      contact.lost(name);
      hold(contact.version().allowsOverlap() ? Duration.ZERO : streamPause());
    } else if (over.isPresent()) {
      earlier = Optional.empty();
    }
    if (isStreaming() || over.isEmpty()) {
      recount();
    } else if (withdrawing || ceded) {
      close();
    } else {
      report(State.REGISTERING, "the kubelet ended the stream");
    }
    evaluate();
  }

  @Override
  public void laterArrived() {
    evaluate();
  }

  /**
   * Registers anew, because it depends on the kubelet's release whether it falls back on this
   * instance's stream.
   */
  @Override
  public void laterEnded() {
    // The other instance may only have registered anew.
    look(directory.endpoints());
    if (!others.later()) {
      reregister();
    }
  }

  /**
   * Registers anew. Two instances that register at the same moment can see another order than the
   * kubelet: if it had the other one as the resource's endpoint, that endpoint is stopped now and
   * every Allocate fails, though this instance's stream is open (docs/kubelet.md 1.5). Where the
   * end of the other one's stream also ends this one's, nothing is left to do after a pause.
   */
  @Override
  public void earlierEnded() {
    if (ceded || others.later()) {
      return;
    }
    Optional<Registration> kept = current;
    Duration pause = contact.version().allowsOverlap() ? Duration.ZERO : streamPause();
    var _ =
        loop.schedule(
            pause,
            () -> {
              if (current.equals(kept)) {
                reregister();
              }
            });
  }

  /** Ends every stream and removes the sockets. */
  private void letGo() {
    if (isStreaming()) {
      hold(streamPause());
    }
    registrations().forEach(Registration::close);
    current = Optional.empty();
    earlier = Optional.empty();
    contact.lost(name);
  }

  /**
   * The pause grows with the list: a kubelet notices the end only after it has processed the last
   * list.
   */
  private Duration streamPause() {
    return timings.streamPause().plusMillis(listing().listed() / 200);
  }

  /** Delays the next registration, by at least {@code least} and longer after each failure. */
  private void hold(Duration least) {
    notBefore = loop.nanoTime() + backoff.next(least).toNanos();
  }

  private void again(Duration wait) {
    retry.cancel();
    retry = loop.schedule(wait, this::evaluate);
  }

  /**
   * Ends everything and removes the socket. The streams' last messages are sent when this returns.
   */
  void close() {
    if (closed) {
      return;
    }
    closed = true;
    retry.cancel();
    units.stop();
    closing.cancel();
    others.close();
    registrations().forEach(Registration::close);
    contact.lost(name);
    report(State.WITHDRAWN, "");
  }

  private Listing listing() {
    return units.frame().listing();
  }

  /**
   * The kubelet is to ask for a preference only if units differ: each time it sends all free IDs,
   * 1.3 MB for the largest list.
   */
  private DevicePluginOptions options() {
    return DevicePluginOptions.newBuilder().setGetPreferredAllocationAvailable(preferring).build();
  }

  /** The servers whose end must be awaited after {@link #close}. */
  Stream<EndpointServer> servers() {
    return registrations().map(Registration::server);
  }

  boolean closed() {
    return closed;
  }

  /**
   * Reports a problem. While a stream is open the state stays, as the kubelet still has the list.
   */
  private void fall(State state, String why) {
    report(isStreaming() ? publication.state() : state, why);
  }

  private void report(State state, String detail) {
    Publication next =
        new Publication(
            name,
            state,
            units.target().units(),
            listing().units(),
            Math.toIntExact(registrations().mapToLong(one -> one.streams().count()).sum()),
            detail,
            meter.traffic(units.frame()));
    if (!next.equals(publication)) {
      Publication last = publication;
      publication = next;
      told.tell(last, next);
      listener.accept(next);
    }
  }
}
