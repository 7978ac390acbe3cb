package io.hami.mock.kubelet;

import com.google.common.util.concurrent.ListenableFuture;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Kubelet;
import io.hami.mock.port.Loop;
import io.hami.mock.v1beta1.DevicePluginGrpc;
import io.hami.mock.v1beta1.Empty;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all endpoints know of the kubelet, and the sockets on which they can be called. */
@Singleton
final class KubeletContact implements Kubelet {
  private static final Logger log = LoggerFactory.getLogger(KubeletContact.class);

  private final Loop loop;
  private final Transport transport;
  private final Map<ResourceName, Path> served = new ConcurrentHashMap<>();
  private Optional<SocketIdentity> present = Optional.empty();
  private Optional<SocketIdentity> last = Optional.empty();
  private Optional<Instant> heard = Optional.empty();
  private long restarts;
  private volatile KubeletVersion version = KubeletVersion.UNKNOWN;

  KubeletContact(Loop loop, Transport transport) {
    this.loop = loop;
    this.transport = transport;
  }

  /** The release that the Node says its kubelet has. */
  void is(KubeletVersion release) {
    if (release.tracksUnits() && !release.equals(version)) {
      log.info(
          "the kubelet is of release {}: it tracks each unit that a pod holds, so more than {}"
              + " units of a resource are written into the Node's status where RBAC allows that",
          release,
          KubeletVersion.FEW_UNITS);
    }
    version = release;
  }

  KubeletVersion version() {
    return version;
  }

  /** Records the kubelet's socket as an endpoint has just found it. */
  synchronized void seen(Optional<SocketIdentity> kubelet) {
    present = kubelet;
    if (kubelet.isPresent() && !kubelet.equals(last)) {
      restarts += last.isPresent() ? 1 : 0;
      last = kubelet;
    }
  }

  /** Records that the kubelet has just called or answered. */
  synchronized void heard() {
    heard = Optional.of(loop.now());
  }

  /** Records that a resource is served on {@code socket} from now on. */
  void serves(ResourceName name, Path socket) {
    served.put(name, socket);
  }

  /**
   * Records that a resource's socket takes no new calls; a restart of this process would not help.
   */
  void lost(ResourceName name) {
    served.remove(name);
  }

  @Override
  public synchronized Contact contact() {
    return new Contact(present.isPresent(), restarts, heard);
  }

  @Override
  public Map<ResourceName, String> silentSockets(Duration patience) {
    Map<ResourceName, ManagedChannel> channels = new HashMap<>();
    served.forEach((name, socket) -> channels.put(name, transport.channel(socket)));
    try {
      Map<ResourceName, ListenableFuture<?>> calls = new HashMap<>();
      channels.forEach((name, channel) -> calls.put(name, options(channel, patience)));
      Map<ResourceName, String> silent = new HashMap<>();
      calls.forEach((name, call) -> failure(call).ifPresent(why -> silent.put(name, why)));
      // A resource that was withdrawn during the call need not answer.
      silent.keySet().retainAll(served.keySet());
      return silent;
    } finally {
      channels.values().forEach(ManagedChannel::shutdownNow);
    }
  }

  private static ListenableFuture<?> options(ManagedChannel channel, Duration patience) {
    return DevicePluginGrpc.newFutureStub(channel)
        .withDeadlineAfter(patience.toMillis(), TimeUnit.MILLISECONDS)
        .getDevicePluginOptions(Empty.getDefaultInstance());
  }

  private static Optional<String> failure(ListenableFuture<?> call) {
    try {
      call.get();
      return Optional.empty();
    } catch (ExecutionException failure) {
      return Optional.of(
          "its socket answers " + Status.fromThrowable(failure.getCause()).getCode());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Optional.of("interrupted before it answered");
    }
  }
}
