package io.hami.mock.control.web;

import io.micronaut.context.BeanProvider;
import io.micronaut.context.annotation.Property;
import io.micronaut.grpc.server.GrpcEmbeddedServer;
import io.micronaut.http.server.netty.NettyEmbeddedServer;
import io.micronaut.http.server.netty.NettyEmbeddedServerFactory;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the HTTP and the gRPC server that {@link WebProperties} describe. When an address is in
 * use, that is logged once and the plugin continues without the server: the counts on the Node
 * matter more than monitoring them.
 */
@Singleton
public class Web implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Web.class);

  private final boolean http;
  private final boolean grpc;
  private final String httpHost;
  private final int httpPort;
  private final String grpcHost;
  private final int grpcPort;
  // Providers, because the beans of a server that is off do not exist.
  private final BeanProvider<NettyEmbeddedServerFactory> servers;
  private final BeanProvider<NettyHttpServerConfiguration> settings;
  private final BeanProvider<GrpcEmbeddedServer> grpcServers;
  private final BeanProvider<GrpcHealth> health;
  private Optional<NettyEmbeddedServer> server = Optional.empty();
  private Optional<GrpcEmbeddedServer> grpcServer = Optional.empty();

  Web(
      @Property(name = WebProperties.HTTP, defaultValue = "false") boolean http,
      @Property(name = "grpc.server.enabled", defaultValue = "false") boolean grpc,
      @Property(name = "micronaut.server.host", defaultValue = "") String httpHost,
      @Property(name = "micronaut.server.port", defaultValue = "0") int httpPort,
      @Property(name = "grpc.server.host", defaultValue = "") String grpcHost,
      @Property(name = "grpc.server.port", defaultValue = "0") int grpcPort,
      BeanProvider<NettyEmbeddedServerFactory> servers,
      BeanProvider<NettyHttpServerConfiguration> settings,
      BeanProvider<GrpcEmbeddedServer> grpcServers,
      BeanProvider<GrpcHealth> health) {
    this.http = http;
    this.grpc = grpc;
    this.httpHost = httpHost;
    this.httpPort = httpPort;
    this.grpcHost = grpcHost;
    this.grpcPort = grpcPort;
    this.servers = servers;
    this.settings = settings;
    this.grpcServers = grpcServers;
    this.health = health;
  }

  /** Starts the servers that are enabled. */
  public void start() {
    if (http) {
      try {
        // A server of the factory, not the bean: the bean stops the whole context when its address
        // is in use.
        NettyEmbeddedServer started = servers.get().build(settings.get());
        started.register(new Connections());
        started.start();
        server = Optional.of(started);
        log.info("status page, health and metrics on http://{}:{}", started.getHost(), port());
      } catch (RuntimeException failure) {
        log.error(
            "status page, health and metrics are not served over HTTP, cannot listen on {}:{}: {};"
                + " free that port, or choose another address with -http-address",
            httpHost,
            httpPort,
            deepest(failure));
      }
    }
    if (grpc) {
      try {
        GrpcEmbeddedServer started = grpcServers.get();
        started.start();
        grpcServer = Optional.of(started);
        health.get().start();
        log.info("grpc.health.v1 on {}:{}", started.getHost(), started.getPort());
      } catch (RuntimeException failure) {
        log.error(
            "grpc.health.v1 is not served, cannot listen on {}:{}: {}; free that port, or choose"
                + " another address with -grpc-health-address",
            grpcHost,
            grpcPort,
            deepest(failure));
      }
    }
  }

  /** The HTTP server's port; 0 where there is none. */
  public int port() {
    return server.map(NettyEmbeddedServer::getPort).orElse(0);
  }

  private static String deepest(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() instanceof Throwable deeper) {
      cause = deeper;
    }
    return String.valueOf(cause.getMessage());
  }

  @Override
  @PreDestroy
  public void close() {
    server.ifPresent(NettyEmbeddedServer::stopServerOnly);
    grpcServer.ifPresent(GrpcEmbeddedServer::stop);
  }
}
