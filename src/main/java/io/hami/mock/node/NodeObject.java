package io.hami.mock.node;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.names.Observations.Written;
import io.hami.mock.port.Cluster;
import io.hami.mock.port.Loop;
import io.hami.mock.port.Publication;
import java.util.Map;
import java.util.Optional;

/**
 * The only writer of the own Node. It compares what this plugin has on the Node with what it should
 * have and writes the difference: one request for the annotations and one for the status. It does
 * not depend on seeing every change of the Node, and it writes nothing while there is no
 * difference. What an earlier process of the plugin has written is recognized by its marks.
 * Everything here runs on the loop.
 */
public final class NodeObject {
  private final ContractAnnotations annotations;
  private final StatusNumbers numbers;
  private final Patching metadata;
  private final Patching status;

  /** Is told the results, on the loop. */
  public interface Listener {
    /** All numbers that are published through the Node's status, with their current state. */
    void published(Map<ResourceName, Publication> publications);

    /** The plugin has lost the right to patch the Node's status. */
    void forbidden(String why);

    /** {@link NodeObject#trouble} has changed. */
    void troubleChanged();
  }

  public NodeObject(Loop loop, Cluster cluster, Listener listener) {
    this.annotations = new ContractAnnotations(loop, cluster.node(), listener::troubleChanged);
    this.numbers = new StatusNumbers(loop, cluster.status(), listener);
    this.metadata = new Patching(loop, annotations);
    this.status = new Patching(loop, numbers);
  }

  /** Sets what is desired, and compares it with the Node as it is now. */
  public void look(NodeFacts node, Desired desired) {
    desired
        .cards()
        .ifPresent(
            cards -> {
              annotations.want(cards, desired.served());
              metadata.look(node);
            });
    desired
        .numbers()
        .ifPresent(
            all -> {
              numbers.want(all, desired);
              status.look(node);
            });
  }

  /**
   * The Node cannot be read. Nothing is written until it is seen again, because another writer may
   * have changed meanwhile what this plugin would overwrite.
   */
  public void lost() {
    metadata.lost();
    status.lost();
  }

  /** Why the annotations are not as they should be; empty when they are. */
  public Optional<String> trouble() {
    return annotations.trouble();
  }

  /** What this process has written into the Node's status. */
  public Map<ResourceName, Written> written() {
    return numbers.written();
  }

  /**
   * Removes the numbers from the Node's status; {@code then} runs after that was written or has
   * failed.
   */
  public void close(Runnable then) {
    metadata.close();
    status.close();
    numbers.clear(then);
  }
}
