package io.hami.mock.kubelet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hami.mock.model.ResourceName;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

  @Test
  void anEndpointSaysWhoseItIs() {
    assertThat(endpoint("nvidia.com/gpumem"))
        .matches("hami-mock-nvidia\\.com_gpumem-[0-9a-f]{8}\\.sock")
        .isEqualTo(endpoint("nvidia.com/gpumem"));
  }

  /** An earlier version's socket must be replaced and not be left lying beside the new one. */
  @Test
  void endpointsAreNamedAsInEarlierVersions() {
    assertThat(endpoint("nvidia.com/gpumem"))
        .isEqualTo("hami-mock-nvidia.com_gpumem-28cada88.sock");
  }

  @Test
  void item60TheLongestNameFitsTheKubeletsDirectory() {
    assertThat(endpoint(LONGEST)).hasSize(74);
    assertThat(KUBELETS.path().resolve(endpoint(LONGEST)).toString()).hasSize(106);
  }

  @Property(tries = 200)
  void noEndpointIsTooLongInAnyDirectory(
      @ForAll @IntRange(min = 1, max = 80) int directory,
      @ForAll @AlphaChars @StringLength(min = 1, max = 63) String name) {
    KubeletDirectory there = new KubeletDirectory(Path.of("/" + "d".repeat(directory)));
    ResourceName resource = new ResourceName("a".repeat(200), name);
    Path socket = there.path().resolve(there.endpoint(resource));
    assertThat(there.endpoint(resource).getBytes(StandardCharsets.UTF_8).length)
        .isLessThanOrEqualTo(75);
    assertThat(socket.toString().getBytes(StandardCharsets.UTF_8).length).isLessThanOrEqualTo(106);
  }

  @Test
  void namesThatShortenAlikeHaveEndpointsOfTheirOwn() {
    String long1 = "a".repeat(100) + "/" + "N".repeat(62) + "1";
    String long2 = "a".repeat(100) + "/" + "N".repeat(62) + "2";
    assertThat(endpoint(long1)).isNotEqualTo(endpoint(long2)).hasSameSizeAs(endpoint(long2));
    assertThat(endpoint("a.b/c")).isNotEqualTo(endpoint("a/b.c")).isNotEqualTo(endpoint("a.b/C"));
  }

  /** The kubelet joins its directory and the endpoint, and validates neither. */
  @Test
  void anEndpointIsOneBareFileName() {
    assertThat(Path.of(endpoint("a.b-c/D_e.f-g")).getNameCount()).isEqualTo(1);
    assertThat(endpoint("a.b-c/D_e.f-g")).doesNotContain("/").doesNotStartWith(".");
  }

  @Test
  void aDirectoryThatIsTooLongForSocketsIsRefused() {
    Path fits = Path.of("/" + "d".repeat(80));
    assertThat(new KubeletDirectory(fits).path()).isEqualTo(fits);
    Path tooLong = Path.of("/" + "d".repeat(81));
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

  /** Java has a limit of its own, one byte below the system's. */
  @Test
  void theSystemTakesTheLongestPath(@TempDir Path temporary) throws IOException {
    Path deep = temporary.resolve("d".repeat(81 - temporary.toString().length() - 1));
    KubeletDirectory directory = new KubeletDirectory(Files.createDirectory(deep));
    Path socket = deep.resolve(directory.endpoint(ResourceName.parse(LONGEST)));
    assertThat(socket.toString()).hasSize(106);
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      assertThat(SocketIdentity.of(socket)).isPresent();
    }
  }

  @Test
  void knowsWhereTheKubeletHasItsThings() {
    assertThat(KUBELETS.kubeletSocket())
        .isEqualTo(Path.of("/var/lib/kubelet/device-plugins/kubelet.sock"));
    assertThat(KUBELETS.checkpoint())
        .isEqualTo(Path.of("/var/lib/kubelet/device-plugins/kubelet_internal_checkpoint"));
  }
}
