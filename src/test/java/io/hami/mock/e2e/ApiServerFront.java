package io.hami.mock.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.hami.mock.cluster.SignIn;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * A proxy between a plugin and the API server that can refuse single requests. It forwards them as
 * the environment's user or as a service account, over HTTP/1.1 and without TLS.
 */
public final class ApiServerFront implements AutoCloseable {
  private final URI behind = ProxiedKubeconfig.server();
  private final OkHttpClient client;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;
  private final Optional<String> account;
  private final Set<Call> underWay = ConcurrentHashMap.newKeySet();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile Optional<Refusal> refusal = Optional.empty();

  private record Refusal(int code, Predicate<URI> requests) {}

  ApiServerFront() throws IOException {
    this(Optional.empty());
  }

  /**
   * @param account the service account that it forwards as, {@code kube-system:name}; empty for the
   *     environment's user
   */
  public ApiServerFront(Optional<String> account) throws IOException {
    this.account = account;
    client =
        SignIn.with(Optional.ofNullable(System.getenv("KUBECONFIG")).map(Path::of))
            .getHttpClient()
            .newBuilder()
            .readTimeout(Duration.ZERO)
            .build();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public Path kubeconfig() throws IOException {
    return ProxiedKubeconfig.through("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** Refuses everything with {@code code}, and ends open requests. */
  public void refuse(int code) {
    refuse(new Refusal(code, _ -> true));
  }

  /** Refuses watches only, and ends open ones. */
  void refuseWatches(int code) {
    refuse(new Refusal(code, uri -> uri.toString().contains("watch=true")));
  }

  private void refuse(Refusal next) {
    refusal = Optional.of(next);
    hangUp();
  }

  /** Ends open requests, so that watches begin again with the rights of now. */
  public void hangUp() {
    underWay.forEach(Call::cancel);
  }

  /** Forwards everything again. */
  public void pass() {
    refusal = Optional.empty();
  }

  /** How many requests were refused. */
  int refused() {
    return refused.get();
  }

  private void handle(HttpExchange exchange) {
    Optional<Refusal> now =
        refusal.filter(refusing -> refusing.requests().test(exchange.getRequestURI()));
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    try (exchange) {
      if (now.isPresent()) {
        refused.incrementAndGet();
        answer(exchange, now.get().code());
      } else {
        passOn(exchange);
      }
    } catch (IOException _) {
      // When one side closes, so does the other.
    }
  }

  private static void answer(HttpExchange exchange, int code) throws IOException {
    byte[] status =
        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"message\":\"not now\",\"code\":%d}"
            .formatted(code)
            .getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(code, status.length);
    exchange.getResponseBody().write(status);
  }

  private void passOn(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    Request.Builder request =
        new Request.Builder()
            .url(behind.resolve(exchange.getRequestURI()).toString())
            .header("Accept", "application/json")
            .method(
                exchange.getRequestMethod(),
                type == null ? null : RequestBody.create(body, MediaType.get(type)));
    account.ifPresent(name -> request.header("Impersonate-User", "system:serviceaccount:" + name));
    Call call = client.newCall(request.build());
    underWay.add(call);
    try (Response response = call.execute()) {
      exchange.sendResponseHeaders(response.code(), 0);
      copy(response.body().byteStream(), exchange.getResponseBody());
    } finally {
      underWay.remove(call);
    }
  }

  /** Forwards each event of a watch at once. */
  private static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] bytes = new byte[16_384];
    for (int count = from.read(bytes); count >= 0; count = from.read(bytes)) {
      to.write(bytes, 0, count);
      to.flush();
    }
    to.close();
  }

  @Override
  public void close() {
    server.stop(0);
    hangUp();
    threads.close();
  }
}
