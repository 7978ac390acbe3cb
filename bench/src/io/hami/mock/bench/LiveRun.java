package io.hami.mock.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One run over all binaries and counts of units; the node is as it was before when it is closed.
 */
final class LiveRun {
  static final Path OUTPUT = Path.of("target", "bench");

  /** Twice what the Go plugin takes for an annotation, whose clock may have just been missed. */
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final Duration CHANGES_LIMIT = Duration.ofMinutes(3);
  private static final int RECOVERIES = 3;

  /**
   * Start-up is over by then, a list that had to shrink has done so, and what only a start needs is
   * given back.
   */
  private static final Duration SETTLE = Duration.ofSeconds(20);

  /** A kubelet that is still starting is not restarted. */
  private static final Duration READY = Duration.ofSeconds(5);

  private final Wishes wishes;
  private final ApiServer server;
  private final Account account;
  private final Kubelet kubelet;
  private final Arrival arrival;
  private final Optional<String> annotation;
  private final Map<Binary, Findings> findings = new HashMap<>();
  private final AtomicReference<@Nullable RunningPlugin> running = new AtomicReference<>();
  private final Random random = new Random(1);

  LiveRun(Wishes wishes, ApiServer server, Account account, Kubelet kubelet) throws IOException {
    this.wishes = wishes;
    this.server = server;
    this.account = account;
    this.kubelet = kubelet;
    this.arrival = new Arrival(server);
    this.annotation = server.annotation(Cards.REGISTER);
    Files.createDirectories(OUTPUT);
    if (Kubelet.sockets().stream().anyMatch(Kubelet::answers)) {
      throw new IOException("another device plugin runs on this node");
    }
  }

  String measure() throws IOException, InterruptedException {
    server.annotate(Cards.REGISTER, Optional.empty());
    say("no plugin");
    Thread.sleep(SETTLE);
    Rest baseline = Rest.watch(kubelet, server, Optional.empty(), wishes.idle());
    for (int units : wishes.units()) {
      for (int round = 1; round < wishes.rounds(); round++) {
        for (Binary binary : wishes.binaries()) {
          // Who cannot at all need not be asked again.
          if (!of(binary).starts(units).missed()) {
            start(binary, units);
            end(binary);
          }
        }
      }
      for (Binary binary : wishes.binaries()) {
        if (!of(binary).starts(units).missed()) {
          stay(binary, units);
        }
      }
    }
    return Table.of(wishes, baseline, findings);
  }

  /** The last start of a round stays, and is watched. */
  private void stay(Binary binary, int units) throws IOException, InterruptedException {
    Cards cards = start(binary, units);
    RunningPlugin plugin = plugin();
    if (!of(binary).starts(units).missed()) {
      Thread.sleep(SETTLE);
      of(binary)
          .rests()
          .put(units, Rest.watch(kubelet, server, Optional.of(plugin), wishes.idle()));
      say("%s rests at %d: %s".formatted(binary.name(), units, of(binary).rests().get(units)));
      if (units == wishes.units().getFirst()) {
        change(binary, cards);
        recover(binary, cards);
      }
    }
    end(binary);
  }

  private Cards start(Binary binary, int units) throws IOException, InterruptedException {
    Cards cards = Cards.unlike(arrival.known(), units);
    server.annotate(Cards.REGISTER, Optional.of(cards.annotation()));
    Sighting before = Checkpoint.look();
    RunningPlugin plugin =
        RunningPlugin.start(
            binary, account, OUTPUT.resolve(binary.name().replaceAll("\\W+", "-") + ".log"));
    running.set(plugin);
    OptionalLong known = arrival.await(before, cards.units(), LIMIT);
    Spread starts = of(binary).starts(units);
    starts.add(since(plugin.executed(), known));
    say("%s started at %d: %s".formatted(binary.name(), units, starts.medianAndRange()));
    if (!plugin.alive()) {
      throw new IOException(binary.name() + " has ended by itself; its log is in " + OUTPUT);
    }
    return cards;
  }

  private void end(Binary binary) throws IOException, InterruptedException {
    of(binary).add(plugin().end());
    running.set(null);
  }

  /** One unit less and one more, at moments that no period of a plugin's has a part in. */
  private void change(Binary binary, Cards cards) throws IOException, InterruptedException {
    Spread changes = of(binary).changes();
    long begin = System.nanoTime();
    Cards now = cards;
    long pause = Duration.ofMillis(200).toNanos();
    for (int change = 0; change < wishes.changes(); change++) {
      Thread.sleep(Duration.ofNanos(random.nextLong(pause)));
      if (System.nanoTime() - begin > CHANGES_LIMIT.toNanos()) {
        break;
      }
      now = now.with(now.equals(cards) ? cards.mebibytes() - 1 : cards.mebibytes());
      Sighting before = Checkpoint.look();
      long sent = System.nanoTime();
      String text = now.annotation();
      // Whoever is quick has a change before the API server's answer is here.
      CompletableFuture<Void> patch = CompletableFuture.runAsync(() -> patch(text));
      OptionalLong took = since(sent, arrival.await(before, now.units(), LIMIT));
      patch.join();
      changes.add(took);
      pause = Math.max(pause, took.orElse(pause));
    }
    if (!now.equals(cards)) {
      Sighting before = Checkpoint.look();
      patch(cards.annotation());
      var _ = arrival.await(before, cards.units(), LIMIT);
    }
    say("%s changed: %s".formatted(binary.name(), changes.percentiles()));
  }

  private void patch(String text) {
    try {
      server.annotate(Cards.REGISTER, Optional.of(text));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private void recover(Binary binary, Cards cards) throws IOException, InterruptedException {
    Spread recoveries = of(binary).recoveries();
    for (int restart = 0; restart < RECOVERIES && !recoveries.missed(); restart++) {
      recoveries.add(kubelet.restart(cards.units(), LIMIT));
      Thread.sleep(READY);
    }
    say("%s recovered: %s".formatted(binary.name(), recoveries.medianAndRange()));
  }

  private static OptionalLong since(long begin, OptionalLong end) {
    return end.isPresent() ? OptionalLong.of(end.getAsLong() - begin) : end;
  }

  private Findings of(Binary binary) {
    return findings.computeIfAbsent(binary, _ -> new Findings());
  }

  private RunningPlugin plugin() {
    if (running.get() instanceof RunningPlugin plugin) {
      return plugin;
    }
    throw new IllegalStateException("no plugin runs");
  }

  private static void say(String text) {
    System.err.println(text);
  }

  void restore() throws IOException, InterruptedException {
    if (running.getAndSet(null) instanceof RunningPlugin plugin) {
      var _ = plugin.end();
    }
    server.annotate(Cards.REGISTER, annotation);
  }
}
