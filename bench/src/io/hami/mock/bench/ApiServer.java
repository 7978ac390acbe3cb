package io.hami.mock.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hami.mock.cluster.SignIn;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * The API server, over one connection that stays open: a kubectl would take longer than a change.
 */
final class ApiServer {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What a device plugin may ask for, as JSON: kubelets and controllers speak protobuf. A watch is
   * counted when it ends.
   */
  private static final Pattern REQUESTS =
      Pattern.compile(
          "^apiserver_request_total\\{(?!.*protobuf)"
              + "(?=.*\\bresource=\"(?:configmaps|events|nodes|pods|selfsubjectaccessreviews)\")"
              + ".*} (\\S+)$",
          Pattern.MULTILINE);

  private final ApiClient client;
  private final String node;

  ApiServer(String node) throws IOException {
    this.client = SignIn.with(Optional.ofNullable(System.getenv("KUBECONFIG")).map(Path::of));
    this.node = node;
  }

  String version() throws IOException {
    return JSON.readTree(get("/version")).path("gitVersion").asText();
  }

  Optional<String> annotation(String key) throws IOException {
    JsonNode value =
        JSON.readTree(get("/api/v1/nodes/" + node)).path("metadata").path("annotations").path(key);
    return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
  }

  /** The Node's capacity of each extended resource. */
  Map<String, Long> capacity() throws IOException {
    Map<String, Long> capacity = new HashMap<>();
    JSON
        .readTree(get("/api/v1/nodes/" + node))
        .path("status")
        .path("capacity")
        .properties()
        .stream()
        .filter(one -> one.getKey().contains("/"))
        .forEach(one -> capacity.put(one.getKey(), one.getValue().asLong()));
    return capacity;
  }

  /** Sets an annotation of the Node; removes it where there is no value. */
  void annotate(String key, Optional<String> value) throws IOException {
    String text = value.isEmpty() ? "null" : JSON.writeValueAsString(value.get());
    String patch = "{\"metadata\":{\"annotations\":{\"" + key + "\":" + text + "}}}";
    answer(
        request("/api/v1/nodes/" + node)
            .patch(RequestBody.create(patch, MediaType.get("application/merge-patch+json")))
            .build());
  }

  /** A token of the service account at {@code path}, good for an hour. */
  String token(String path) throws IOException {
    String request =
        """
        {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {"expirationSeconds": 3600}}\
        """;
    String review =
        answer(
            request(path + "/token")
                .post(RequestBody.create(request, MediaType.get("application/json")))
                .build());
    return JSON.readTree(review).path("status").path("token").asText();
  }

  /** How many requests it has served such as a device plugin makes. */
  double requests() throws IOException {
    return REQUESTS
        .matcher(get("/metrics"))
        .results()
        .mapToDouble(sample -> Double.parseDouble(sample.group(1)))
        .sum();
  }

  private String get(String path) throws IOException {
    return answer(request(path).build());
  }

  private Request.Builder request(String path) throws IOException {
    try {
      return client
          .buildCall(
              client.getBasePath(),
              path,
              "GET",
              new ArrayList<>(),
              new ArrayList<>(),
              null,
              new HashMap<>(Map.of("Accept", "*/*")),
              new HashMap<>(),
              new HashMap<>(),
              new String[] {"BearerToken"},
              null)
          .request()
          .newBuilder();
    } catch (ApiException impossible) {
      throw new IOException(impossible);
    }
  }

  private String answer(Request request) throws IOException {
    try (Response response = client.getHttpClient().newCall(request).execute()) {
      String body = response.body().string();
      if (!response.isSuccessful()) {
        throw new IOException(request.url() + ": " + response.code() + " " + body);
      }
      return body;
    }
  }
}
