package io.hami.mock.simulator;

import java.util.Optional;

/**
 * The clients of a kubelet that dials inside Register, and what it does when the stream of one ends
 * (docs/kubelet.md 1.5). Called on the kubelet's thread.
 */
interface ClientRegistry {
  /** A registration begins: its client is added before the plugin is dialled. */
  void add(PluginConnection client);

  /**
   * The plugin is connected and has sent its options: it becomes an endpoint of its resource.
   *
   * @return why it is refused, in the kubelet's words; empty if it is accepted
   */
  Optional<String> connect(Endpoint endpoint);

  /** The client's registration has failed. */
  void remove(PluginConnection client);

  /** The client's stream has ended. */
  void ended(PluginConnection client);
}
