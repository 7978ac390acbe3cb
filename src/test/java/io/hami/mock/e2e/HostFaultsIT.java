package io.hami.mock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Faults of the machine: files, file systems, clocks, signals, and a second instance of the plugin.
 */
@LiveCluster
class HostFaultsIT extends UnderFault {
  private static final String DIRECTORY = LiveNode.DEVICE_PLUGINS.toString();

  @EveryRelease
  @Test
  void deletedSocketsAreServedAgain() throws IOException {
    try (PluginProcess plugin = advertising()) {
      Footprint before = footprint(plugin);
      for (Path socket : LiveNode.sockets()) {
        Files.delete(socket);
      }
      LiveNode.within(
          Duration.ofSeconds(5), "other sockets", () -> assertThat(LiveNode.sockets()).hasSize(3));
      oneCard(1_000);
      node.awaitAllocatable(Map.of(MEMORY, 1_000L));
      assertSettles("sockets deleted", plugin, before);
    }
  }

  @EveryRelease
  @Test
  void filesInThePlaceOfItsSocketsAreLeftAndItServesOnOthers() throws IOException {
    try (PluginProcess plugin = advertising();
        Observer observer = new Observer(node, MEMORY)) {
      Footprint before = footprint(plugin);
      List<Path> places = LiveNode.sockets();
      for (Path place : places) {
        Path file = Files.writeString(LiveNode.DEVICE_PLUGINS.resolve("file"), "precious");
        Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
      }
      LiveNode.within(
          Duration.ofSeconds(5), "other sockets", () -> assertThat(LiveNode.sockets()).hasSize(6));
      oneCard(1_000);
      node.awaitAllocatable(Map.of(MEMORY, 1_000L));
      if (node.version().allowsOverlap()) {
        assertThat(observer.seen()).isSubsetOf(65_536L, 1_000L);
      }
      for (Path place : places) {
        assertThat(place).hasContent("precious");
        Files.delete(place);
      }
      assertSettles("files in the place of sockets", plugin, before);
    }
  }

  @EveryRelease
  @Test
  void ofTwoInstancesTheLaterServesAndTheOtherTakesOverWhenItIsKilled() {
    try (PluginProcess first = advertising();
        PluginProcess second = PluginProcess.start(AS_UNITS)) {
      first.awaitLines("another instance of this plugin serves", 3);
      second.awaitLog(ADVERTISED);
      Footprint before = footprint(first);
      try (Observer observer = new Observer(node, MEMORY)) {
        node.awaitAllocatable(ShippedPlugin.UNITS);
        last(Duration.ofSeconds(5));
        assertThat(observer.seen()).isSubsetOf(65_536L, 0L);
      }
      second.kill();
      first.awaitLines(ADVERTISED, 2);
      oneCard(1_000);
      node.awaitAllocatable(Map.of(MEMORY, 1_000L));
      assertThat(first.lines("another instance")).as("said once a resource").isEqualTo(3);
      assertSettles("another instance", first, before);
    }
  }

  /** The plugin gets a view of the file systems of its own; the kubelet's is not changed. */
  private static List<String> seeing(String mounts) {
    return List.of("unshare", "--mount", "sh", "-c", mounts + "; exec \"$@\"", "plugin");
  }

  /** Two inodes: one for the directory and one for the mount point of the kubelet's socket. */
  private static String full() {
    return String.join(
            " && ",
            "real=$(mktemp -d)",
            "mount --bind %1$s $real",
            "mount -t tmpfs -o nr_inodes=2 full %1$s",
            "touch %1$s/kubelet.sock",
            "mount --bind $real/kubelet.sock %1$s/kubelet.sock")
        .formatted(DIRECTORY);
  }

  private static void remount(PluginProcess plugin, String... command) {
    List<String> words =
        new ArrayList<>(List.of("nsenter", "--target", Long.toString(plugin.pid()), "--mount"));
    words.addAll(List.of(command));
    LiveNode.run(words);
  }

  @Test
  void aReadOnlyDirectoryIsLoggedOnceAndUsedOnceWritable() {
    String readOnly =
        "mount --bind %1$s %1$s && mount -o remount,bind,ro %1$s".formatted(DIRECTORY);
    try (PluginProcess plugin = PluginProcess.startUnder(seeing(readOnly), AS_UNITS)) {
      plugin.awaitLines("Read-only file system", 3);
      last(Duration.ofSeconds(5));
      assertThat(plugin.lines("Read-only file system")).as(plugin.log()).isEqualTo(3);
      remount(plugin, "mount", "-o", "remount,bind,rw", DIRECTORY);
      node.awaitAllocatable(ShippedPlugin.UNITS);
      remount(plugin, "mount", "-o", "remount,bind,ro", DIRECTORY);
      oneCard(1_000);
      node.awaitAllocatable(Map.of(MEMORY, 1_000L));
      // This kubelet removes the sockets, and the plugin cannot make new ones.
      node.control("restart-kubelet");
      LiveNode.within(
          Duration.ofSeconds(30),
          "no socket is there",
          () -> assertThat(LiveNode.sockets()).isEmpty());
      last(Duration.ofSeconds(5));
      assertThat(LiveNode.sockets()).isEmpty();
      remount(plugin, "mount", "-o", "remount,bind,rw", DIRECTORY);
      node.awaitAllocatable(Map.of(MEMORY, 1_000L));
    }
  }

  @Test
  void aFullFileSystemIsLoggedOnceAndUsedOnceItHasRoom() {
    try (PluginProcess plugin = PluginProcess.startUnder(seeing(full()), AS_UNITS)) {
      plugin.awaitLines("No space left on device", 3);
      last(Duration.ofSeconds(5));
      assertThat(plugin.lines("No space left on device")).as(plugin.log()).isEqualTo(3);
      remount(plugin, "umount", "--recursive", DIRECTORY);
      node.awaitAllocatable(ShippedPlugin.UNITS);
    }
  }

  /**
   * Faketime changes the plugin's wall clock only; the clock that measures its periods is not
   * changed.
   */
  @Test
  void aClockThatJumpsChangesNothing() throws IOException {
    Assumptions.assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/faketime")), "needs Debian's faketime");
    Path offset = Files.writeString(Files.createTempFile("fault", ".offset"), "+0");
    try (ApiServerProxy server = new ApiServerProxy()) {
      server.listen();
      try (PluginProcess plugin =
              advertisingUnder(
                  List.of(
                      "env",
                      "LD_PRELOAD=/usr/$LIB/faketime/libfaketimeMT.so.1",
                      "FAKETIME_TIMESTAMP_FILE=" + offset,
                      "FAKETIME_NO_CACHE=1",
                      "FAKETIME_DONT_FAKE_MONOTONIC=1",
                      "DONT_FAKE_MONOTONIC=1",
                      "NO_FAKE_STAT=1"),
                  "--kubeconfig=" + server.kubeconfig());
          Observer observer = new Observer(node, MEMORY)) {
        Footprint before = footprint(plugin);
        Files.writeString(offset, "+1d");
        oneCard(1_000);
        plugin.awaitLines(ADVERTISED, 2);
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        assertThat(plugin.log()).contains(day(today.plusDays(1)));
        Files.writeString(offset, "-30d");
        oneCard(1_001);
        plugin.awaitLines(ADVERTISED, 3);
        assertThat(plugin.log()).contains(day(today.minusDays(30)));
        // At that time no certificate of the cluster is valid yet.
        server.cut();
        plugin.awaitLog("cannot be reached");
        oneCard(1_002);
        last(Duration.ofSeconds(3));
        Files.writeString(offset, "+0");
        plugin.awaitLines(ADVERTISED, 4);
        node.awaitAllocatable(Map.of(MEMORY, 1_002L));
        assertThat(observer.seen()).isSubsetOf(65_536L, 1_000L, 1_001L, 1_002L);
        assertSettles("clock jumps", plugin, before);
      }
    } finally {
      Files.delete(offset);
    }
  }

  /** The beginning of a log line. */
  private static String day(LocalDate date) {
    return "\nI" + date.format(DateTimeFormatter.ofPattern("MMdd"));
  }

  /** From before the JVM runs until after the plugin serves. */
  @ParameterizedTest
  @CsvSource({
    "-TERM, 0",
    "-TERM, 300",
    "-TERM, 800",
    "-TERM, 1300",
    "-TERM, 2500",
    "-INT, 300",
    "-INT, 1300",
    "-KILL, 800",
    "-KILL, 2500",
  })
  void aSignalStopsThePluginAtAnyStage(String signal, long millis) {
    try (PluginProcess plugin = PluginProcess.start(AS_UNITS)) {
      long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
      LiveNode.within(
          Duration.ofSeconds(10),
          "the stage",
          () -> assertThat(System.nanoTime()).isGreaterThan(end));
      long sent = System.nanoTime();
      signal(signal, plugin.pid());
      plugin.exitStatus();
      assertThat(Duration.ofNanos(System.nanoTime() - sent)).isLessThan(Duration.ofSeconds(3));
      if (!signal.equals("-KILL")) {
        assertThat(LiveNode.sockets()).isEmpty();
      }
    }
    try (PluginProcess _ = advertising()) {
      assertThat(LiveNode.sockets()).hasSize(3);
    }
  }
}
