package io.hami.mock.simulator;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One client for each resource name, as 1.25 to 1.36 keep them. This is the take-over bug
 * (docs/kubelet.md 1.5): when any stream of a resource ends, the client under the resource's name
 * is disconnected. A registration that fails removes the client under that name, so that the
 * kubelet does not notice the end of the good client from before.
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
