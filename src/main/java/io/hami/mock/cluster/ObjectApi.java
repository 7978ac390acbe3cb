package io.hami.mock.cluster;

import com.fasterxml.jackson.core.JsonParser;
import io.hami.mock.cluster.ObjectReader.Event;
import io.hami.mock.cluster.ObjectReader.Read;
import io.hami.mock.port.NodeStatus;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.Pair;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import okhttp3.Call;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * The requests about one object. They block, and {@link #cancel} ends the one that is under way.
 */
final class ObjectApi {
  private static final String PLAIN = "application/json";
  private static final String MERGE_PATCH = "application/merge-patch+json";
  private static final String JSON_PATCH = "application/json-patch+json";

  /**
   * The interval between pings to the API server, over HTTP/2 and beside any request. If a firewall
   * has dropped a connection, it is given up after twice that. With the client's default of one
   * minute, a watch received nothing for two minutes.
   */
  private static final Duration PING = Duration.ofSeconds(15);

  private final ApiClient client;
  private final ApiPath path;
  private final Patience patience;
  private volatile Optional<Call> underWay = Optional.empty();

  ObjectApi(ApiClient client, ApiPath path, Patience patience) {
    this.client = client;
    this.path = path;
    this.patience = patience;
  }

  ApiPath path() {
    return path;
  }

  /** The API server answered and refused. */
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

    boolean isForbidden() {
      return code == 403;
    }

    /** There is no such object. */
    boolean isNotFound() {
      return code == 404;
    }

    /** Another client has made or changed the object meanwhile. */
    boolean isConflict() {
      return code == 409;
    }
  }

  /** Reads the body of an answer. */
  @FunctionalInterface
  interface Body<T> {
    T read(JsonParser json) throws IOException;
  }

  /**
   * Reads the object through a list of one; a watch can continue from the list's resource version.
   */
  Read list() throws IOException {
    return read(path.collection(), List.of(selector()), ObjectReader::read);
  }

  /** Reads the object itself, for accounts that may not list. */
  Read get() throws IOException {
    return get(ObjectReader::read);
  }

  /** Reads the object itself. */
  <T> T get(Body<T> body) throws IOException {
    return read(path.self(), List.of(), body);
  }

  /** Reads all objects of the kind, in every namespace, that {@code fieldSelector} selects. */
  <T> T all(String fieldSelector, Body<T> body) throws IOException {
    return read(
        "/api/v1/" + path.plural(), List.of(new Pair("fieldSelector", fieldSelector)), body);
  }

  /** The names of at most {@code most} objects of the collection. */
  List<String> names(int most) throws IOException {
    return first(most, ObjectReader::names);
  }

  /** Reads the first objects of the collection, at most {@code limit}. */
  <T> T first(int limit, Body<T> body) throws IOException {
    return page(List.of(new Pair("limit", Integer.toString(limit))), body);
  }

  /** Reads the objects of the collection that {@code query} selects. */
  <T> T page(List<Pair> query, Body<T> body) throws IOException {
    return read(path.collection(), query, body);
  }

  private Pair selector() {
    return new Pair("fieldSelector", "metadata.name=" + path.name());
  }

  /**
   * Writes JSON.
   *
   * @param method {@code POST} to the collection, or {@code PATCH} with a merge patch of the object
   */
  void write(String method, String json) throws IOException {
    boolean patch = method.equals("PATCH");
    send(method, patch ? path.self() : path.collection(), patch ? MERGE_PATCH : PLAIN, json)
        .close();
  }

  /**
   * Writes a JSON patch of the object.
   *
   * @throws Refused with 422 when one of the patch's tests fails; nothing was written
   */
  void jsonPatch(String json) throws IOException {
    send("PATCH", path.self(), JSON_PATCH, json).close();
  }

  /** Writes a JSON patch of the object's status, as {@link #jsonPatch} does of the object. */
  void jsonPatchStatus(String json) throws IOException {
    send("PATCH", path.self() + "/status", JSON_PATCH, json).close();
  }

  /** Writes a merge patch of the object's status, which {@link #write} leaves as it is. */
  void patchStatus(String json) throws IOException {
    send("PATCH", path.self() + "/status", MERGE_PATCH, json).close();
  }

  /** Creates an object that only returns an answer, such as a review of rights. */
  <T> T ask(String at, String json, Body<T> body) throws IOException {
    try (Response response = send("POST", at, PLAIN, json);
        JsonParser parser = ObjectReader.parser(response.body().byteStream())) {
      return body.read(parser);
    }
  }

  private Response send(String method, String at, String type, String json) throws IOException {
    Request request =
        request(at, List.of(new Pair("fieldManager", NodeStatus.FIELD_MANAGER)))
            .newBuilder()
            .method(method, RequestBody.create(json, MediaType.get(type)))
            .build();
    return execute(request, patience.answer());
  }

  private <T> T read(String at, List<Pair> query, Body<T> body) throws IOException {
    try (Response response = call(at, query, patience.answer());
        JsonParser json = ObjectReader.parser(response.body().byteStream())) {
      return body.read(json);
    }
  }

  /**
   * Watches the object from {@code version} on.
   *
   * @param onEvent is given each event and returns whether to continue
   * @throws Refused also during the watch, mostly with 410: the version is too old to continue from
   */
  void watch(String version, Predicate<Event> onEvent) throws IOException {
    List<Pair> query =
        List.of(
            selector(),
            new Pair("watch", "true"),
            new Pair("allowWatchBookmarks", "true"),
            new Pair("resourceVersion", version),
            new Pair("timeoutSeconds", Long.toString(patience.watch().toSeconds())));
    // If the connection died unnoticed, it is given up soon after the time at which the server
    // should have ended the watch.
    try (Response response =
            call(path.collection(), query, patience.watch().plus(patience.answer()));
        JsonParser json = ObjectReader.parser(response.body().byteStream())) {
      Optional<Event> event = ObjectReader.next(json);
      while (event.isPresent()) {
        // The server sends this event to refuse a watch after it has begun to answer.
        if (event.get().type().equals("ERROR")) {
          Read status = event.get().object();
          throw new Refused(status.code(), status.code() + ": " + status.message());
        }
        event = onEvent.test(event.get()) ? ObjectReader.next(json) : Optional.empty();
      }
    }
  }

  /** Ends the request in progress, if there is one. */
  void cancel() {
    underWay.ifPresent(Call::cancel);
  }

  /** Whether the last request was ended by {@link #cancel}. */
  boolean canceled() {
    return underWay.filter(Call::isCanceled).isPresent();
  }

  private Response call(String at, List<Pair> query, Duration silence) throws IOException {
    return execute(request(at, query), silence);
  }

  private Response execute(Request request, Duration silence) throws IOException {
    OkHttpClient http =
        client.getHttpClient().newBuilder().readTimeout(silence).pingInterval(PING).build();
    Call call = http.newCall(request);
    underWay = Optional.of(call);
    Response response = call.execute();
    if (!response.isSuccessful()) {
      try (response) {
        throw refused(response);
      }
    }
    return response;
  }

  private Request request(String at, List<Pair> query) throws IOException {
    Map<String, String> headers = new HashMap<>(Map.of("Accept", "application/json"));
    try {
      return client
          .buildCall(
              client.getBasePath(),
              at,
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
    try (JsonParser json = ObjectReader.parser(response.body().byteStream())) {
      said = ObjectReader.read(json).message();
    } catch (IOException _) {
      // The body is not a Status; the code is enough.
    }
    // HTTP/2 has a status code and no reason phrase.
    String status = (response.code() + " " + response.message()).strip();
    return new Refused(response.code(), said.isEmpty() ? status : status + ": " + said);
  }
}
