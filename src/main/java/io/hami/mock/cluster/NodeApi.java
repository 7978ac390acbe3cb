package io.hami.mock.cluster;

import com.fasterxml.jackson.core.JsonParser;
import io.hami.mock.cluster.NodeReader.Event;
import io.hami.mock.cluster.NodeReader.Read;
import io.hami.mock.model.NodeFacts;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import okhttp3.Call;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;

/**
 * The three requests about one Node. They block, and {@link #cancel} ends the one that is under
 * way.
 */
@Singleton
public class NodeApi {
  private final ApiClient client;
  private final NodeName name;
  private final Patience patience;
  private volatile Optional<Call> underWay = Optional.empty();

  @Inject
  NodeApi(ApiClient client, NodeName name) {
    this(client, name, Patience.STANDARD);
  }

  NodeApi(ApiClient client, NodeName name, Patience patience) {
    this.client = client;
    this.name = name;
    this.patience = patience;
  }

  /** The API server answered, and the answer is no. */
  static final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    private final int code;

    Refused(int code, String message) {
      super(message);
      this.code = code;
    }

    int code() {
      return code;
    }
  }

  /**
   * The Node as it is now.
   *
   * @throws IOException when the API server cannot be reached, refuses, or has no such Node
   */
  public NodeFacts facts() throws IOException {
    return get().node().orElseThrow(() -> new IOException("there is no Node named " + name));
  }

  /** The Node by a list of one, whose resource version a watch can go on from. */
  Read list() throws IOException {
    return read("/api/v1/nodes", List.of(new Pair("fieldSelector", "metadata.name=" + name)));
  }

  /** The Node by itself, for those who may not list. */
  Read get() throws IOException {
    return read(
        "/api/v1/nodes/" + URLEncoder.encode(name.value(), StandardCharsets.UTF_8), List.of());
  }

  private Read read(String path, List<Pair> query) throws IOException {
    try (Response response = call(path, query, patience.answer());
        JsonParser json = NodeReader.parser(response.body().byteStream())) {
      return NodeReader.read(json);
    }
  }

  /**
   * Watches the Node from {@code version} on.
   *
   * @param onEvent hears each event and says whether to go on
   */
  void watch(String version, Predicate<Event> onEvent) throws IOException {
    List<Pair> query =
        List.of(
            new Pair("fieldSelector", "metadata.name=" + name),
            new Pair("watch", "true"),
            new Pair("allowWatchBookmarks", "true"),
            new Pair("resourceVersion", version),
            new Pair("timeoutSeconds", Long.toString(patience.watch().toSeconds())));
    // A connection that died without a word is given up soon after the server should have ended the
    // watch.
    try (Response response =
            call("/api/v1/nodes", query, patience.watch().plus(patience.answer()));
        JsonParser json = NodeReader.parser(response.body().byteStream())) {
      Optional<Event> event = NodeReader.next(json);
      while (event.isPresent() && onEvent.test(event.get())) {
        event = NodeReader.next(json);
      }
    }
  }

  /** Ends the request that is under way, if there is one. */
  void cancel() {
    underWay.ifPresent(Call::cancel);
  }

  private Response call(String path, List<Pair> query, Duration silence) throws IOException {
    OkHttpClient http = client.getHttpClient().newBuilder().readTimeout(silence).build();
    Call call = http.newCall(request(path, query));
    underWay = Optional.of(call);
    Response response = call.execute();
    if (!response.isSuccessful()) {
      try (response) {
        throw refused(response);
      }
    }
    return response;
  }

  private Request request(String path, List<Pair> query) throws IOException {
    Map<String, String> headers = new HashMap<>(Map.of("Accept", "application/json"));
    try {
      return client
          .buildCall(
              client.getBasePath(),
              path,
              "GET",
              query,
              new ArrayList<>(),
              null,
              headers,
              new HashMap<>(),
              new HashMap<>(),
              new String[] {"BearerToken"},
              null)
          .request();
    } catch (ApiException failure) {
      throw new IOException(failure.getMessage(), failure);
    }
  }

  private static Refused refused(Response response) throws IOException {
    String said = "";
    try (JsonParser json = NodeReader.parser(response.body().byteStream())) {
      said = NodeReader.read(json).message();
    } catch (IOException _) {
      // Not a Status: the code says enough.
    }
    // HTTP/2 has a code and no phrase.
    String status = (response.code() + " " + response.message()).strip();
    return new Refused(response.code(), said.isEmpty() ? status : status + ": " + said);
  }
}
