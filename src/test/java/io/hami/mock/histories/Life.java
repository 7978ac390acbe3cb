package io.hami.mock.histories;

import io.hami.mock.binding.HandPods;
import io.hami.mock.config.ConfigKind;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.fault.Fault;
import io.hami.mock.fault.Injection;
import io.hami.mock.fault.Selection;
import io.hami.mock.fault.Target;
import io.hami.mock.model.Inspection;
import io.hami.mock.port.Cluster;
import io.hami.mock.port.HardwareSource;
import io.hami.mock.port.LastGood;
import io.hami.mock.port.Loop;
import io.hami.mock.port.NodeStatus;
import io.hami.mock.port.NodeWriter;
import io.hami.mock.reconcile.HandConfig;
import io.hami.mock.reconcile.HandSource;
import io.hami.mock.reconcile.ManualLoop;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Reconciler;
import io.hami.mock.reconcile.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** One process of the plugin, from its start to its end. */
final class Life {
  private final LifeLoop loop;
  private final VirtualPublisher publisher;
  private final Reconciler reconciler;
  final HandSource node = new HandSource();
  final HandConfig own = new HandConfig();
  final HandConfig device = new HandConfig();
  private Optional<Consumer<Map<String, Inspection>>> inspector = Optional.empty();

  /** The world's loop, until the process ends. */
  private static final class LifeLoop implements Loop {
    private final ManualLoop world;
    private boolean over;

    LifeLoop(ManualLoop world) {
      this.world = world;
    }

    @Override
    public void execute(Runnable task) {
      world.execute(() -> run(task));
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
      return world.schedule(delay, () -> run(task));
    }

    private void run(Runnable task) {
      if (!over) {
        task.run();
      }
    }

    @Override
    public long nanoTime() {
      return world.nanoTime();
    }

    @Override
    public Instant now() {
      return world.now();
    }
  }

  Life(
      ManualLoop world,
      VirtualKubelet kubelet,
      Vendors vendors,
      boolean hardware,
      NodeWriter writer,
      NodeStatus status,
      LastGood kept) {
    loop = new LifeLoop(world);
    publisher = new VirtualPublisher(loop, kubelet);
    reconciler = new Reconciler(loop, publisher, vendors);
    reconciler.start(
        new Sources(
            node,
            Map.of(ConfigKind.PLUGIN, own, ConfigKind.DEVICE, device),
            Optional.empty(),
            hardware ? Optional.of(new Hardware()) : Optional.empty(),
            Optional.of(
                new Cluster(writer, status, new HandPods(), "node-1", _ -> Optional.empty())),
            kept));
    world.run();
  }

  private final class Hardware implements HardwareSource {
    @Override
    public void start(Consumer<Map<String, Inspection>> listener) {
      inspector = Optional.of(listener);
    }

    @Override
    public void close() {}
  }

  void inspected(Map<String, Inspection> found) {
    inspector.ifPresent(tells -> tells.accept(found));
  }

  void fault(Duration lasts) {
    loop.execute(
        () -> {
          if (!reconciler.faults().full()) {
            var _ =
                reconciler
                    .faults()
                    .inject(
                        new Injection(
                            new Fault.Unhealthy(new Selection.First(1)), Target.EVERYTHING, lasts));
          }
        });
  }

  NodeState state() {
    return reconciler.state();
  }

  VirtualPublisher publisher() {
    return publisher;
  }

  /** Begins a clean end. */
  void stop() {
    // Waits for nothing: the world's time does not pass meanwhile.
    reconciler.stop(Duration.ZERO);
  }

  /** Ends the process at once. */
  void end() {
    loop.over = true;
    publisher.close();
  }
}
