package io.hami.mock.simulator;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * Clients and endpoints by resource and socket path, as 1.37 keeps them (docs/kubelet.md 1.5):
 * plugins with different paths serve one resource together, and its devices become unhealthy when
 * the last endpoint ends.
 *
 * <p>A registration that fails removes every client of its path, also the good one of an earlier
 * registration, but leaves that client's endpoint. This is the bug of this release: the kubelet
 * does not notice the end of that client's stream. Until the kubelet restarts, the endpoint makes
 * it refuse every later registration on that path, and can be promoted like any other.
 */
final class ClientsByPath implements ClientRegistry {
  private final DeviceLedger<Endpoint> ledger;
  private final List<PluginConnection> clients = new ArrayList<>();
  private final Map<String, SequencedMap<Path, Endpoint>> endpoints = new HashMap<>();

  ClientsByPath(DeviceLedger<Endpoint> ledger) {
    this.ledger = ledger;
  }

  @Override
  public void add(PluginConnection client) {
    clients.add(client);
  }

  @Override
  public Optional<String> connect(Endpoint endpoint) {
    PluginConnection client = endpoint.connection();
    if (endpoints(client).putIfAbsent(client.socket(), endpoint) != null) {
      return Optional.of("device plugin already connected: " + client.socket());
    }
    ledger.connect(client.resource(), endpoint);
    return Optional.empty();
  }

  @Override
  public void remove(PluginConnection client) {
    clients.removeIf(known -> samePath(known, client));
  }

  @Override
  public void ended(PluginConnection client) {
    clients.stream()
        .filter(known -> samePath(known, client))
        .findFirst()
        .ifPresent(
            current -> {
              remove(current);
              current.disconnect();
              disconnect(current);
            });
  }

  /**
   * A real kubelet promotes one of the others at random; this one promotes the last that
   * registered.
   */
  private void disconnect(PluginConnection client) {
    SequencedMap<Path, Endpoint> others = endpoints(client);
    if (others.remove(client.socket()) == null) {
      return;
    }
    if (others.isEmpty()) {
      ledger.disconnect(client.resource(), System.nanoTime());
    } else {
      ledger.connect(client.resource(), others.lastEntry().getValue());
    }
  }

  private SequencedMap<Path, Endpoint> endpoints(PluginConnection client) {
    return endpoints.computeIfAbsent(client.resource(), _ -> new LinkedHashMap<>());
  }

  private static boolean samePath(PluginConnection one, PluginConnection other) {
    return one.resource().equals(other.resource()) && one.socket().equals(other.socket());
  }
}
