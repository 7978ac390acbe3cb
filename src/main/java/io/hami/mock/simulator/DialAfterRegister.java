package io.hami.mock.simulator;

import io.grpc.Context;
import io.hami.mock.v1beta1.RegisterRequest;

/**
 * Registration as 1.20 does it (docs/kubelet.md 1.4): Register succeeds before the plugin is
 * dialled; it is dialled in the background with the options of its request, and is not told if that
 * fails. The end of a stream matters only while its endpoint is the resource's current one (1.5).
 */
final class DialAfterRegister implements RegistrationService.Acceptor {
  private final KubeletProcess kubelet;

  DialAfterRegister(KubeletProcess kubelet) {
    this.kubelet = kubelet;
  }

  @Override
  public void register(RegisterRequest request, Reply reply) {
    reply.accept();
    if (!kubelet.faults().opensStreams()) {
      return;
    }
    PluginConnection connection = kubelet.connect(request);
    connection.dial(
        kubelet.options().dialTimeout(),
        Context.ROOT,
        failure -> {
          if (failure.isPresent()) {
            kubelet.dialFailed(connection);
          } else {
            kubelet.whenUnlocked(() -> serve(new Endpoint(connection, request.getOptions())));
          }
        });
  }

  private void serve(Endpoint endpoint) {
    String resource = endpoint.connection().resource();
    kubelet.ledger().connect(resource, endpoint);
    kubelet.watch(
        endpoint.connection(),
        () -> {
          kubelet.drop(endpoint.connection());
          kubelet.ledger().disconnect(resource, endpoint, System.nanoTime());
        });
  }
}
