package io.hami.mock.simulator;

import static org.awaitility.Awaitility.await;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.hami.mock.model.Units;
import io.hami.mock.v1beta1.DevicePluginOptions;
import io.hami.mock.v1beta1.RegisterRequest;
import io.hami.mock.v1beta1.RegistrationGrpc;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** A kubelet, plugins to test with it, and methods to register them. */
final class Bench implements AutoCloseable {
  static final String GPU = "example.com/gpu";

  static {
    Awaitility.setDefaultPollDelay(Duration.ofMillis(10));
    Awaitility.setDefaultPollInterval(Duration.ofMillis(10));
    Awaitility.setDefaultTimeout(Duration.ofSeconds(20));
  }

  private final Path directory;
  private final EmbeddedKubelet kubelet;
  private final List<TestPlugin> plugins = new ArrayList<>();
  private final EventLoopGroup io =
      new MultiThreadIoEventLoopGroup(
          1, Thread.ofPlatform().daemon().name("bench-io").factory(), NioIoHandler.newFactory());

  Bench(Path directory, Release release) {
    this(directory, release, UnaryOperator.identity());
  }

  Bench(Path directory, Release release, UnaryOperator<KubeletOptions> options) {
    this.directory = directory;
    this.kubelet =
        new EmbeddedKubelet(options.apply(KubeletOptions.of(directory, release))).start();
  }

  EmbeddedKubelet kubelet() {
    return kubelet;
  }

  /** A plugin that is not serving yet. */
  TestPlugin plugin(String endpoint) {
    TestPlugin plugin = new TestPlugin(directory.resolve(endpoint));
    plugins.add(plugin);
    return plugin;
  }

  /** A plugin that has registered for {@link #GPU} and whose stream is open. */
  TestPlugin registered(String endpoint) throws IOException {
    return register(plugin(endpoint).serve(), endpoint);
  }

  TestPlugin register(TestPlugin plugin, String endpoint) {
    int before = plugin.streams().size();
    register(request(endpoint));
    await().until(() -> plugin.streams().size() > before);
    return plugin;
  }

  static RegisterRequest request(String endpoint) {
    return request("v1beta1", GPU, endpoint);
  }

  static RegisterRequest request(String version, String resource, String endpoint) {
    return RegisterRequest.newBuilder()
        .setVersion(version)
        .setResourceName(resource)
        .setEndpoint(endpoint)
        .setOptions(DevicePluginOptions.getDefaultInstance())
        .build();
  }

  void register(RegisterRequest request) {
    register(request, Duration.ofSeconds(30));
  }

  /**
   * Calls Register.
   *
   * @throws StatusRuntimeException if it fails
   */
  void register(RegisterRequest request, Duration deadline) {
    ManagedChannel channel =
        NettyChannelBuilder.forAddress(UnixDomainSocketAddress.of(kubelet.socket()))
            .channelType(NioDomainSocketChannel.class, UnixDomainSocketAddress.class)
            .eventLoopGroup(io)
            .directExecutor()
            .overrideAuthority("localhost")
            .usePlaintext()
            .build();
    try {
      var _ =
          RegistrationGrpc.newBlockingStub(channel)
              .withDeadlineAfter(deadline.toNanos(), TimeUnit.NANOSECONDS)
              .register(request);
    } finally {
      channel.shutdownNow();
    }
  }

  void awaitUnits(long capacity, long allocatable) {
    Units expected = new Units(capacity, allocatable);
    await().until(() -> kubelet.resource(GPU).filter(expected::equals).isPresent());
  }

  void awaitMessages(long count) {
    await().until(() -> kubelet.streams(GPU).messages() == count);
  }

  void awaitLiveStreams(int count) {
    await().until(() -> kubelet.streams(GPU).live() == count);
  }

  @Override
  public void close() {
    for (TestPlugin plugin : plugins) {
      plugin.close();
    }
    kubelet.close();
    io.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
  }
}
