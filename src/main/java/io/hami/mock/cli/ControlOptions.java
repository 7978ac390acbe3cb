package io.hami.mock.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What can be asked of the running plugin, and where.
 *
 * @param http empty: off
 * @param grpcHealth empty: off
 * @param events whether Events are written
 * @param jmx whether the MBeans are registered
 * @param remoteJmx empty: off
 */
public record ControlOptions(
    Optional<InetSocketAddress> http,
    Optional<InetSocketAddress> grpcHealth,
    boolean events,
    boolean jmx,
    Optional<RemoteJmx> remoteJmx) {
  /** Nothing at all. */
  public static final ControlOptions NONE =
      new ControlOptions(Optional.empty(), Optional.empty(), false, false, Optional.empty());

  /** The same where there is no cluster to write Events to. */
  public ControlOptions withoutEvents() {
    return new ControlOptions(http, grpcHealth, false, jmx, remoteJmx);
  }

  /** Where JMX can be reached, and by whom. */
  public record RemoteJmx(
      String address,
      int port,
      Optional<Path> passwordFile,
      Optional<Path> accessFile,
      Optional<Path> certificateFile,
      Optional<Path> keyFile) {}
}
