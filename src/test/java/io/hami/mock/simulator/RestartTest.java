package io.hami.mock.simulator;

import static io.hami.mock.simulator.Bench.GPU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.hami.mock.model.Units;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What survives a restart and what is lost (docs/kubelet.md 2.6). */
@Timeout(60)
final class RestartTest {
  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void aKilledKubeletLeavesASocketThatRefusesAndANodeThatSaysTheSame(Release release)
      throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      bench.kubelet().stop();
      await().until(() -> plugin.streams().getFirst().isCancelled());
      assertThat(bench.kubelet().isRunning()).isFalse();
      assertThat(bench.kubelet().socket()).exists();
      assertThatThrownBy(
              () -> {
                try (SocketChannel _ =
                    SocketChannel.open(UnixDomainSocketAddress.of(bench.kubelet().socket()))) {}
              })
          .isInstanceOf(ConnectException.class)
          .hasMessageContaining("refused");
      assertThat(bench.kubelet().resource(GPU)).contains(new Units(2, 2));
      assertThatThrownBy(() -> bench.kubelet().allocate(GPU, 1))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void resourcesAreZeroUntilTheirPluginIsBack(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      Allocation held = bench.kubelet().allocate(GPU, 1);
      bench.kubelet().restart();
      assertThat(bench.kubelet().resource(GPU)).contains(Units.NONE);
      assertThat(bench.kubelet().allocations()).containsExactly(held);
      assertThat(directory.resolve("x.sock")).doesNotExist();
      bench.register(plugin.again(), "x.sock");
      plugin.sendHealthy(1, "a", "b");
      bench.awaitUnits(2, 2);
      assertThat(bench.kubelet().allocate(GPU, 1).ids()).doesNotContainAnyElementsOf(held.ids());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aPluginThatStaysAwayIsForgottenAfterAnotherGracePeriod(Release release) throws Exception {
    try (Bench bench =
        new Bench(directory, release, o -> o.withGracePeriod(Duration.ofMillis(300)))) {
      bench.registered("x.sock").sendHealthy(0, "a");
      bench.awaitUnits(1, 1);
      bench.kubelet().restart();
      await().until(() -> !Files.readString(directory.resolve(Checkpoint.FILE)).contains(GPU));
      assertThat(bench.kubelet().resource(GPU)).contains(Units.NONE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutACheckpointADeadPluginsNumbersStayOnTheNode(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      plugin.end(0);
      bench.awaitUnits(2, 0);
      bench.kubelet().stop();
      Files.writeString(directory.resolve(Checkpoint.FILE), "{\"Data\":{\"RegisteredDevices\":[");
      bench.kubelet().start();
      assertThat(bench.kubelet().resource(GPU)).contains(new Units(2, 2));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aStartRemovesWhatItsReleaseRemoves(Release release) throws Exception {
    Files.createDirectories(directory.resolve("sub"));
    for (String socket : List.of("plugin.sock", ".hidden.sock", "sub/inner.sock")) {
      try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        listener.bind(UnixDomainSocketAddress.of(directory.resolve(socket)));
      }
    }
    Files.writeString(directory.resolve("notes.txt"), "text");
    Files.writeString(directory.resolve(".dot"), "text");
    Files.writeString(directory.resolve(Checkpoint.FILE), "{}");
    Files.createSymbolicLink(directory.resolve("to-socket"), Path.of("sub/inner.sock"));
    Files.createSymbolicLink(directory.resolve("to-directory"), Path.of("sub"));
    Files.createSymbolicLink(directory.resolve("dangling"), Path.of("nowhere"));
    try (Bench _ = new Bench(directory, release)) {
      Set<String> always =
          Set.of(
              "sub", "sub/inner.sock", "to-directory", "dangling", "kubelet.sock", Checkpoint.FILE);
      Set<String> also =
          switch (release) {
            case V1_20 -> Set.of("DEPRECATION");
            case V1_36, V1_37 -> Set.of("notes.txt", ".dot");
          };
      try (var entries = Files.walk(directory)) {
        Set<String> left =
            entries
                .filter(entry -> !entry.equals(directory))
                .map(entry -> directory.relativize(entry).toString())
                .collect(Collectors.toSet());
        assertThat(left).containsAll(always).containsAll(also).hasSize(always.size() + also.size());
      }
    }
  }

  @Test
  void aMissingDirectoryIsMade() {
    Path missing = directory.resolve("a/b");
    try (Bench bench = new Bench(missing, Release.V1_36)) {
      assertThat(bench.kubelet().socket()).exists();
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyRestartsLeaveNoThreads(Release release) throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.plugin("x.sock");
      for (int life = 0; life < 10; life++) {
        bench.register(plugin.again(), "x.sock");
        plugin.sendHealthy(life, "a");
        bench.awaitUnits(1, 1);
        bench.kubelet().restart();
      }
      assertThat(newThreads(before, "embedded-kubelet"))
          .containsExactlyInAnyOrder("embedded-kubelet", "embedded-kubelet-io");
      assertThat(bench.kubelet().streams(GPU))
          .extracting(
              Observations.Streams::opened,
              Observations.Streams::live,
              s -> s.lastEnd().map(Status::getCode).orElse(Status.Code.OK))
          .containsExactly(10, 0, Status.Code.UNAVAILABLE);
    }
    await().until(() -> newThreads(before, "embedded-kubelet").isEmpty());
    assertThat(newThreads(before, "grpc-")).isEmpty();
  }

  private static List<String> newThreads(Set<Thread> before, String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !before.contains(thread))
        .map(Thread::getName)
        .filter(name -> name.startsWith(prefix))
        .toList();
  }
}
