package io.hami.mock.simulator;

import io.grpc.Context;
import io.hami.mock.v1beta1.RegisterRequest;
import java.util.HashMap;
import java.util.Map;

/**
 * Registration as 1.25 to 1.36 do it (kubelet-contract 1.4): the plugin is dialled and asked for
 * its options before Register is answered. Clients are kept by resource name, and there lies the
 * take-over bug (1.5): whichever stream of a resource ends, the client found under the name is
 * disconnected; and a registration that fails removes the good client it has pushed aside, so that
 * nobody notices that one's end.
 */
final class DialInsideRegister implements RegistrationService.Acceptor {
  private final KubeletProcess kubelet;
  private final Map<String, PluginConnection> clients = new HashMap<>();

  DialInsideRegister(KubeletProcess kubelet) {
    this.kubelet = kubelet;
  }

  @Override
  public void register(RegisterRequest request, Reply reply) {
    Context caller = Context.current();
    PluginConnection connection = kubelet.connect(request);
    clients.put(connection.resource(), connection);
    connection.dial(
        kubelet.options().dialTimeout(),
        caller,
        failure ->
            failure.ifPresentOrElse(
                why -> refuse(connection, reply, "failed to dial device plugin: " + why),
                () -> askOptions(connection, caller, reply)));
  }

  private void askOptions(PluginConnection connection, Context caller, Reply reply) {
    connection.options(
        caller,
        options -> {
          kubelet.ledger().connect(connection.resource(), new Endpoint(connection, options));
          if (kubelet.faults().opensStreams()) {
            kubelet.watch(connection, () -> ended(connection));
          }
          reply.accept();
        },
        status ->
            refuse(
                connection,
                reply,
                "failed to get device plugin options: " + GoText.rpcError(status)));
  }

  private void refuse(PluginConnection connection, Reply reply, String text) {
    clients.remove(connection.resource());
    kubelet.dialFailed(connection);
    reply.refuse(text);
  }

  private void ended(PluginConnection connection) {
    if (clients.remove(connection.resource()) instanceof PluginConnection current) {
      current.disconnect();
      kubelet.ledger().disconnect(current.resource(), System.nanoTime());
    }
  }
}
