package io.hami.mock.kubelet;

import io.hami.mock.file.DirectoryWatch;
import io.hami.mock.model.Advertisement;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.EndpointFaults;
import io.hami.mock.port.FileTrouble;
import io.hami.mock.port.Loop;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publisher;
import io.hami.mock.port.Supervisor;
import io.micronaut.context.BeanContext;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Advertises resources through the kubelet's device plugin API, with one endpoint for each
 * resource.
 */
@Singleton
final class KubeletPublisher implements Publisher, AutoCloseable {
  /**
   * How long connections may take to close before they are cut; the whole process has 2 s to stop.
   */
  private static final long CLOSE_MILLIS = 700;

  private static final Duration LOOK = Duration.ofSeconds(1);
  private static final Logger log = LoggerFactory.getLogger(KubeletPublisher.class);

  private final BeanContext beans;
  private final Loop loop;
  private final KubeletDirectory directory;
  private final KubeletContact contact;
  private final CheckpointFile checkpoint;
  private final Supervisor supervisor;
  private final Map<ResourceName, ResourceEndpoint> endpoints = new HashMap<>();
  private Optional<Listener> listener = Optional.empty();
  private boolean closed;
  private boolean there = true;
  private Optional<DirectoryWatch> watch = Optional.empty();

  KubeletPublisher(
      BeanContext beans,
      Loop loop,
      KubeletDirectory directory,
      KubeletContact contact,
      CheckpointFile checkpoint,
      Supervisor supervisor) {
    this.beans = beans;
    this.loop = loop;
    this.directory = directory;
    this.contact = contact;
    this.checkpoint = checkpoint;
    this.supervisor = supervisor;
  }

  @Override
  public void start(Listener hears) {
    listener = Optional.of(hears);
    directory.removeDead();
    lookForDirectory();
    read(_ -> true);
    try {
      watch = Optional.of(DirectoryWatch.start(directory.path(), supervisor, this::changed));
    } catch (IOException failure) {
      log.warn(
          "cannot watch {} ({}); checking it every {} s instead",
          directory.path(),
          FileTrouble.of(failure),
          LOOK.toSeconds());
      look();
    }
  }

  /**
   * A socket, of the kubelet or of this plugin, or the checkpoint has appeared, changed or gone.
   */
  private void changed() {
    loop.execute(this::evaluate);
    if (checkpoint.read()) {
      loop.execute(this::tellCheckpoint);
    }
  }

  /**
   * Reads the checkpoint on a thread of its own, not on the loop.
   *
   * @param telling decides whether the listener is told, given whether the checkpoint is new
   */
  private void read(Predicate<Boolean> telling) {
    Thread.ofVirtual()
        .name("checkpoint")
        .start(
            () -> {
              if (telling.test(checkpoint.read())) {
                loop.execute(this::tellCheckpoint);
              }
            });
  }

  private void tellCheckpoint() {
    listener.ifPresent(hears -> hears.checkpoint(checkpoint.newest()));
  }

  @Override
  public void publish(
      Map<ResourceName, Advertisement> wanted,
      Set<ResourceName> taken,
      Map<ResourceName, EndpointFaults> faults) {
    if (closed) {
      return;
    }
    endpoints.forEach(
        (name, endpoint) -> {
          if (taken.contains(name)) {
            endpoint.cede();
          } else if (!wanted.containsKey(name)) {
            endpoint.withdraw();
          }
        });
    endpoints.values().removeIf(ResourceEndpoint::closed);
    Consumer<Publication> told =
        publication -> listener.ifPresent(hears -> hears.published(publication));
    wanted.forEach(
        (name, advertisement) -> {
          ResourceEndpoint endpoint =
              endpoints.computeIfAbsent(
                  name, _ -> beans.createBean(ResourceEndpoint.class, name, told));
          endpoint.suffer(faults.getOrDefault(name, EndpointFaults.NONE));
          endpoint.want(advertisement);
        });
  }

  @Override
  public void kubelet(KubeletVersion version) {
    contact.is(version);
  }

  @Override
  public void drop(Set<ResourceName> names) {
    endpoints.forEach(
        (name, endpoint) -> {
          if (names.contains(name)) {
            endpoint.drop();
          }
        });
  }

  @Override
  public void reregister() {
    endpoints.values().forEach(ResourceEndpoint::reregister);
  }

  /**
   * Looks at regular intervals where the system grants no watch, so that a kubelet's return is
   * noticed.
   */
  private void look() {
    // First, so that a look that fails is not the last.
    loop.schedule(LOOK, this::look);
    evaluate();
    read(news -> news);
  }

  /** Tells once that the directory is missing, and that it is there again. */
  private void lookForDirectory() {
    boolean exists = Files.isDirectory(directory.path());
    if (there && !exists) {
      log.warn(
          "the kubelet's directory {} does not exist, and is waited for; in a pod mount it from the"
              + " node (hostPath), elsewhere start the kubelet or name another with"
              + " -device-plugin-dir",
          directory.path());
    } else if (!there && exists) {
      log.info("the kubelet's directory {} is there", directory.path());
    }
    there = exists;
  }

  private void evaluate() {
    lookForDirectory();
    endpoints.values().removeIf(ResourceEndpoint::closed);
    List<Path> sockets = directory.endpoints();
    List.copyOf(endpoints.values()).forEach(endpoint -> endpoint.evaluate(sockets));
  }

  /** Closes every endpoint and removes its socket, within a second. */
  @Override
  @PreDestroy
  public void close() {
    watch.ifPresent(DirectoryWatch::close);
    CompletableFuture<List<EndpointServer>> closing = new CompletableFuture<>();
    loop.execute(
        () -> {
          closed = true;
          endpoints.values().forEach(ResourceEndpoint::close);
          closing.complete(endpoints.values().stream().flatMap(ResourceEndpoint::servers).toList());
        });
    try {
      List<EndpointServer> servers = closing.get(1, TimeUnit.SECONDS);
      long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(CLOSE_MILLIS);
      servers.forEach(
          server ->
              server.awaitClosed(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
      // Removes sockets of instances that were killed since the start.
      directory.removeDead();
    } catch (ExecutionException | TimeoutException failure) {
      log.debug("not every socket has closed", failure);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
