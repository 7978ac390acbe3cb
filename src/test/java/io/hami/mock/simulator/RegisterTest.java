package io.hami.mock.simulator;

import static io.hami.mock.simulator.Bench.GPU;
import static io.hami.mock.simulator.Bench.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.hami.mock.simulator.Observations.Registration;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
final class RegisterTest {
  @TempDir Path directory;

  private static StatusRuntimeException refusal(Runnable call) {
    return catchThrowableOfType(StatusRuntimeException.class, call::run);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "v1alpha1 | example.com/gpu      | requested API version \"v1alpha1\" is not supported by"
            + " kubelet. Supported version is [\"v1beta1\"]",
        "v2       | no good name         | requested API version \"v2\" is not supported by"
            + " kubelet. Supported version is [\"v1beta1\"]",
        "v1beta1  | gpu                  | the ResourceName \"gpu\" is invalid",
        "v1beta1  | a.kubernetes.io/gpu  | the ResourceName \"a.kubernetes.io/gpu\" is invalid",
        "v1beta1  | requests.a.com/gpu   | the ResourceName \"requests.a.com/gpu\" is invalid",
        "v1beta1  | a.com/g\"pu          | the ResourceName \"a.com/g\\\"pu\" is invalid",
      })
  void badRequestsAreRefusedInTheKubeletsWords(String version, String resource, String text)
      throws Exception {
    for (Release release : Release.values()) {
      try (Bench bench = new Bench(directory, release)) {
        Status status =
            refusal(() -> bench.register(request(version, resource, "x.sock"))).getStatus();
        assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
        assertThat(status.getDescription()).isEqualTo(text);
        assertThat(bench.kubelet().registrations(resource)).hasSize(1);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aServingPluginIsConnectedWithTheReleasesAuthority(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      plugin.sendHealthy(0, "a", "b");
      bench.awaitUnits(2, 2);
      String authority =
          switch (release) {
            case V1_20 -> directory.resolve("x.sock").toString();
            case V1_36, V1_37 -> "localhost";
          };
      assertThat(plugin.calls()).extracting(TestPlugin.Call::authority).containsOnly(authority);
    }
  }

  @ParameterizedTest
  @EnumSource
  void optionsAreAskedForFrom136On(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin = bench.registered("x.sock");
      assertThat(plugin.methods())
          .isEqualTo(
              switch (release) {
                case V1_20 -> List.of("ListAndWatch");
                case V1_36, V1_37 -> List.of("GetDevicePluginOptions", "ListAndWatch");
              });
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyCallOfRegisterIsSeenWithItsTime(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      long before = System.nanoTime();
      bench.registered("x.sock");
      Registration registration = bench.kubelet().registrations().getFirst();
      assertThat(registration.request()).isEqualTo(request("x.sock"));
      assertThat(registration.nanoTime()).isBetween(before, System.nanoTime());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sub/x.sock", "/sub/x.sock", "sub/../sub/./x.sock", "../plugins/sub/x.sock"})
  void anEndpointIsAPathOfAnyLengthBelowTheDirectory(String endpoint) throws Exception {
    Path plugins = directory.resolve("plugins");
    Files.createDirectories(plugins.resolve("sub"));
    for (Release release : Release.values()) {
      try (Bench bench = new Bench(plugins, release)) {
        bench.register(bench.plugin("sub/x.sock").serve(), endpoint);
        bench.awaitLiveStreams(1);
      }
    }
  }

  @Test
  void v120AcceptsAPluginThatDoesNotServeAndForgetsIt() throws Exception {
    try (Bench bench =
        new Bench(directory, Release.V1_20, o -> o.withDialTimeout(Duration.ofMillis(300)))) {
      bench.register(request("nobody.sock"));
      await().until(() -> bench.kubelet().failedDials() == 1);
      TestPlugin late = bench.plugin("nobody.sock").serve();
      await().during(Duration.ofMillis(1500)).until(() -> late.calls().isEmpty());
      assertThat(bench.kubelet().resources()).isEmpty();
      assertThat(bench.kubelet().streams(GPU).opened()).isZero();
    }
  }

  @Test
  void v120ReachesAPluginThatServesAfterItHasRegistered() throws Exception {
    try (Bench bench = new Bench(directory, Release.V1_20)) {
      bench.register(request("late.sock"));
      TestPlugin late = bench.plugin("late.sock").serve();
      await().atMost(Duration.ofSeconds(5)).until(() -> late.streams().size() == 1);
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_20")
  void from136AnswersOnlyOnceThePluginServes(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      CompletableFuture<Void> answer =
          CompletableFuture.runAsync(() -> bench.register(request("late.sock")));
      await().until(() -> bench.kubelet().registrations().size() == 1);
      assertThat(answer).isNotDone();
      TestPlugin late = bench.plugin("late.sock").serve();
      await().atMost(Duration.ofSeconds(5)).until(answer::isDone);
      assertThat(answer).isCompleted();
      await().until(() -> late.streams().size() == 1);
    }
  }

  @ParameterizedTest
  @CsvSource({"V1_36,nobody.sock", "V1_36,''", "V1_37,nobody.sock", "V1_37,''"})
  void from136SaysThatItCouldNotDial(Release release, String endpoint) throws Exception {
    try (Bench bench =
        new Bench(directory, release, o -> o.withDialTimeout(Duration.ofMillis(300)))) {
      Status status = refusal(() -> bench.register(request(endpoint))).getStatus();
      assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
      assertThat(status.getDescription())
          .isEqualTo("failed to dial device plugin: context deadline exceeded");
      assertThat(bench.kubelet().resources()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_20")
  void from136CountsAPluginThatAcceptsButSaysNothingAsNotThere(Release release) throws Exception {
    Path socket = directory.resolve("mute.sock");
    try (Bench bench =
            new Bench(directory, release, o -> o.withDialTimeout(Duration.ofMillis(500)));
        ServerSocketChannel mute = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      mute.bind(UnixDomainSocketAddress.of(socket));
      assertThatThrownBy(() -> bench.register(request("mute.sock")))
          .hasMessage("UNKNOWN: failed to dial device plugin: context deadline exceeded");
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_20")
  void from136GivesUpWithItsCaller(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      Status status =
          refusal(() -> bench.register(request("late.sock"), Duration.ofMillis(200))).getStatus();
      assertThat(status.getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
      TestPlugin late = bench.plugin("late.sock").serve();
      await().during(Duration.ofMillis(1500)).until(() -> late.calls().isEmpty());
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "V1_20")
  void from136PassesAnErrorOfTheOptionsOn(Release release) throws Exception {
    try (Bench bench = new Bench(directory, release)) {
      TestPlugin plugin =
          bench.plugin("x.sock").failOptions(Status.UNIMPLEMENTED.withDescription("what?")).serve();
      assertThatThrownBy(() -> bench.register(request("x.sock")))
          .hasMessage(
              "UNKNOWN: failed to get device plugin options: rpc error: code = Unimplemented desc ="
                  + " what?");
      assertThat(plugin.streams()).isEmpty();
      assertThat(plugin.connections()).isOne();
      assertThat(bench.kubelet().resources()).isEmpty();
    }
  }
}
