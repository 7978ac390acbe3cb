package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketIdentityTest {
  @TempDir private Path temporary;
  private Path path;

  @BeforeEach
  void name() {
    path = temporary.resolve("kubelet.sock");
  }

  @Test
  void aMissingSocketHasNoIdentity() {
    assertThat(SocketIdentity.of(path)).isEmpty();
    assertThat(SocketIdentity.of(path.resolve("below"))).isEmpty();
  }

  @Test
  void aFileThatIsNoSocketHasNoIdentity() throws IOException {
    Files.writeString(path, "a file");
    assertThat(SocketIdentity.of(path)).isEmpty();
    Files.delete(path);
    Files.createDirectory(path);
    assertThat(SocketIdentity.of(path)).isEmpty();
    Path socket = temporary.resolve("other.sock");
    Sockets.abandon(socket);
    Path link = Files.createSymbolicLink(temporary.resolve("link.sock"), socket);
    assertThat(SocketIdentity.of(link)).isEmpty();
  }

  @Test
  void aSocketKeepsItsIdentity() throws IOException {
    try (ServerSocketChannel _ = Sockets.listen(path)) {
      assertThat(SocketIdentity.of(path)).isPresent().isEqualTo(SocketIdentity.of(path));
    }
    assertThat(SocketIdentity.of(path)).isPresent();
  }

  /** Inode numbers are used again at once: every repetition is likely to get the same one. */
  @RepeatedTest(20)
  void aReplacedSocketHasAnotherIdentity() throws IOException {
    Sockets.abandon(path);
    SocketIdentity before = SocketIdentity.of(path).orElseThrow();
    Files.delete(path);
    assertThat(SocketIdentity.of(path)).isEmpty();
    // File times come from the kernel's clock tick, which can be 10 ms old.
    await().pollDelay(Duration.ofMillis(20)).until(() -> true);
    Sockets.abandon(path);
    assertThat(SocketIdentity.of(path)).isPresent().isNotEqualTo(Optional.of(before));
  }

  /** Changes the file as `chmod`, `chown` and `restorecon` over the kubelet's directory do. */
  @Test
  void aSocketWhosePermissionsChangeKeepsItsIdentity() throws IOException {
    Sockets.abandon(path);
    Optional<SocketIdentity> before = SocketIdentity.of(path);
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
    assertThat(SocketIdentity.of(path)).isPresent().isEqualTo(before);
  }
}
