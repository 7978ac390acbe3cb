package io.hami.mock.app;

import io.hami.mock.control.jmx.JmxBeans;
import io.hami.mock.control.jmx.RemoteJmx;
import io.hami.mock.control.web.Web;
import io.hami.mock.observe.Warnings;
import io.micronaut.context.BeanContext;
import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What can be asked of the running plugin, each only where the flags say so: what is off loads no
 * class. An address that is taken is said and done without: counts matter more than looking at
 * them.
 */
final class Controls implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Controls.class);

  private Optional<RemoteJmx> remote = Optional.empty();

  /** Starts what {@code options} ask for, of the beans of {@code beans}. */
  void start(ControlOptions options, BeanContext beans) {
    if (options.jmx()) {
      beans.getBean(JmxBeans.class).start();
      options.remoteJmx().ifPresent(this::open);
    }
    if (options.http().isPresent() || options.grpcHealth().isPresent()) {
      beans.getBean(Web.class).start();
    }
    if (options.events()) {
      beans.getBean(Warnings.class).start();
    }
  }

  private void open(ControlOptions.RemoteJmx where) {
    try {
      remote = Optional.of(RemoteJmx.start(settings(where)));
      log.info("remote JMX on {}:{}", where.address(), where.port());
    } catch (IOException failure) {
      log.error("no remote JMX: {}", failure.getMessage());
    }
  }

  /** Throws what is wrong with the address, before anything is started. */
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

  @Override
  public void close() throws IOException {
    if (remote.isPresent()) {
      remote.get().close();
    }
  }
}
