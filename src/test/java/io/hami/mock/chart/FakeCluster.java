package io.hami.mock.chart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An API server for Helm, which asks for the known kinds before it renders. It has no object and
 * accepts each one that it gets.
 */
final class FakeCluster implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String JSON_TYPE = "application/json";

  private static final Set<String> OF_NO_NAMESPACE =
      Set.of(
          "Namespace",
          "ClusterRole",
          "ClusterRoleBinding",
          "ValidatingAdmissionPolicy",
          "ValidatingAdmissionPolicyBinding");

  /** Kinds by version of the API. */
  private static final Map<String, List<String>> BEFORE_POLICIES =
      Map.of(
          "v1",
          List.of("Namespace", "ServiceAccount", "ConfigMap", "Pod"),
          "apps/v1",
          List.of("DaemonSet"),
          "rbac.authorization.k8s.io/v1",
          List.of("ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"));

  private final Map<String, String> known = new HashMap<>();
  private final List<JsonNode> given = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  private FakeCluster(String version, Map<String, List<String>> kinds) throws IOException {
    ObjectNode groups = list("APIGroupList");
    kinds.forEach(
        (api, ofApi) -> {
          ObjectNode resources = list("APIResourceList").put("groupVersion", api);
          ofApi.forEach(kind -> resources.withArray("resources").add(resource(kind)));
          boolean core = !api.contains("/");
          known.put((core ? "/api/" : "/apis/") + api, resources.toString());
          if (!core) {
            groups.withArray("groups").add(group(api));
          }
        });
    known.put("/apis", groups.toString());
    known.put("/api", "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"]}");
    known.put("/version", JSON.createObjectNode().put("gitVersion", version).toString());
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  /** An API server of 1.36, which has ValidatingAdmissionPolicies. */
  static FakeCluster withPolicies() throws IOException {
    Map<String, List<String>> kinds = new HashMap<>(BEFORE_POLICIES);
    kinds.put(
        "admissionregistration.k8s.io/v1",
        List.of("ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"));
    return new FakeCluster("v1.36.0", kinds);
  }

  /** An API server of 1.29, whose admission group has other kinds. */
  static FakeCluster withoutPolicies() throws IOException {
    Map<String, List<String>> kinds = new HashMap<>(BEFORE_POLICIES);
    kinds.put("admissionregistration.k8s.io/v1", List.of("ValidatingWebhookConfiguration"));
    return new FakeCluster("v1.29.0", kinds);
  }

  private static ObjectNode list(String kind) {
    return JSON.createObjectNode().put("kind", kind).put("apiVersion", "v1");
  }

  private static ObjectNode group(String api) {
    int slash = api.indexOf('/');
    ObjectNode version =
        JSON.createObjectNode().put("groupVersion", api).put("version", api.substring(slash + 1));
    ObjectNode group = JSON.createObjectNode().put("name", api.substring(0, slash));
    group.withArray("versions").add(version);
    group.set("preferredVersion", version);
    return group;
  }

  private static ObjectNode resource(String kind) {
    String plural = kind.replaceFirst("y$", "ie") + "s";
    ObjectNode resource =
        JSON.createObjectNode()
            .put("name", plural.toLowerCase(Locale.ROOT))
            .put("singularName", "")
            .put("namespaced", !OF_NO_NAMESPACE.contains(kind))
            .put("kind", kind);
    resource.withArray("verbs").add("get");
    return resource;
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] object = exchange.getRequestBody().readAllBytes();
    if (object.length == 0) {
      Optional<String> text = Optional.ofNullable(known.get(exchange.getRequestURI().getPath()));
      int code = text.isPresent() ? 200 : 404;
      send(exchange, code, JSON_TYPE, text.orElse("{}").getBytes(StandardCharsets.UTF_8));
      return;
    }
    String type = exchange.getRequestHeaders().getFirst("Content-Type");
    // Helm's record of the release is protobuf.
    if (type.equals(JSON_TYPE)) {
      given.add(JSON.readTree(object));
    }
    send(exchange, 200, type, object);
  }

  private static void send(HttpExchange exchange, int code, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().add("Content-Type", type);
    exchange.sendResponseHeaders(code, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  String kubeConfig() {
    return """
    apiVersion: v1
    kind: Config
    clusters: [{name: c, cluster: {server: "http://127.0.0.1:%d"}}]
    contexts: [{name: c, context: {cluster: c, user: u}}]
    users: [{name: u, user: {}}]
    current-context: c
    """
        .formatted(server.getAddress().getPort());
  }

  /** The objects that it got, in that order. */
  List<JsonNode> objects() {
    return List.copyOf(given);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
