package io.hami.mock.cluster;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.port.BoundPod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;

/**
 * An API server with one Node and pods, over HTTP/2 and TLS like a real one or over plain HTTP/1.1,
 * with every fault that a test requests. Its port stays the same when it is stopped and started
 * again.
 */
public final class FakeApiServer implements AutoCloseable {
  /** The kinds of requests; they concern Nodes unless the name says otherwise. */
  public enum Verb {
    LIST,
    WATCH,
    GET,
    PATCH,
    LIST_PODS,
    GET_POD,
    PATCH_POD
  }

  private static final Logger SERVER_LOG = Logger.getLogger(MockWebServer.class.getName());

  private static final String NODES = "/api/v1/nodes";

  static {
    SERVER_LOG.setLevel(Level.OFF);
  }

  /** Made only once, and only for TLS, because generating keys takes long. */
  private static final class Shared {
    static final FakeCredentials CREDENTIALS = new FakeCredentials();
  }

  private record Refusal(int code, String message) {}

  private final Optional<FakeCredentials> credentials;
  private final boolean byToken;
  private final CuttableSockets sockets = new CuttableSockets();
  private final FakeNode node;
  private final FakePods pods = new FakePods();
  private final Map<Verb, Integer> requests = new EnumMap<>(Verb.class);
  private final Map<Verb, Refusal> refusals = new EnumMap<>(Verb.class);
  private final List<String> watchedFrom = new ArrayList<>();
  private final Set<FakeWatch> watches = new HashSet<>();
  private CountDownLatch hanging = new CountDownLatch(0);
  private Optional<MockWebServer> server = Optional.empty();
  private String protocol = "";
  private int port;

  private FakeApiServer(String name, Optional<FakeCredentials> credentials, boolean byToken)
      throws IOException {
    this.credentials = credentials;
    this.byToken = byToken;
    this.node = new FakeNode(name);
    start();
  }

  /**
   * A server with TLS and HTTP/2 that requires a client certificate and has a Node {@code
   * nodeName}.
   */
  public static FakeApiServer https(String nodeName) throws IOException {
    return new FakeApiServer(nodeName, Optional.of(Shared.CREDENTIALS), false);
  }

  /** A server with TLS and HTTP/2 to which clients sign in with a token, as pods do. */
  public static FakeApiServer withToken(String nodeName) throws IOException {
    return new FakeApiServer(nodeName, Optional.of(Shared.CREDENTIALS), true);
  }

  /** A server with neither TLS nor HTTP/2 that has a Node {@code nodeName}. */
  public static FakeApiServer http(String nodeName) throws IOException {
    return new FakeApiServer(nodeName, Optional.empty(), false);
  }

  /** Starts it on its port; does nothing if it runs. */
  public synchronized void start() throws IOException {
    if (server.isPresent()) {
      return;
    }
    MockWebServer next = new MockWebServer();
    next.setServerSocketFactory(sockets);
    next.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            return answer(request);
          }
        });
    credentials.ifPresent(
        held -> {
          next.useHttps(held.serverSockets());
          if (!byToken) {
            next.requireClientAuth();
          }
        });
    if (port == 0) {
      port = unusedPort();
    }
    next.start(InetAddress.getLoopbackAddress(), port);
    server = Optional.of(next);
  }

  /**
   * A port below those that the system assigns to any process: while the server is stopped, no
   * other connection may get its port.
   */
  private static int unusedPort() {
    while (true) {
      int candidate = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      try (ServerSocket _ = new ServerSocket(candidate, 1, InetAddress.getLoopbackAddress())) {
        return candidate;
      } catch (IOException _) {
        // The port is taken; there are ten thousand others.
      }
    }
  }

  /** Stops it: open connections are cut, new ones refused. */
  public void stop() throws IOException {
    dropConnections();
    answerAgain();
    Optional<MockWebServer> running;
    synchronized (this) {
      running = server;
      server = Optional.empty();
    }
    running.ifPresent(MockWebServer::close);
  }

  @Override
  public void close() throws IOException {
    stop();
  }

  /** The server's address. */
  public synchronized URI url() {
    return URI.create((credentials.isPresent() ? "https" : "http") + "://127.0.0.1:" + port);
  }

  /** Writes {@code kubeconfig} into {@code directory}, valid for any client on this machine. */
  public Path writeKubeconfig(Path directory) throws IOException {
    if (credentials.isEmpty()) {
      return FakeCredentials.writePlainKubeconfig(directory, url());
    }
    return writeKubeconfig(
        directory, byToken ? KubeconfigUser.TOKEN_FILE : KubeconfigUser.RSA_PKCS8);
  }

  /** Writes {@code kubeconfig} for a client that signs in so; the server has TLS. */
  public Path writeKubeconfig(Path directory, KubeconfigUser user) throws IOException {
    return credentials.orElseThrow().writeKubeconfig(directory, url(), user);
  }

  /** The Node as it is now. */
  public synchronized NodeFacts facts() {
    return node.facts().orElseThrow();
  }

  /** Creates or replaces a pod; all but its version comes from {@code pod}. */
  public synchronized void put(BoundPod pod) {
    pods.put(pod);
  }

  /** A pod as it is now. */
  public synchronized BoundPod pod(String namespace, String name) {
    return pods.get(namespace, name);
  }

  /** Changes the Node. */
  public synchronized void change(UnaryOperator<NodeFacts> change) {
    FakeNode.Event event = node.set(change.apply(facts()));
    watches.forEach(watch -> watch.send(event.line()));
  }

  /** Sets an annotation. */
  public void annotate(String key, String value) {
    change(now -> FakeNode.annotated(now, FakeNode.with(now.annotations(), key, value)));
  }

  /** Removes an annotation. */
  public void unannotate(String key) {
    change(now -> FakeNode.annotated(now, FakeNode.without(now.annotations(), key)));
  }

  /** Sets a resource, as a kubelet's status update does. */
  public void resource(String name, String capacity, String allocatable) {
    change(
        now ->
            new NodeFacts(
                now.name(),
                now.annotations(),
                now.labels(),
                FakeNode.with(now.capacity(), name, capacity),
                FakeNode.with(now.allocatable(), name, allocatable),
                now.kubelet()));
  }

  /** Makes a new version of the Node without a change in the fields that the plugin reads. */
  public void heartbeat() {
    change(now -> now);
  }

  /** Deletes the Node. */
  public synchronized void delete() {
    FakeNode.Event event = node.delete();
    watches.forEach(watch -> watch.send(event.line()));
  }

  /** Creates the Node that was deleted. */
  public synchronized void create(NodeFacts facts) {
    FakeNode.Event event = node.set(facts);
    watches.forEach(watch -> watch.send(event.line()));
  }

  /** Increases the cluster's version and sends it to the watches. */
  public synchronized void bookmark() {
    FakeNode.Event event = node.bookmark();
    watches.forEach(watch -> watch.send(event.line()));
  }

  /** Drops every version before the present one. */
  public synchronized void compact() {
    node.compact();
  }

  /** Refuses requests of that kind with a Status, until {@link #allow}. */
  public synchronized void refuse(Verb verb, int code, String message) {
    refusals.put(verb, new Refusal(code, message));
  }

  /** Answers requests of that kind again. */
  public synchronized void allow(Verb verb) {
    refusals.remove(verb);
  }

  /** Accepts requests from now on but does not answer them, until {@link #answerAgain}. */
  public synchronized void hang() {
    hanging = new CountDownLatch(1);
  }

  /** Answers again, including the requests that wait. */
  public synchronized void answerAgain() {
    hanging.countDown();
  }

  /** Ends open watches without an error, as after their time. */
  public synchronized void endWatches() {
    watches.forEach(FakeWatch::end);
  }

  /** Cuts every connection, and with them the open watches. */
  public void dropConnections() throws IOException {
    sockets.cut();
    dropWatches();
  }

  private synchronized void dropWatches() {
    watches.forEach(FakeWatch::drop);
  }

  /** Ends open watches with the event of a version that is too old. */
  public synchronized void expireWatches() {
    for (FakeWatch watch : watches) {
      watch.send(FakeAnswers.gone());
      watch.end();
    }
  }

  /** The number of requests of that kind so far, including refused and unanswered ones. */
  public synchronized int requests(Verb verb) {
    return requests.getOrDefault(verb, 0);
  }

  /** The number of requests of all kinds so far. */
  public synchronized int requests() {
    return requests.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The versions from which watches were requested. */
  public synchronized List<String> watchedFrom() {
    return List.copyOf(watchedFrom);
  }

  /** The number of watches that are open now. */
  public synchronized int openWatches() {
    return watches.size();
  }

  /** The protocol of the last request, such as {@code HTTP/2}. */
  public synchronized String protocol() {
    return protocol;
  }

  private MockResponse answer(RecordedRequest request) throws InterruptedException {
    CountDownLatch hanging;
    synchronized (this) {
      hanging = this.hanging;
      protocol = request.getVersion();
      verb(request).ifPresent(verb -> requests.merge(verb, 1, Integer::sum));
    }
    hanging.await();
    synchronized (this) {
      if (byToken && !FakeCredentials.signedIn(request.getHeaders().get("Authorization"))) {
        return FakeAnswers.status(401, "Unauthorized");
      }
      Optional<Verb> verb = verb(request);
      if (verb.isEmpty()) {
        return FakeAnswers.status(404, "the server could not find the requested resource");
      }
      Refusal refusal = refusals.get(verb.get());
      if (refusal != null) {
        return FakeAnswers.status(refusal.code(), refusal.message());
      }
      return switch (verb.get()) {
        case LIST -> FakeAnswers.json(200, node.list(selected(request)));
        case GET -> named(request) ? FakeAnswers.json(200, node.json()) : absent();
        case WATCH -> watch(request);
        case PATCH -> patch(FakePatch.of(request));
        case LIST_PODS -> pods.list(request);
        case GET_POD -> pods.get(request);
        case PATCH_POD -> pods.patch(request);
      };
    }
  }

  private boolean named(RecordedRequest request) {
    return node.facts()
        .filter(facts -> request.getUrl().encodedPath().equals(NODES + "/" + facts.name()))
        .isPresent();
  }

  private static Optional<Verb> verb(RecordedRequest request) {
    String path = request.getUrl().encodedPath();
    boolean patch = "PATCH".equals(request.getMethod());
    if (!patch && !"GET".equals(request.getMethod())) {
      return Optional.empty();
    }
    if (path.equals(FakePods.ALL)) {
      return patch ? Optional.empty() : Optional.of(Verb.LIST_PODS);
    }
    if (path.contains("/pods/")) {
      return Optional.of(patch ? Verb.PATCH_POD : Verb.GET_POD);
    }
    if (path.startsWith(NODES + "/")) {
      return Optional.of(patch ? Verb.PATCH : Verb.GET);
    }
    if (patch || !path.equals(NODES)) {
      return Optional.empty();
    }
    return Optional.of(
        "true".equals(request.getUrl().queryParameter("watch")) ? Verb.WATCH : Verb.LIST);
  }

  private MockResponse patch(FakePatch patch) {
    if (node.facts().isEmpty()) {
      return absent();
    }
    if (patch.type() == FakePatch.Type.OTHER) {
      return FakeAnswers.status(415, "unsupported media type");
    }
    Optional<Map<String, String>> annotations = patch.applied(facts().annotations());
    if (annotations.isEmpty()) {
      return FakeAnswers.status(422, "testing path failed: test failed");
    }
    change(now -> FakeNode.annotated(now, annotations.get()));
    return FakeAnswers.json(200, node.json());
  }

  private MockResponse absent() {
    return FakeAnswers.status(404, "nodes not found");
  }

  /**
   * Whether the request selects the only Node, or limits a list of all; a request for another Node,
   * or for all at once, is not answered with it.
   */
  private boolean selected(RecordedRequest request) {
    String selector = request.getUrl().queryParameter("fieldSelector");
    return selector == null
        ? request.getUrl().queryParameter("limit") != null
        : node.facts()
            .filter(facts -> selector.equals("metadata.name=" + facts.name()))
            .isPresent();
  }

  private MockResponse watch(RecordedRequest request) {
    String from = request.getUrl().queryParameter("resourceVersion");
    String since = from == null || from.isEmpty() ? node.version() : from;
    watchedFrom.add(from == null ? "" : from);
    boolean chunked = !request.getVersion().equals("HTTP/2");
    FakeWatch watch = new FakeWatch(chunked, this::over);
    watches.add(watch);
    Optional<List<FakeNode.Event>> missed = node.after(Long.parseLong(since));
    if (missed.isPresent()) {
      missed.get().forEach(event -> watch.send(event.line()));
    } else {
      watch.send(FakeAnswers.gone());
      watch.end();
    }
    return FakeAnswers.watch(watch, chunked);
  }

  private synchronized void over(FakeWatch watch) {
    watches.remove(watch);
  }
}
