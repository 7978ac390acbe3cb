package io.hami.mock.kubelet;

import io.hami.mock.fault.EndpointFaults;
import io.hami.mock.model.Advertisement;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.reconcile.AllocationListener;
import io.hami.mock.reconcile.Allocator;
import io.hami.mock.reconcile.Holding;
import io.hami.mock.reconcile.Loop;
import io.hami.mock.reconcile.Publication;
import io.hami.mock.reconcile.Publication.State;
import io.hami.mock.v1beta1.DevicePluginOptions;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.context.annotation.Prototype;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One resource's dealings with the kubelet, from its socket to its streams. {@link #evaluate} looks
 * at how things are and does the next thing that is missing: serve, wait for a kubelet, register,
 * and again whenever one of them has come undone. It is called after every event, which therefore
 * carries no meaning of its own and cannot be lost. Everything here runs on the loop.
 */
@Prototype
final class ResourceEndpoint implements DeviceStreams.Listener, DevicePluginService.Calls {
  /** A stream that has lived this long was a good one; the next failure is a first one again. */
  private static final Duration LONG_LIVED = Duration.ofSeconds(10);

  /** A refusal is not cured by asking at once. */
  private static final Duration REFUSED_PAUSE = Duration.ofSeconds(1);

  private static final Duration DISPLACED_CHECK = Duration.ofSeconds(5);

  private final ResourceName name;
  private final Consumer<Publication> listener;
  private final Loop loop;
  private final KubeletDirectory directory;
  private final Transport transport;
  private final Registrar registrar;
  private final KubeletBooks books;
  private final KubeletContact contact;
  private final NumaNodes nodes;
  private final List<AllocationListener> allocations;
  private final Timings timings;
  private final TrafficMeter meter = new TrafficMeter();
  private final String endpoint;
  private final Backoff backoff;
  private final Allocations allocate;
  private final UnitList units;
  private final DeviceStreams streams;

  private Optional<EndpointServer> server = Optional.empty();
  private Optional<SocketIdentity> seenKubelet = Optional.empty();
  private Optional<Registration> registered = Optional.empty();
  private EndpointFaults faults = EndpointFaults.NONE;
  private Listing wanted = Listing.EMPTY;
  private Publication publication;
  private Loop.Timer retry = Loop.Timer.NONE;
  private Loop.Timer closing = Loop.Timer.NONE;
  private Loop.Timer listDeadline = Loop.Timer.NONE;
  private boolean registering;
  private boolean withdrawing;
  private boolean contended;
  private boolean closed;
  private long notBefore;

  /** Whether the kubelet is to ask which units to choose. */
  private volatile boolean preferring;

  /** What a kubelet has heard of us: it reads the options at registration and never again. */
  private record Registration(SocketIdentity kubelet, DevicePluginOptions options) {}

  ResourceEndpoint(
      @Parameter ResourceName name,
      @Parameter Consumer<Publication> listener,
      Loop loop,
      KubeletDirectory directory,
      Transport transport,
      Registrar registrar,
      KubeletBooks books,
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
    this.books = books;
    this.contact = contact;
    this.nodes = nodes;
    this.allocations = allocations;
    this.timings = timings;
    this.endpoint = directory.endpoint(name);
    this.backoff = new Backoff(timings.firstRetry(), timings.lastRetry());
    this.streams = new DeviceStreams(name, loop, this::frame, this);
    this.allocate =
        new Allocations(
            name,
            this::listing,
            allocator.orElse(Allocator.NOTHING),
            loop,
            timings.allocatePatience(),
            this);
    this.units = new UnitList(loop, timings.settle(), allocate::hold, this::listed);
    this.notBefore = loop.nanoTime();
    this.publication =
        new Publication(name, State.NOT_SERVING, Units.NONE, Units.NONE, 0, "not served yet");
  }

  /** Makes {@code wanted} what the kubelet is to know; a withdrawal under way is called off. */
  void want(Advertisement wanted) {
    boolean calledOff = withdrawing;
    withdrawing = false;
    closing.cancel();
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
      units.aim(wanted, !streams.isEmpty());
    }
  }

  /** Makes {@code now} what goes wrong here on purpose. */
  void suffer(EndpointFaults now) {
    EndpointFaults before = faults;
    faults = now;
    allocate.suffer(now);
    if (now.withheld() && !before.withheld()) {
      registered = Optional.empty();
      endStreams();
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
    if (!streams.isEmpty() && !contended) {
      endStreams();
      registered = Optional.empty();
      report(State.REGISTERING, "an injected fault ended the stream");
      evaluate();
    }
  }

  /** Takes the resource off the Node: its units become unhealthy, then go, then the socket goes. */
  void withdraw() {
    if (withdrawing || closed) {
      return;
    }
    withdrawing = true;
    if (contended && !streams.isEmpty()) {
      // Its end would cut off the plugin that has the name now (kubelet-contract 1.5).
      return;
    }
    if (streams.isEmpty() || listing().equals(Listing.EMPTY)) {
      close();
    } else {
      report(State.WITHDRAWING, "");
      units.aim(Listing.EMPTY, true);
    }
  }

  /**
   * Leaves the name to another plugin, or takes it up again. Nothing is sent or registered while it
   * is somebody else's.
   */
  void contend(boolean taken, String who) {
    if (taken && !contended) {
      contended = true;
      retry.cancel();
      report(State.CONTENDED, who);
    } else if (!taken && contended) {
      contended = false;
      registered = Optional.empty();
      endStreams();
      show();
      evaluate();
    }
  }

  /** Registers anew, whatever the kubelet has. */
  void reregister() {
    registered = Optional.empty();
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

  private void show() {
    if (!contended) {
      streams.show(units.frame());
    }
  }

  /** Does the next thing that is missing. */
  void evaluate() {
    if (closed || contended || !serving()) {
      return;
    }
    if (faults.withheld() && !withdrawing) {
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
    if (kubelet.isEmpty()) {
      registered = Optional.empty();
      report(State.WAITING_FOR_KUBELET, "there is no " + directory.kubeletSocket());
      return;
    }
    Registration due = new Registration(kubelet.get(), options());
    if (!registering && !registered.equals(Optional.of(due)) && !withdrawing) {
      register(due);
    }
  }

  /**
   * Whether the endpoint's path leads to us. A socket that was lost is replaced before the old one
   * is given up: where that cannot be done, a kubelet that has a stream of the old one keeps it,
   * for a connection needs no file.
   */
  private boolean serving() {
    if (server.filter(EndpointServer::reachable).isPresent()) {
      return true;
    }
    if (server.filter(EndpointServer::displaced).isPresent()) {
      report(State.DISPLACED, "another instance of this plugin serves " + endpoint);
      // It may be killed, and a dead server's socket file makes no event.
      again(DISPLACED_CHECK);
      return false;
    }
    if (withdrawing) {
      close();
      return false;
    }
    try {
      EndpointServer anew = listen();
      server.ifPresent(this::leave);
      server = Optional.of(anew);
      contact.serves(name, directory.path().resolve(endpoint), units::gapped);
      return true;
    } catch (IOException failure) {
      contact.lost(name);
      report(
          streams.isEmpty() ? State.NOT_SERVING : publication.state(),
          "cannot listen on " + endpoint + ": " + reason(failure));
      again(backoff.next());
      return false;
    }
  }

  private EndpointServer listen() throws IOException {
    return EndpointServer.start(
        directory.path().resolve(endpoint),
        new DevicePluginService(streams::open, this::options, this::listing, allocate, this)
            .definition(),
        transport);
  }

  private void leave(EndpointServer lost) {
    lost.close();
    contact.ceased(name);
    registered = Optional.empty();
    endStreams();
  }

  private static String reason(IOException failure) {
    return failure.getCause() instanceof IOException cause ? cause.toString() : failure.toString();
  }

  private void register(Registration due) {
    // Before 1.37 the end of an old stream cuts off whatever client is current: it ends first
    // (kubelet-contract 1.5).
    endStreams();
    long wait = notBefore - loop.nanoTime();
    if (wait > 0) {
      again(Duration.ofNanos(wait));
      return;
    }
    if (books.holding(name, units.gapped()) instanceof Holding.Foreign(String sample)) {
      report(State.CONTENDED, "another plugin serves it, with devices such as '" + sample + "'");
      return;
    }
    registering = true;
    if (publication.state() != State.WAITING_FOR_KUBELET) {
      report(
          State.REGISTERING, publication.state() == State.REGISTERING ? publication.detail() : "");
    }
    registrar.register(
        name, endpoint, due.options(), outcome -> loop.execute(() -> registered(due, outcome)));
  }

  private void registered(Registration done, Registrar.Outcome outcome) {
    registering = false;
    if (closed) {
      return;
    }
    switch (outcome) {
      case Registrar.Outcome.Registered() -> {
        contact.heard();
        meter.registered();
        registered = Optional.of(done);
        if (!done.options().equals(options())) {
          // The stream that is about to come of it has to end before we register anew.
          pause();
        }
        if (streams.isEmpty()) {
          report(State.REGISTERED, "");
          listDeadline.cancel();
          listDeadline = loop.schedule(timings.listDeadline(), this::unasked);
        } else {
          // The kubelet asked before it answered, and nothing else may ever be reported.
          recount();
        }
      }
      case Registrar.Outcome.KubeletAway(String why) -> {
        if (streams.isEmpty()) {
          report(State.WAITING_FOR_KUBELET, why);
          if (seenKubelet.equals(Optional.of(done.kubelet()))) {
            hold(Duration.ZERO);
          }
        } else {
          registered = Optional.of(done);
        }
      }
      case Registrar.Outcome.Rejected(String why) -> {
        report(State.REGISTERING, "the kubelet refused: " + why);
        hold(REFUSED_PAUSE);
      }
    }
    evaluate();
  }

  /**
   * The kubelet took the registration and never asked for the list: before 1.25 its dial has failed
   * silently.
   */
  private void unasked() {
    if (streams.isEmpty() && registered.isPresent()) {
      registered = Optional.empty();
      report(State.REGISTERING, "the kubelet took the registration and did not ask for the list");
      hold(Duration.ZERO);
      evaluate();
    }
  }

  @Override
  public void opened(DeviceStream stream) {
    if (closed) {
      streams.end();
      return;
    }
    listDeadline.cancel();
    // The frame may have moved on between the call and now.
    stream.show(units.frame());
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
  public void ended(Duration lived) {
    if (lived.compareTo(LONG_LIVED) > 0) {
      backoff.reset();
    }
    if (!streams.isEmpty()) {
      report(publication.state(), publication.detail());
      return;
    }
    registered = Optional.empty();
    pause();
    if (withdrawing) {
      close();
    } else if (!closed) {
      report(State.REGISTERING, "the kubelet ended the stream");
      evaluate();
    }
  }

  /** Ends our streams; the kubelet then needs a moment before it may be told of us again. */
  private void endStreams() {
    if (!streams.isEmpty()) {
      streams.end();
      pause();
    }
  }

  /** Longer for a longer list: a kubelet notices the end only when it is done with the last one. */
  private void pause() {
    hold(timings.streamPause().plusMillis(listing().listed() / 200));
  }

  /** Puts the next Register off, by at least {@code least} and longer after each failure. */
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
    listDeadline.cancel();
    streams.end();
    server.ifPresent(EndpointServer::close);
    contact.ceased(name);
    report(State.WITHDRAWN, "");
  }

  private Frame frame() {
    return units.frame();
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

  /** The server that is to be waited for after {@link #close}. */
  Optional<EndpointServer> server() {
    return server;
  }

  boolean closed() {
    return closed;
  }

  private void report(State state, String detail) {
    Publication next =
        new Publication(
            name,
            state,
            units.target().units(),
            listing().units(),
            streams.count(),
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
