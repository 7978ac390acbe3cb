package io.hami.mock.cluster;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The rights of the service account, and where each of them is granted, for messages. */
enum Grant {
  NODES("nodes", "k8s-mock-rbac.yaml", "rbac.create"),
  ANNOTATIONS("nodes", "k8s-mock-rbac-features.yaml", "rbac.inventory"),
  NODE_STATUS("nodes/status", "k8s-mock-rbac.yaml", "nodeStatus.enabled"),
  CONFIG_MAPS("configmaps", "k8s-mock-rbac.yaml", "rbac.create"),
  PERSIST("configmaps", "k8s-mock-rbac-features.yaml", "persist.enabled"),
  PODS("pods", "k8s-mock-rbac-features.yaml", "rbac.inventory"),
  EVENTS("events", "k8s-mock-rbac-features.yaml", "events.enabled");

  private final String resource;
  private final String file;
  private final String value;

  Grant(String resource, String file, String value) {
    this.resource = resource;
    this.file = file;
    this.value = value;
  }

  /** The right to read what {@code path} names. */
  static Grant toRead(ApiPath path) {
    return switch (path.kind()) {
      case "Node" -> NODES;
      case "ConfigMap" -> CONFIG_MAPS;
      case "Pod" -> PODS;
      default -> EVENTS;
    };
  }

  /** What to grant, and which file or value of the chart does it. */
  String of(String... verbs) {
    return "grant %s on %s (%s, or the chart's %s)"
        .formatted(
            Arrays.stream(verbs).map(verb -> "'" + verb + "'").collect(Collectors.joining(", ")),
            resource,
            file,
            value);
  }
}
