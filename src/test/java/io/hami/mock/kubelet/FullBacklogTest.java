package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.Release;
import java.io.IOException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sockets whose process accepts no connection, such as a frozen one: a connect would wait. */
class FullBacklogTest extends NodeWithKubelet {
  /** A socket whose backlog is full. */
  private record Full(ServerSocketChannel server, List<SocketChannel> waiting)
      implements AutoCloseable {
    static Full at(Path socket) throws IOException {
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      server.bind(UnixDomainSocketAddress.of(socket), 1);
      List<SocketChannel> waiting = new ArrayList<>();
      while (waiting.size() < 10) {
        SocketChannel client = SocketChannel.open(StandardProtocolFamily.UNIX);
        client.configureBlocking(false);
        waiting.add(client);
        try {
          client.connect(UnixDomainSocketAddress.of(socket));
        } catch (SocketException full) {
          return new Full(server, waiting);
        }
      }
      throw new IOException("ten connections fit");
    }

    @Override
    public void close() throws IOException {
      server.close();
      for (SocketChannel client : waiting) {
        client.close();
      }
    }
  }

  @Test
  void itsSocketIsNotDeadAndStays() throws IOException {
    KubeletDirectory kubelets = new KubeletDirectory(directory);
    Path socket = directory.resolve(kubelets.endpoint(MEMORY));
    try (Full _ = Full.at(socket)) {
      kubelets.removeIfDead(socket);
      assertThat(socket).exists();
      assertThat(SocketIdentity.isDead(socket)).isFalse();
    }
    kubelets.removeIfDead(socket);
    assertThat(socket).doesNotExist();
  }

  @Test
  void aFrozenInstanceKeepsNobodyFromServing() throws Exception {
    Path frozen = directory.resolve(new KubeletDirectory(directory).endpoint(MEMORY));
    try (EmbeddedKubelet kubelet = kubelet(Release.V1_36).start();
        Advertiser plugin = new Advertiser(directory).with(Release.V1_36)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      try (Full _ = Full.at(frozen)) {
        Files.setLastModifiedTime(frozen, FileTime.from(Instant.now().plusSeconds(60)));
        plugin.advertise(MEMORY, 101);
        awaitNode(kubelet, MEMORY, 101);
        int before = kubelet.registrations().size();
        plugin.advertise(MEMORY, 102);
        awaitNode(kubelet, MEMORY, 102);
        assertThat(kubelet.registrations().size() - before).isLessThan(3);
      }
      plugin.advertise(CORES, 5);
      awaitNode(kubelet, CORES, 5);
    }
  }

  @Test
  void aFrozenKubeletIsTriedUntilItAnswers() throws Exception {
    try (Advertiser plugin = new Advertiser(directory).with(Release.V1_36)) {
      plugin.advertise(MEMORY, 100);
      Path socket = directory.resolve("kubelet.sock");
      try (Full _ = Full.at(socket)) {
        await()
            .during(Duration.ofSeconds(1))
            .until(() -> plugin.kubelet().silentSockets(Duration.ofSeconds(5)).isEmpty());
      }
      Files.delete(socket);
      try (EmbeddedKubelet kubelet = kubelet(Release.V1_36).start()) {
        awaitNode(kubelet, MEMORY, 100);
      }
    }
  }
}
