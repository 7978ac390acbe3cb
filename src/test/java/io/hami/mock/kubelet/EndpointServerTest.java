package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Allocator;
import io.hami.mock.reconcile.ManualLoop;
import io.hami.mock.v1beta1.DevicePluginGrpc;
import io.hami.mock.v1beta1.DevicePluginOptions;
import io.hami.mock.v1beta1.Empty;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EndpointServerTest {
  private final Transport transport = new Transport();
  @TempDir private Path directory;
  private Path socket;

  @BeforeEach
  void name() {
    socket = directory.resolve("hami-mock-test.sock");
  }

  @AfterEach
  void close() {
    transport.close();
  }

  private static ServerServiceDefinition service() {
    return new DevicePluginService(
            call -> {
              call.close(Status.OK, new Metadata());
              throw new AssertionError("nobody lists here");
            },
            DevicePluginOptions::getDefaultInstance,
            () -> Listing.EMPTY,
            new Allocations(
                ResourceName.parse("example.com/gpu"),
                () -> Listing.EMPTY,
                Allocator.NOTHING,
                new ManualLoop(),
                Duration.ofSeconds(5),
                CallCount.of()),
            CallCount.of())
        .definition();
  }

  private EndpointServer start() throws IOException {
    return EndpointServer.start(socket, service(), transport);
  }

  private void assertAnswers() {
    ManagedChannel channel = transport.channel(socket);
    try {
      assertThat(
              DevicePluginGrpc.newBlockingStub(channel)
                  .withDeadlineAfter(5, TimeUnit.SECONDS)
                  .getDevicePluginOptions(Empty.getDefaultInstance()))
          .isEqualTo(DevicePluginOptions.getDefaultInstance());
    } finally {
      channel.shutdownNow();
    }
  }

  private void assertAloneInTheDirectory() throws IOException {
    try (var files = Files.list(directory)) {
      assertThat(files).containsExactly(socket);
    }
  }

  @Test
  void answersOnItsSocketAndRemovesIt() throws IOException {
    EndpointServer server = start();
    assertAnswers();
    assertAloneInTheDirectory();
    assertThat(server.reachable()).isTrue();
    server.close();
    server.awaitClosed(1_000);
    assertThat(directory).isEmptyDirectory();
    assertThat(server.reachable()).isFalse();
  }

  @Test
  void withoutADirectoryItCannotStart() {
    Path nowhere = directory.resolve("missing").resolve("a.sock");
    assertThatThrownBy(() -> EndpointServer.start(nowhere, service(), transport))
        .isInstanceOf(IOException.class);
  }

  @Test
  void aDeletedSocketIsNoticed() throws IOException {
    try (EndpointServer server = start()) {
      Files.delete(socket);
      assertThat(server.reachable()).isFalse();
    }
  }

  @Test
  void doesNotRemoveASocketThatReplacedItsOwn() throws IOException {
    EndpointServer server = start();
    Files.delete(socket);
    try (ServerSocketChannel _ = Sockets.listen(socket)) {
      server.close();
      server.awaitClosed(1_000);
      assertThat(Files.exists(socket, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }
  }

  @Test
  void aFileThatReplacedItsSocketDoesNotAnswer() throws IOException {
    try (EndpointServer server = start()) {
      Files.delete(socket);
      Files.writeString(socket, "precious");
      assertThat(server.reachable()).isFalse();
    }
    assertThat(socket).hasContent("precious");
  }

  @Test
  void aChangeOfItsRightsLeavesItReachable() throws IOException {
    try (EndpointServer server = start()) {
      Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rwxrwxrwx"));
      assertThat(server.reachable()).isTrue();
    }
  }

  @Test
  void startsAgainAfterItsEnd() throws IOException {
    start().close();
    try (EndpointServer server = start()) {
      assertAnswers();
      assertThat(server.reachable()).isTrue();
    }
  }
}
