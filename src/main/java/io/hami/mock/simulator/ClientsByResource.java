package io.hami.mock.simulator;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One client for each resource name, as 1.25 to 1.36 keep them. This is the take-over bug
 * (docs/kubelet.md 1.5): whichever stream of a resource ends, the client found under the name is
 * disconnected; and a registration that fails removes the client that is found there, so that the
 * kubelet does not notice the end of the good one before it.
 */
final class ClientsByResource implements ClientRegistry {
  private final DeviceLedger<Endpoint> ledger;
  private final Map<String, PluginConnection> clients = new HashMap<>();

  ClientsByResource(DeviceLedger<Endpoint> ledger) {
    this.ledger = ledger;
  }

  @Override
  public void add(PluginConnection client) {
    clients.put(client.resource(), client);
  }

  @Override
  public Optional<String> connect(Endpoint endpoint) {
    ledger.connect(endpoint.connection().resource(), endpoint);
    return Optional.empty();
  }

  @Override
  public void remove(PluginConnection client) {
    clients.remove(client.resource());
  }

  @Override
  public void ended(PluginConnection client) {
    if (clients.remove(client.resource()) instanceof PluginConnection current) {
      current.disconnect();
      ledger.disconnect(current.resource(), System.nanoTime());
    }
  }
}
