package io.hami.mock.app;

import io.hami.mock.cli.BadInput;
import io.hami.mock.cli.ControlOptions;
import io.hami.mock.cli.Options;
import io.hami.mock.control.jmx.JmxBeans;
import io.hami.mock.control.jmx.RemoteJmx;
import io.hami.mock.control.web.Web;
import io.hami.mock.observe.Warnings;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Readiness;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The interfaces of the running plugin, each only where a flag enables it; one that is off loads no
 * class. When an address is in use, that is logged and the plugin continues without the interface:
 * counts matter more than monitoring them. For the same reason the interfaces start after the
 * counts are advertised: they take a processor for a third of a second, which would delay the
 * counts.
 */
@Singleton
final class Controls implements Consumer<NodeState>, AutoCloseable {
  /** The longest wait: without an API server or a kubelet, the interfaces are needed to see why. */
  private static final Duration LATEST = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(Controls.class);

  private final ControlOptions options;
  private final Provider<JmxBeans> jmx;
  private final Provider<Web> web;
  private final Provider<Warnings> warnings;
  private final CountDownLatch counted = new CountDownLatch(1);
  private Optional<RemoteJmx> remote = Optional.empty();
  private boolean closed;

  Controls(
      Options options, Provider<JmxBeans> jmx, Provider<Web> web, Provider<Warnings> warnings) {
    this.options = options.control();
    this.jmx = jmx;
    this.web = web;
    this.warnings = warnings;
  }

  /**
   * Starts the enabled interfaces as soon as all that is planned is advertised, and after {@link
   * #LATEST} in any case.
   */
  void start() {
    Thread.ofPlatform()
        .daemon()
        .name("controls")
        .start(
            () -> {
              try {
                var _ = counted.await(LATEST.toMillis(), TimeUnit.MILLISECONDS);
                open();
              } catch (InterruptedException _) {
                // The plugin ends.
              }
            });
  }

  /** Notes when all that is planned is advertised. */
  @Override
  public void accept(NodeState state) {
    if (counted.getCount() > 0 && Readiness.of(state).ready()) {
      counted.countDown();
    }
  }

  private synchronized void open() {
    if (closed) {
      return;
    }
    if (options.jmx()) {
      jmx.get().start();
      options.remoteJmx().ifPresent(this::open);
    }
    if (options.http().isPresent() || options.grpcHealth().isPresent()) {
      web.get().start();
    }
    if (options.events()) {
      warnings.get().start();
    }
  }

  private void open(ControlOptions.RemoteJmx where) {
    try {
      remote = Optional.of(RemoteJmx.start(settings(where)));
      log.info("remote JMX listens on {}:{}", where.address(), where.port());
    } catch (IOException failure) {
      log.error(
          "remote JMX is not served on {}:{}: {}; free that port or correct that file, or choose"
              + " others with the flags -jmx-*",
          where.address(),
          where.port(),
          failure.getMessage());
    }
  }

  /** Throws where the address is wrong, before anything is started. */
  static void check(ControlOptions options) throws BadInput {
    if (options.remoteJmx().isPresent()) {
      BadInput.throwIf(
          RemoteJmx.refusal(settings(options.remoteJmx().get()))
              .map(
                  why ->
                      why
                          + " (flags -jmx-address, -jmx-password-file, -jmx-tls-cert-file and"
                          + " -jmx-tls-key-file)"));
    }
  }

  private static RemoteJmx.Settings settings(ControlOptions.RemoteJmx where) {
    return new RemoteJmx.Settings(
        where.address(),
        where.port(),
        where.passwordFile(),
        where.accessFile(),
        where.certificateFile(),
        where.keyFile());
  }

  /** Waits for interfaces that are just being started. */
  @Override
  public synchronized void close() throws IOException {
    closed = true;
    counted.countDown();
    if (remote.isPresent()) {
      remote.get().close();
    }
  }
}
