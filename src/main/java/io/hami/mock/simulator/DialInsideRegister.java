package io.hami.mock.simulator;

import io.grpc.Context;
import io.hami.mock.v1beta1.RegisterRequest;

/**
 * Registration as 1.25 and later do it (docs/kubelet.md 1.4): the plugin is dialled and asked for
 * its options before Register is answered. If the registration fails after the connection was made,
 * the connection stays open.
 */
final class DialInsideRegister implements RegistrationService.Acceptor {
  private final KubeletProcess kubelet;
  private final ClientRegistry clients;

  DialInsideRegister(KubeletProcess kubelet, ClientRegistry clients) {
    this.kubelet = kubelet;
    this.clients = clients;
  }

  @Override
  public void register(RegisterRequest request, Reply reply) {
    Context caller = Context.current();
    PluginConnection client = kubelet.connect(request);
    clients.add(client);
    client.dial(
        kubelet.options().dialTimeout(),
        caller,
        failure ->
            failure.ifPresentOrElse(
                why -> {
                  kubelet.dialFailed(client);
                  refuse(client, reply, "failed to dial device plugin: " + why);
                },
                () -> askOptions(client, caller, reply)));
  }

  private void askOptions(PluginConnection client, Context caller, Reply reply) {
    client.options(
        caller,
        options -> {
          Endpoint endpoint = new Endpoint(client, options);
          kubelet.whenUnlocked(() -> connect(endpoint, reply));
        },
        status -> {
          kubelet.registrationFailed();
          refuse(client, reply, "failed to get device plugin options: " + GoText.rpcError(status));
        });
  }

  /** Continues even if the caller has given up meanwhile (docs/kubelet.md 1.4). */
  private void connect(Endpoint endpoint, Reply reply) {
    PluginConnection client = endpoint.connection();
    clients
        .connect(endpoint)
        .ifPresentOrElse(
            why -> refuse(client, reply, why),
            () -> {
              if (kubelet.faults().opensStreams()) {
                kubelet.watch(client, () -> clients.ended(client));
              }
              reply.accept();
            });
  }

  private void refuse(PluginConnection client, Reply reply, String text) {
    clients.remove(client);
    reply.refuse(text);
  }
}
