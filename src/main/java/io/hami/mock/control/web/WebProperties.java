package io.hami.mock.control.web;

import io.hami.mock.control.Identity;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The settings of Micronaut's HTTP and gRPC servers. */
public final class WebProperties {
  /** Whether there is an HTTP server. */
  static final String HTTP = "plugin.http";

  private static final List<String> ENDPOINTS = List.of("health", "info", "loggers", "prometheus");

  /** The largest size in bytes of a request's body. */
  private static final int LARGEST_REQUEST = 64 * 1024;

  /** The largest size in bytes of a request's line, of all of its headers, and of a gRPC probe. */
  private static final int LARGEST_HEADER = 8 * 1024;

  private WebProperties() {}

  /**
   * The properties for these addresses; a server whose address is empty is off.
   *
   * @param identity the answer of {@code /info}
   */
  public static Map<String, Object> of(
      Optional<InetSocketAddress> http, Optional<InetSocketAddress> grpcHealth, Identity identity) {
    Map<String, Object> properties = new HashMap<>();
    properties.put("endpoints.all.enabled", false);
    properties.put(HTTP, http.isPresent());
    // Only the HTTP server uses the metrics.
    properties.put("micronaut.metrics.enabled", http.isPresent());
    properties.put("grpc.server.enabled", grpcHealth.isPresent());
    properties.put("grpc.server.health.enabled", grpcHealth.isPresent());
    http.ifPresent(
        at -> {
          properties.put("micronaut.server.host", at.getHostString());
          properties.put("micronaut.server.port", at.getPort());
          // A request contains a logger's level, a fault, or nothing but a page's address.
          properties.put("micronaut.server.max-request-size", LARGEST_REQUEST);
          properties.put("micronaut.server.max-request-buffer-size", LARGEST_REQUEST);
          properties.put("micronaut.server.netty.max-header-size", LARGEST_HEADER);
          properties.put("micronaut.server.netty.max-initial-line-length", LARGEST_HEADER);
          properties.put("micronaut.server.idle-timeout", "60s");
          // One thread is more than enough for this load.
          properties.put("micronaut.netty.event-loops.default.num-threads", 1);
          // By default the server ends only after two seconds without a request.
          properties.put("micronaut.netty.event-loops.default.shutdown-quiet-period", "0s");
          properties.put("micronaut.server.netty.parent.shutdown-quiet-period", "0s");
          properties.put("micronaut.server.netty.worker.shutdown-quiet-period", "0s");
          ENDPOINTS.forEach(
              name -> {
                properties.put("endpoints." + name + ".enabled", true);
                properties.put("endpoints." + name + ".sensitive", false);
              });
          // RequestGuard decides which callers may write.
          properties.put("endpoints.loggers.write-sensitive", false);
          properties.put("endpoints.health.details-visible", "ANONYMOUS");
          properties.put("endpoints.health.disk-space.enabled", false);
          properties.put("endpoints.health.discovery-client.enabled", false);
          properties.put("endpoints.health.service-ready-indicator-enabled", false);
          properties.put("micronaut.metrics.binders.web.enabled", false);
          properties.put("micronaut.metrics.binders.logback.enabled", false);
          properties.put("micronaut.metrics.binders.executor.enabled", false);
          properties.put("micronaut.metrics.binders.uptime.enabled", false);
          properties.put("micronaut.metrics.binders.files.enabled", false);
          properties.put("micronaut.metrics.binders.netty.queues.enabled", false);
          properties.put("micronaut.metrics.export.prometheus.enabled", true);
          properties.put("micronaut.metrics.export.prometheus.step", "PT1M");
          properties.put("info.node", identity.node());
          properties.put("info.version", identity.version());
        });
    grpcHealth.ifPresent(
        at -> {
          properties.put("grpc.server.host", at.getHostString());
          properties.put("grpc.server.port", at.getPort());
          // A probe contains only a service's name.
          properties.put("grpc.server.max-inbound-message-size", LARGEST_HEADER);
        });
    return properties;
  }
}
