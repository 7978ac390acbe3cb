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
 * The one writer of the own Node: compares what is there of this plugin with what should be there
 * and writes the difference, in one request for the annotations and in one for the status. Whatever
 * happens between two looks is made up for, and nothing is written while nothing is due. What an
 * earlier life of the plugin has left is known by its marks. Everything here runs on the loop.
 */
public final class NodeObject {
  private final ContractAnnotations annotations;
  private final StatusNumbers numbers;
  private final Patching metadata;
  private final Patching status;

  /** Hears what becomes of it, on the loop. */
  public interface Listener {
    /** All numbers that go through the Node's status, as they are now. */
    void published(Map<ResourceName, Publication> publications);

    /** The right to patch the Node's status is gone. */
    void forbidden(String why);

    /** {@link NodeObject#trouble} is another one. */
    void troubleChanged();
  }

  public NodeObject(Loop loop, Cluster cluster, Listener listener) {
    this.annotations = new ContractAnnotations(loop, cluster.node(), listener::troubleChanged);
    this.numbers =
        new StatusNumbers(
            cluster.status(),
            new StatusNumbers.Listener() {
              @Override
              public void published(Map<ResourceName, Publication> publications) {
                listener.published(publications);
              }

              @Override
              public void forbidden(String why) {
                listener.forbidden(why);
              }
            });
    this.metadata = new Patching(loop, annotations);
    this.status = new Patching(loop, numbers);
  }

  /** Makes {@code desired} what is wanted, and looks at the Node as it is now. */
  public void look(NodeFacts node, Desired desired) {
    desired.cards().ifPresent(annotations::want);
    if (desired.cards().isPresent()) {
      metadata.look(node);
    }
    numbers.want(desired);
    status.look(node);
  }

  /** Why the annotations are not as they should be; empty when they are. */
  public Optional<String> trouble() {
    return annotations.trouble();
  }

  /** What this life of the plugin has written into the Node's status. */
  public Map<ResourceName, Written> written() {
    return numbers.written();
  }

  /** Takes the numbers off the Node's status; {@code then} runs once that is written, or cannot. */
  public void close(Runnable then) {
    metadata.close();
    status.close();
    numbers.clear(then);
  }
}
