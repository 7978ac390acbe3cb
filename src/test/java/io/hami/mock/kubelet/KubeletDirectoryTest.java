package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hami.mock.model.ResourceName;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubeletDirectoryTest {
  private static final KubeletDirectory KUBELETS =
      new KubeletDirectory(Path.of("/var/lib/kubelet/device-plugins"));
  private static final String LONGEST = "a".repeat(244) + "/" + "N".repeat(63);

  private static String endpoint(String resource) {
    return KUBELETS.endpoint(ResourceName.parse(resource));
  }

  private static boolean isEndpoint(String resource, String file) {
    return KUBELETS.isEndpoint(ResourceName.parse(resource), KUBELETS.path().resolve(file));
  }

  @Test
  void anEndpointIsNamedAfterItsResource() {
    assertThat(endpoint("nvidia.com/gpumem"))
        .matches("hami-mock-nvidia\\.com_gpumem-28cada88-[0-9a-f]{8}\\.sock");
    assertThat(isEndpoint("nvidia.com/gpumem", endpoint("nvidia.com/gpumem"))).isTrue();
    assertThat(isEndpoint("nvidia.com/gpumem", endpoint("nvidia.com/gpumem2"))).isFalse();
    assertThat(isEndpoint("nvidia.com/gpumem", "kubelet.sock")).isFalse();
  }

  /** From 1.37 on, a kubelet accepts a path only once. */
  @Test
  void noEndpointIsUsedTwice() {
    assertThat(Stream.generate(() -> endpoint("nvidia.com/gpumem")).limit(1_000))
        .doesNotHaveDuplicates();
  }

  /** Earlier versions used one name for all registrations of a resource. */
  @Test
  void knowsTheSocketsOfEarlierVersions() {
    assertThat(isEndpoint("nvidia.com/gpumem", "hami-mock-nvidia.com_gpumem-28cada88.sock"))
        .isTrue();
  }

  @Test
  void item60TheLongestNameFitsTheKubeletsDirectory() {
    assertThat(endpoint(LONGEST)).hasSize(73);
    assertThat(KubeletDirectory.binding(KUBELETS.path().resolve(endpoint(LONGEST))).toString())
        .hasSize(106);
  }

  @Property(tries = 200)
  void noEndpointIsTooLongInAnyDirectory(
      @ForAll @IntRange(min = 1, max = 70) int directory,
      @ForAll @AlphaChars @StringLength(min = 1, max = 63) String name) {
    KubeletDirectory there = new KubeletDirectory(Path.of("/" + "d".repeat(directory)));
    ResourceName resource = new ResourceName("a".repeat(200), name);
    Path socket = there.path().resolve(there.endpoint(resource));
    assertThat(there.endpoint(resource).getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(75);
    assertThat(KubeletDirectory.binding(socket).toString().getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(106);
  }

  @Test
  void namesThatShortenAlikeHaveEndpointsOfTheirOwn() {
    String long1 = "a".repeat(100) + "/" + "N".repeat(62) + "1";
    String long2 = "a".repeat(100) + "/" + "N".repeat(62) + "2";
    assertThat(isEndpoint(long1, endpoint(long2))).isFalse();
    assertThat(isEndpoint("a.b/c", endpoint("a/b.c"))).isFalse();
    assertThat(isEndpoint("a.b/c", endpoint("a.b/C"))).isFalse();
  }

  /** The kubelet joins its directory and the endpoint, and validates neither. */
  @Test
  void anEndpointIsOneBareFileName() {
    assertThat(Path.of(endpoint("a.b-c/D_e.f-g")).getNameCount()).isEqualTo(1);
    assertThat(endpoint("a.b-c/D_e.f-g")).doesNotContain("/").doesNotStartWith(".");
  }

  @Test
  void aDirectoryThatIsTooLongForSocketsIsRefused() {
    Path fits = Path.of("/" + "d".repeat(70));
    assertThat(new KubeletDirectory(fits).path()).isEqualTo(fits);
    Path tooLong = Path.of("/" + "d".repeat(71));
    assertThatThrownBy(() -> new KubeletDirectory(tooLong))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(tooLong.toString())
        .hasMessageContaining("106 bytes");
  }

  @Test
  void lengthsAreCountedInBytes() {
    Path wide = Path.of("/" + "é".repeat(41));
    assertThatThrownBy(() -> new KubeletDirectory(wide))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** Java's own limit is one byte below the system's. */
  @Test
  void theSystemTakesTheLongestPath(@TempDir Path temporary) throws IOException {
    Path deep = temporary.resolve("d".repeat(71 - temporary.toString().length() - 1));
    KubeletDirectory directory = new KubeletDirectory(Files.createDirectory(deep));
    Path socket =
        KubeletDirectory.binding(deep.resolve(directory.endpoint(ResourceName.parse(LONGEST))));
    assertThat(socket.toString()).hasSize(106);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertThat(SocketIdentity.of(socket)).isPresent();
    }
  }

  @Test
  void knowsThePathsOfTheKubelet() {
    assertThat(KUBELETS.kubeletSocket())
        .isEqualTo(Path.of("/var/lib/kubelet/device-plugins/kubelet.sock"));
    assertThat(KUBELETS.checkpoint())
        .isEqualTo(Path.of("/var/lib/kubelet/device-plugins/kubelet_internal_checkpoint"));
  }

  @Test
  void removesSocketsThatNobodyListensOn(@TempDir Path there) throws IOException {
    KubeletDirectory directory = new KubeletDirectory(there);
    Path alive = there.resolve(directory.endpoint(ResourceName.parse("a.b/c")));
    Path dead = there.resolve(directory.endpoint(ResourceName.parse("a.b/c")));
    Path unfinished = KubeletDirectory.binding(dead);
    Path ofAnEarlierVersion = there.resolve("hami-mock-nvidia.com_gpumem-28cada88.sock");
    Path somebodyElses = there.resolve("nvidia-gpu.sock");
    Path file = Files.writeString(there.resolve("hami-mock-notes.sock"), "precious");
    for (Path socket : List.of(dead, unfinished, ofAnEarlierVersion, somebodyElses)) {
      Sockets.abandon(socket);
    }
    try (ServerSocketChannel _ = Sockets.listen(alive)) {
      directory.removeDead();
      try (Stream<Path> files = Files.list(there)) {
        assertThat(files).containsExactlyInAnyOrder(alive, somebodyElses, file);
      }
    }
  }

  /** A process that is slow to accept connections is alive. */
  @Test
  void aSocketWithAFullQueueIsNotDead(@TempDir Path there) throws IOException {
    Path socket = there.resolve("hami-mock-full.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        SocketChannel first = SocketChannel.open(StandardProtocolFamily.UNIX);
        SocketChannel second = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket), 1);
      for (SocketChannel waiting : List.of(first, second)) {
        waiting.connect(UnixDomainSocketAddress.of(socket));
      }
      new KubeletDirectory(there).removeDead();
      assertThat(SocketIdentity.of(socket)).isPresent();
    }
  }

  @Test
  void aDirectoryThatIsNotThereHasNoSockets(@TempDir Path there) {
    KubeletDirectory directory = new KubeletDirectory(there.resolve("missing"));
    directory.removeDead();
    assertThat(directory.endpoints()).isEmpty();
  }
}
