package io.hami.mock.reconcile;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.discovery.Vendor;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.node.HandStatus;
import io.hami.mock.port.Cluster;
import io.hami.mock.port.NodeWriter;
import io.hami.mock.port.Pods;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The loop as a whole, with everything around it by hand.
 *
 * @param <V> its only vendor
 */
public abstract class WholeLoop<V extends Vendor<?>> {
  protected final V vendor;
  protected final ManualLoop loop = new ManualLoop();
  protected final RecordingPublisher publisher = new RecordingPublisher();
  protected final HandSource source = new HandSource();
  protected final HandConfig config = new HandConfig();
  protected final HandStatus status = new HandStatus();
  protected final HandLastGood lastGood = new HandLastGood();
  protected final Reconciler reconciler;

  protected WholeLoop(V vendor) {
    this.vendor = vendor;
    reconciler = new Reconciler(loop, publisher, new Vendors(List.of(vendor)));
  }

  protected final Cluster cluster(NodeWriter node, Pods pods) {
    return new Cluster(node, status, pods, "n", _ -> Optional.empty());
  }

  /** Starts it with a config that it knows nothing of yet. */
  protected final void start(Optional<Cluster> cluster) {
    start(
        new Sources(
            source,
            Map.of(ConfigKind.PLUGIN, config),
            Optional.empty(),
            Optional.empty(),
            cluster,
            lastGood));
  }

  protected final void start(Sources sources) {
    reconciler.start(sources);
    loop.run();
  }

  protected final void configure(String yaml) {
    config.listener().text(yaml);
    loop.run();
  }

  protected final void configureNothing() {
    config.listener().absent();
    loop.run();
  }

  protected final void see(NodeFacts facts) {
    source.facts(facts);
    loop.run();
  }

  protected final ResourceState resource() {
    return reconciler.state().resources().getFirst();
  }

  /** Ends it as the process does, on another thread. */
  protected final void stop() {
    Thread stopping = Thread.ofVirtual().start(() -> reconciler.stop(Duration.ofSeconds(10)));
    while (stopping.isAlive()) {
      loop.run();
      Thread.onSpinWait();
    }
  }
}
