package io.hami.mock.kubelet;

import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Loop;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Other instances of this plugin that serve the same resource. The kubelet sends Allocate to the
 * instance that it asked last for the list, and before 1.37 does not fall back on another one when
 * that one dies (docs/kubelet.md 1.5). So this plugin must notice it itself: it keeps a connection
 * to each instance, and that connection ends when the instance does. Everything here runs on the
 * loop.
 */
final class OtherInstances {
  private final ResourceName name;
  private final Loop loop;
  private final KubeletDirectory directory;
  private final Transport transport;
  private final Listener listener;
  private final Map<Path, Instance> instances = new HashMap<>();

  /** Is told of the other instances. */
  interface Listener {
    /** There is an instance, or one more, that was asked for the list later. */
    void laterArrived();

    /** An instance that was asked later has ended. */
    void laterEnded();

    /** An instance that was asked before has ended. */
    void earlierEnded();
  }

  /** How often an instance that takes no connection is tried again. */
  private static final Duration SILENCE = Duration.ofSeconds(10);

  private static final class Instance {
    private ManagedChannel channel;
    private boolean alive;
    private boolean later;

    /** It listens and takes no connection, as a frozen process does: nobody is served by it. */
    private boolean silent;

    private Loop.Timer retry = Loop.Timer.NONE;

    Instance(ManagedChannel channel) {
      this.channel = channel;
    }
  }

  OtherInstances(
      ResourceName name,
      Loop loop,
      KubeletDirectory directory,
      Transport transport,
      Listener listener) {
    this.name = name;
    this.loop = loop;
    this.directory = directory;
    this.transport = transport;
    this.listener = listener;
  }

  /** Whether another instance was asked for the list after this one. */
  boolean later() {
    return instances.values().stream().anyMatch(instance -> instance.later && !instance.silent);
  }

  /**
   * Finds the other instances.
   *
   * @param sockets all sockets of this plugin, of this process or another
   * @param own those of this process for the resource
   * @param since when this process was asked for the list, or else began to serve
   */
  void look(Collection<Path> sockets, Set<Path> own, FileTime since) {
    for (Path socket : sockets) {
      if (directory.isEndpoint(name, socket)
          && !own.contains(socket)
          && (instances.containsKey(socket) || !SocketIdentity.isDead(socket))) {
        EndpointServer.servedSince(socket)
            .ifPresent(
                theirs -> {
                  Instance instance = instances.get(socket);
                  if (instance == null) {
                    instance = new Instance(transport.channel(socket));
                    instances.put(socket, instance);
                    follow(socket, instance);
                  }
                  instance.later = theirs.compareTo(since) > 0;
                });
      }
    }
  }

  private void follow(Path socket, Instance instance) {
    if (instances.get(socket) != instance) {
      return;
    }
    ConnectivityState state = instance.channel.getState(!instance.alive);
    if (state == ConnectivityState.TRANSIENT_FAILURE
        || (instance.alive && state != ConnectivityState.READY)) {
      if (instance.alive || SocketIdentity.isDead(socket)) {
        forget(socket, instance);
      } else {
        leave(socket, instance);
      }
      return;
    }
    instance.channel.notifyWhenStateChanged(
        state, () -> loop.execute(() -> follow(socket, instance)));
    if (state == ConnectivityState.READY && !instance.alive) {
      instance.alive = true;
      instance.silent = false;
      if (instance.later) {
        listener.laterArrived();
      }
    }
  }

  private void leave(Path socket, Instance silent) {
    boolean wasLater = silent.later && !silent.silent;
    silent.silent = true;
    silent.channel.shutdownNow();
    silent.retry =
        loop.schedule(
            SILENCE,
            () -> {
              silent.channel = transport.channel(socket);
              follow(socket, silent);
            });
    if (wasLater) {
      listener.laterEnded();
    }
  }

  private void forget(Path socket, Instance gone) {
    instances.remove(socket);
    gone.channel.shutdownNow();
    directory.removeIfDead(socket);
    if (gone.later) {
      listener.laterEnded();
    } else if (gone.alive) {
      listener.earlierEnded();
    }
  }

  /** Closes the connections to all of them. */
  void close() {
    for (Instance instance : instances.values()) {
      instance.retry.cancel();
      instance.channel.shutdownNow();
    }
    instances.clear();
  }
}
