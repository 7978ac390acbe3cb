package io.hami.mock.kubelet;

import io.hami.mock.model.Advertisement;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.AllocationListener;
import io.hami.mock.port.Allocator;
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
 * One resource's dealings with the kubelet. {@link #evaluate} looks at how things are and does the
 * next thing that is missing: wait for a kubelet, register, and again whenever something has come
 * undone. It is called after every event, which therefore carries no meaning of its own and cannot
 * be lost. Everything here runs on the loop.
 */
@Prototype
final class ResourceEndpoint
    implements DeviceStreams.Listener, OtherInstances.Listener, DevicePluginService.Calls {
  private static final Logger log = LoggerFactory.getLogger(ResourceEndpoint.class);

  /** A stream that has lived this long was a good one; the next failure is a first one again. */
  private static final Duration LONG_LIVED = Duration.ofSeconds(10);

  /** A refusal is not cured by asking at once. */
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
  private final TrafficMeter meter = new TrafficMeter();
  private final Backoff backoff;
  private final Allocations allocate;
  private final UnitList units;
  private final OtherInstances others;

  private Optional<SocketIdentity> seenKubelet = Optional.empty();

  /** The newest registration, whatever has come of it so far. */
  private Optional<Registration> current = Optional.empty();

  /** The one before, whose stream is kept until the kubelet has the list of the newest. */
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
   * A kubelet that tracks units looks each change up among all units that pods hold, with its
   * device manager locked: no message may take it more than a second.
   */
  private final class KubeletsPace implements UnitList.Pace {
    /** Pairs of a changed unit and a held one; 250 ns each were the most seen with 1.37. */
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

  /** Makes {@code wanted} what the kubelet is to know; a withdrawal under way is called off. */
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
    // A list that is frozen before there was one is not that of a plugin without units.
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

  /** Makes {@code now} what goes wrong here on purpose. */
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
   * Takes the resource off the Node: its units become unhealthy, then go, then the socket goes. All
   * that at once where each unit would cost the kubelet: the end of a stream makes all of them
   * unhealthy without a look at one (docs/kubelet.md 2.3).
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
   * Leaves the name to another plugin: nothing is sent or registered. An open stream stays open,
   * for on some releases its end would cut that plugin off (docs/kubelet.md 1.5).
   */
  void cede() {
    if (withdrawing || closed) {
      return;
    }
    ceded = true;
    retry.cancel();
    if (isStreaming()) {
      report(State.CONTENDED, "another plugin has the name");
    } else {
      close();
    }
  }

  /** Registers anew, whatever the kubelet has. */
  void reregister() {
    // One that is under way is new enough, and a kubelet may be about to dial it.
    current.filter(Registration::isStreaming).ifPresent(Registration::outdate);
    evaluate();
  }

  /** The list has moved on. */
  private void listed() {
    show();
    recount();
    if (withdrawing && listing().equals(Listing.EMPTY)) {
      closing = loop.schedule(timings.statusPeriod(), this::close);
    }
  }

  /** What a later instance says to the kubelet stands. */
  private void show() {
    if (!ceded && !others.later()) {
      registrations().forEach(registration -> registration.streams().show(units.frame()));
    }
  }

  /**
   * Looks for other instances of this plugin among {@code sockets}, and does the next thing that is
   * missing.
   */
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

  /** Does the next thing that is missing. */
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
      // A new kubelet has nothing of the old one's to wait for.
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
      // A withdrawal was called off, or another instance turned out to be the earlier one.
      report(State.ADVERTISED, "");
    }
  }

  private void awaitKubelet() {
    if (Files.isDirectory(directory.path())) {
      report(State.WAITING_FOR_KUBELET, "there is no " + directory.kubeletSocket());
    } else {
      report(State.NOT_SERVING, "there is no directory " + directory.path());
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
      fall(State.NOT_SERVING, "cannot listen in " + directory.path() + ": " + reason(failure));
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
    // Of an instance that was killed.
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
      // The kubelet needs a moment for the end of the old stream (docs/kubelet.md 1.5).
      var _ = loop.schedule(streamPause(), () -> call(next));
    }
  }

  /** Kept for its stream, if it has one, until its successor has one. */
  private void replaced(Registration last) {
    if (last.isStreaming()) {
      log.info("{}: registering anew beside the old registration", name);
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

  /** Without the socket's name, which is another one each time: trouble is said once. */
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
   * What the kubelet says of a registration counts less than what it does: whoever has asked for
   * the list has taken it.
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
      // Nothing else may ever be reported.
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

  /** Before 1.25 that is how a kubelet's dial fails. */
  private void unasked(Registration done) {
    if (isCurrent(done) && !done.isStreaming()) {
      failed(
          done,
          State.REGISTERING,
          "the kubelet took the registration and did not ask for the list",
          Duration.ZERO);
    }
  }

  private void failed(Registration done, State state, String why, Duration pause) {
    done.close();
    current = Optional.empty();
    contact.lost(name);
    fall(state, why);
    // A kubelet that has come meanwhile has nothing to do with it.
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
    // The frame may have moved on between the call and now.
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

  /** Nothing is new but the traffic. */
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

  /** Whether the kubelet falls back on this instance's stream depends on its release. */
  @Override
  public void laterEnded() {
    // It may only have registered anew.
    look(directory.endpoints());
    if (!others.later()) {
      reregister();
    }
  }

  /** Its list may have reached the kubelet after this one's. */
  @Override
  public void earlierEnded() {
    if (!ceded && !others.later()) {
      current.ifPresent(registration -> registration.streams().repeat());
    }
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

  /** Longer for a longer list: a kubelet notices the end only when it is done with the last one. */
  private Duration streamPause() {
    return timings.streamPause().plusMillis(listing().listed() / 200);
  }

  /** Puts the next registration off, by at least {@code least} and longer after each failure. */
  private void hold(Duration least) {
    notBefore = loop.nanoTime() + backoff.next(least).toNanos();
  }

  private void again(Duration wait) {
    retry.cancel();
    retry = loop.schedule(wait, this::evaluate);
  }

  /**
   * Ends everything and removes the socket. The streams' last messages are on their way when this
   * returns.
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
   * A kubelet asks for a preference only where units differ: it sends all free IDs along, 1.3 MB of
   * them for the largest list.
   */
  private DevicePluginOptions options() {
    return DevicePluginOptions.newBuilder().setGetPreferredAllocationAvailable(preferring).build();
  }

  /** The servers that are to be waited for after {@link #close}. */
  Stream<EndpointServer> servers() {
    return registrations().map(Registration::server);
  }

  boolean closed() {
    return closed;
  }

  /** Says what stands in the way; while there is a stream the kubelet has the list all the same. */
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
      EndpointLog.tell(last, next);
      listener.accept(next);
    }
  }
}
