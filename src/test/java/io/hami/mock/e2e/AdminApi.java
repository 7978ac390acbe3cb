package io.hami.mock.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import io.hami.mock.cluster.SignIn;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * The API server as an administrator asks it, over one open connection. A kubectl takes a fifth of
 * a second of a processor for each call, which what is read several times a second cannot afford.
 */
public final class AdminApi {
  private static final ApiClient CLIENT = client();
  private static final MediaType JSON = MediaType.get("application/json");
  private static final MediaType MERGE = MediaType.get("application/merge-patch+json");

  private AdminApi() {}

  private static ApiClient client() {
    try {
      return SignIn.with(Optional.ofNullable(System.getenv("KUBECONFIG")).map(Path::of));
    } catch (IOException failure) {
      throw new ExceptionInInitializerError(failure);
    }
  }

  /**
   * An answer of the API server.
   *
   * @param code of HTTP; 0 where the API server is away
   * @param body the object, or what is wrong
   */
  record Answer(int code, String body) {
    /**
     * The object.
     *
     * @throws AssertionError when this is a refusal, so that it is awaited as any other state
     */
    JsonNode object() {
      if (code < 200 || code > 299) {
        throw new AssertionError("the API server said: " + this);
      }
      return LiveNode.read(body);
    }

    @Override
    public String toString() {
      return code + " " + body;
    }
  }

  public static JsonNode get(String path) {
    return send(new Request.Builder().get(), path, Map.of()).object();
  }

  /** Creates an object in the collection, or asks a review. */
  public static JsonNode post(String collection, String object) {
    return send(new Request.Builder().post(RequestBody.create(object, JSON)), collection, Map.of())
        .object();
  }

  /** Deletes an object, where there is one. */
  static void delete(String path) {
    Answer answer = send(new Request.Builder().delete(), path, Map.of());
    if (answer.code() != 404) {
      var _ = answer.object();
    }
  }

  /** Replaces an object, or creates it in the collection. */
  static void put(String collection, String name, String object) {
    Answer replaced =
        send(
            new Request.Builder().put(RequestBody.create(object, JSON)),
            collection + "/" + name,
            Map.of());
    if (replaced.code() == 404) {
      var _ = post(collection, object);
    } else {
      var _ = replaced.object();
    }
  }

  static void patch(String path, String mergePatch) {
    var _ = patch(path, mergePatch, Map.of()).object();
  }

  static Answer patch(String path, String mergePatch, Map<String, String> headers) {
    return send(new Request.Builder().patch(RequestBody.create(mergePatch, MERGE)), path, headers);
  }

  private static Answer send(Request.Builder request, String path, Map<String, String> headers) {
    request
        .url(CLIENT.getBasePath() + path)
        .header("Accept", "application/json")
        // The API server names who has written a field by it.
        .header("User-Agent", "administrator");
    headers.forEach(request::header);
    try (Response response = CLIENT.getHttpClient().newCall(signed(request.build())).execute()) {
      return new Answer(response.code(), response.body().string());
    } catch (IOException away) {
      return new Answer(0, away.toString());
    }
  }

  /** With the token, where the kubeconfig has one. */
  private static Request signed(Request request) throws IOException {
    try {
      String token =
          CLIENT
              .buildCall(
                  CLIENT.getBasePath(),
                  "/",
                  "GET",
                  new ArrayList<>(),
                  new ArrayList<>(),
                  null,
                  new HashMap<>(),
                  new HashMap<>(),
                  new HashMap<>(),
                  new String[] {"BearerToken"},
                  null)
              .request()
              .header("Authorization");
      return token == null ? request : request.newBuilder().header("Authorization", token).build();
    } catch (ApiException failure) {
      throw new IOException(failure);
    }
  }
}
