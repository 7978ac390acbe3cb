package io.hami.mock.bench;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The node's kubelet, seen from beside it. */
final class Kubelet {
  static final Path DEVICE_PLUGINS = Path.of("/var/lib/kubelet/device-plugins");

  private static final Path SOCKET = DEVICE_PLUGINS.resolve("kubelet.sock");
  private static final Duration RESTART = Duration.ofMinutes(1);

  private final String control;
  private final Arrival arrival;

  /**
   * @param control what restarts it
   */
  Kubelet(String control, Arrival arrival) {
    this.control = control;
    this.arrival = arrival;
  }

  /** It has another one after each restart. */
  ProcessFigures process() throws IOException {
    try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
      return processes
          .filter(process -> process.getFileName().toString().matches("[0-9]+"))
          .filter(Kubelet::isKubelet)
          .map(process -> new ProcessFigures(Long.parseLong(process.getFileName().toString())))
          .findFirst()
          .orElseThrow(() -> new IOException("no kubelet runs here"));
    }
  }

  private static boolean isKubelet(Path process) {
    try {
      return Files.readString(process.resolve("comm")).equals("kubelet\n");
    } catch (IOException _) {
      // It has ended meanwhile.
      return false;
    }
  }

  /** Sockets of device plugins, alive or not. */
  static Set<Path> sockets() throws IOException {
    try (Stream<Path> files = Files.walk(DEVICE_PLUGINS)) {
      return files
          .filter(file -> !file.equals(SOCKET) && isSocket(file))
          .collect(Collectors.toUnmodifiableSet());
    }
  }

  private static boolean isSocket(Path file) {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class).isOther();
    } catch (IOException _) {
      // It has gone meanwhile.
      return false;
    }
  }

  /** A socket that somebody listens at: with a second plugin no figure would be this one's. */
  static boolean answers(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return channel.connect(UnixDomainSocketAddress.of(socket));
    } catch (IOException _) {
      return false;
    }
  }

  /**
   * Restarts it.
   *
   * @return nanoseconds from its socket being there to it knowing {@code units} again; empty if
   *     that took longer than {@code limit}
   */
  OptionalLong restart(Map<String, Integer> units, Duration limit)
      throws IOException, InterruptedException {
    Sighting old = Sighting.of(SOCKET);
    Process restart =
        new ProcessBuilder(control, "restart-kubelet")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    long begin = System.nanoTime();
    Sighting now = old;
    while (now.equals(old) || now.equals(Sighting.NONE)) {
      if (System.nanoTime() - begin > RESTART.toNanos()) {
        throw new IOException("the kubelet did not come back within " + RESTART);
      }
      LockSupport.parkNanos(1_000_000);
      now = Sighting.of(SOCKET);
    }
    long there = System.nanoTime();
    // Until a plugin registers this is the file of the kubelet before.
    OptionalLong known = arrival.await(Checkpoint.look(), units, limit);
    if (!restart.waitFor(RESTART.toSeconds(), TimeUnit.SECONDS) || restart.exitValue() != 0) {
      throw new IOException(control + " restart-kubelet failed");
    }
    return known.isPresent() ? OptionalLong.of(known.getAsLong() - there) : known;
  }
}
