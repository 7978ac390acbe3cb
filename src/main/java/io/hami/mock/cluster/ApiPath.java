package io.hami.mock.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The path of one object in the API.
 *
 * @param kind the kind for messages: {@code Node}
 * @param plural the plural for messages: {@code nodes}
 * @param collection the path of the collection that contains the object
 * @param name its name
 */
record ApiPath(String kind, String plural, String collection, String name) {
  static ApiPath node(NodeName name) {
    return new ApiPath("Node", "nodes", "/api/v1/nodes", name.value());
  }

  static ApiPath configMap(String namespace, String name) {
    return new ApiPath(
        "ConfigMap",
        "configmaps",
        "/api/v1/namespaces/" + encoded(namespace) + "/configmaps",
        name);
  }

  static ApiPath event(String namespace, String name) {
    return new ApiPath(
        "Event", "events", "/api/v1/namespaces/" + encoded(namespace) + "/events", name);
  }

  static ApiPath pod(String namespace, String name) {
    return new ApiPath("Pod", "pods", "/api/v1/namespaces/" + encoded(namespace) + "/pods", name);
  }

  /** The object's own path. */
  String self() {
    return collection + "/" + encoded(name);
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return kind + " " + name;
  }
}
