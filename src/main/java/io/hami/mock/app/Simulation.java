package io.hami.mock.app;

import io.hami.mock.cli.Options;
import io.hami.mock.inventory.Inventory;
import io.hami.mock.kubelet.KubeletDirectory;
import io.hami.mock.model.Units;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Readiness;
import io.hami.mock.reconcile.ResourceState;
import io.hami.mock.simulator.AllocatableTable;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.KubeletOptions;
import io.hami.mock.simulator.Release;
import io.hami.mock.simulator.SimulatedNode;
import io.hami.mock.simulator.VendorPlugin;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The plugin against an embedded kubelet and a simulated node: no Kubernetes, no root, no network.
 * Where the inventory has cards for the node, it has only these. Otherwise it has two V100 cards,
 * and a simulated vendor's plugin serves {@code nvidia.com/gpu}.
 */
final class Simulation implements AutoCloseable {
  /** Resources arrive one after another; a table is printed when none has arrived for this time. */
  private static final Duration QUIET = Duration.ofMillis(150);

  /**
   * How long the only table waits until all that is planned is there. Resources that are refused by
   * then are not waited for.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** How long the first of several tables waits: the rest can follow in a later table. */
  private static final Duration FIRST = Duration.ofSeconds(3);

  private static final String NAME = "simulated";

  private final Path directory;
  private final SimulatedNode node;
  private final EmbeddedKubelet kubelet;
  private final Optional<VendorPlugin> vendor;
  private final Semaphore changes = new Semaphore(0);
  private final Plugin plugin;
  private volatile NodeState state = NodeState.INITIAL;

  private Simulation(Options options, Inventory inventory) throws IOException {
    SimulatedNode bare = SimulatedNode.bare(NAME);
    boolean madeUp = !inventory.choose(bare.facts(Map.of())).cards().isEmpty();
    node = madeUp ? bare : SimulatedNode.twoV100(NAME);
    directory = Files.createTempDirectory("k8s-device-plugin-");
    kubelet = new EmbeddedKubelet(KubeletOptions.of(directory, Release.V1_36)).start();
    vendor = madeUp ? Optional.empty() : Optional.of(SimulatedNode.nvidiaPlugin(directory));
    if (vendor.isPresent()) {
      vendor.get().start();
    }
    kubelet.addListener(changes::release);
    plugin =
        Plugin.on(
            node.reportedBy(kubelet), NAME, options, new KubeletDirectory(directory), this::look);
  }

  static Simulation start(Options options, Inventory inventory) throws IOException {
    return new Simulation(options, inventory);
  }

  private void look(NodeState now) {
    state = now;
    changes.release();
  }

  /** Whether all that is planned has arrived at the kubelet. */
  private boolean complete() {
    NodeState now = state;
    return Readiness.of(now).ready()
        && now.resources().stream()
            .filter(ResourceState::advertised)
            .allMatch(
                resource ->
                    kubelet
                        .resource(resource.name().toString())
                        .orElse(Units.NONE)
                        .equals(resource.listed()));
  }

  /**
   * Prints the node's table as soon as it is complete, and whenever it has changed.
   *
   * @param once to return after the first table that has all that is planned
   */
  void print(PrintStream out, boolean once) throws InterruptedException {
    String printed = "";
    long end = System.nanoTime() + (once ? PATIENCE : FIRST).toNanos();
    do {
      changes.acquire();
      boolean waits;
      do {
        changes.drainPermits();
        waits = !complete() && System.nanoTime() < end;
      } while (changes.tryAcquire(QUIET.toMillis(), TimeUnit.MILLISECONDS) || waits);
      String table = AllocatableTable.render(node.facts(kubelet.resources()));
      if (!table.equals(printed)) {
        printed = table;
        out.println(table);
      }
    } while (!once);
  }

  /**
   * Stops the plugin, the vendor's plugin and the kubelet, in this order, and deletes all files.
   */
  @Override
  public void close() throws IOException {
    plugin.close();
    if (vendor.isPresent()) {
      vendor.get().close();
    }
    kubelet.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
