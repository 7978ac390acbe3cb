package io.hami.mock.simulator;

import io.grpc.Server;
import io.grpc.Status;
import io.hami.mock.v1beta1.RegisterRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run of the kubelet, from start to kill. Only the files that it leaves survive; the next run
 * starts from them.
 */
final class KubeletProcess {
  private static final Logger LOG = LoggerFactory.getLogger(KubeletProcess.class);

  private final KubeletOptions options;
  private final KubeletThreads threads;
  private final Faults faults;
  private final Observations observations;
  private final Runnable changed;
  private final Sockets sockets;
  private final Checkpoint checkpoint;
  private final PluginDirectory directory;
  private final DeviceLedger<Endpoint> ledger;
  private final PodDevices pods = new PodDevices();
  private final Set<PluginConnection> connections = ConcurrentHashMap.newKeySet();
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private final Server server;
  private volatile boolean dead;

  /**
   * Starts in the real one's order: read the checkpoint, clean the directory, bind the socket,
   * serve (docs/kubelet.md 2.6).
   *
   * @param changed called after everything that may change the Node
   * @throws IOException if the directory cannot be prepared or the socket cannot be bound
   */
  KubeletProcess(
      KubeletOptions options,
      KubeletThreads threads,
      Faults faults,
      Observations observations,
      Runnable changed)
      throws IOException {
    this.options = options;
    this.threads = threads;
    this.faults = faults;
    this.observations = observations;
    this.changed = changed;
    this.sockets = new Sockets(threads);
    this.checkpoint = new Checkpoint(options.directory(), options.release());
    this.directory = new PluginDirectory(options.directory(), options.release());
    this.ledger = new DeviceLedger<>(options.gracePeriod());

    Checkpoint.Restored restored = checkpoint.read();
    pods.restore(restored.pods());
    ledger.restore(restored.resources(), System.nanoTime());
    lookAgainAfterGrace();
    directory.prepare();
    RegistrationService.Acceptor acceptor =
        switch (options.release()) {
          case V1_20 -> new DialAfterRegister(this);
          case V1_36 -> new DialInsideRegister(this, new ClientsByResource(ledger));
          case V1_37 -> new DialInsideRegister(this, new ClientsByPath(ledger));
        };
    server =
        sockets.serve(
            options.socket(), new RegistrationService(faults, observations, threads, acceptor));
    directory.finish();
  }

  KubeletOptions options() {
    return options;
  }

  Faults faults() {
    return faults;
  }

  Observations observations() {
    return observations;
  }

  DeviceLedger<Endpoint> ledger() {
    return ledger;
  }

  PodDevices pods() {
    return pods;
  }

  /** Makes a connection for a registration; nothing is sent yet. */
  PluginConnection connect(RegisterRequest request) {
    PluginConnection connection =
        new PluginConnection(
            request.getResourceName(),
            directory.endpoint(request.getEndpoint()),
            sockets,
            options.release(),
            threads);
    connections.add(connection);
    if (dead) {
      // The registration arrived while it was killed.
      connection.close();
    }
    return connection;
  }

  /** The plugin could not be dialled; 1.20 does not report it to the plugin. */
  void dialFailed(PluginConnection connection) {
    drop(connection);
    registrationFailed();
  }

  /**
   * Counts a registration that failed because the plugin could not be connected to or did not send
   * its options.
   */
  void registrationFailed() {
    observations.dialFailed();
    changed.run();
  }

  void drop(PluginConnection connection) {
    connection.close();
    connections.remove(connection);
  }

  /**
   * Opens ListAndWatch and applies its messages until the stream ends. It is never opened again.
   */
  void watch(PluginConnection connection, Runnable ended) {
    observations.opened(connection.resource());
    connection.watch(
        faults::reads,
        new PluginConnection.Watcher() {
          @Override
          public void received(DeviceListReader.Message message) {
            if (!dead) {
              apply(connection.resource(), message);
            }
          }

          @Override
          public void ended(Status status) {
            if (!dead) {
              LOG.debug("ListAndWatch of {} has ended: {}", connection.resource(), status);
              ended.run();
              lookAgainAfterGrace();
            }
            // Last, so that a test that sees the end finds its effects in the ledger.
            observations.ended(connection.resource(), status);
            changed.run();
          }
        });
    changed.run();
  }

  private void apply(String resource, DeviceListReader.Message message) {
    ledger.apply(resource, message.devices());
    observations.received(resource, message.bytes(), message.devices().units());
    writeCheckpoint();
    changed.run();
  }

  /** Writes it after every message, also after one that changes nothing (docs/kubelet.md 2.3). */
  void writeCheckpoint() {
    try {
      checkpoint.write(() -> new Checkpoint.Data(pods.held(), ledger.healthy()));
    } catch (IOException e) {
      LOG.warn("The simulated kubelet's checkpoint cannot be written: {}", e.toString());
    }
  }

  private void lookAgainAfterGrace() {
    threads.after(options.gracePeriod().plus(Duration.ofMillis(1)), changed);
  }

  /** Writes the ledger's status to the Node. A dead kubelet writes nothing. */
  void publish(NodeStatus node) {
    if (dead) {
      return;
    }
    DeviceLedger.Status status = ledger.status(System.nanoTime());
    node.write(status);
    if (!status.dropped().isEmpty()) {
      writeCheckpoint();
    }
  }

  void cancelStreams(String resource) {
    connections.stream()
        .filter(connection -> connection.resource().equals(resource))
        .forEach(PluginConnection::cancelStream);
  }

  void dropConnections() {
    sockets.cutConnections();
  }

  /** Continues what the faults no longer delay. */
  void resume() {
    connections.forEach(PluginConnection::resume);
    runUnlocked();
  }

  /**
   * Runs the part of a registration that needs the device manager's lock: at once, or when the
   * fault that withholds the lock is over, in the order of the calls.
   */
  void whenUnlocked(Runnable registration) {
    waiting.add(registration);
    runUnlocked();
  }

  private void runUnlocked() {
    while (faults.takesRegistrations() && waiting.poll() instanceof Runnable registration) {
      registration.run();
    }
  }

  /**
   * Ends as after SIGKILL: connections are cut, socket files stay, and nothing is written any more.
   */
  void kill() {
    dead = true;
    sockets.cutAll();
    List.copyOf(connections).forEach(PluginConnection::close);
    server.shutdownNow();
  }

  /** Waits until the registration socket is closed. */
  void awaitEnd() throws InterruptedException {
    server.awaitTermination();
  }
}
