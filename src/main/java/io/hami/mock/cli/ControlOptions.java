package io.hami.mock.cli;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The interfaces of the running plugin, and their addresses.
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
  /** All interfaces are off. */
  public static final ControlOptions NONE =
      new ControlOptions(Optional.empty(), Optional.empty(), false, false, Optional.empty());

  /** These options without Events, for a run without a cluster. */
  public ControlOptions withoutEvents() {
    return new ControlOptions(http, grpcHealth, false, jmx, remoteJmx);
  }

  /** The address of remote JMX, and which clients may connect. */
  public record RemoteJmx(
      String address,
      int port,
      Optional<Path> passwordFile,
      Optional<Path> accessFile,
      Optional<Path> certificateFile,
      Optional<Path> keyFile) {}
}
