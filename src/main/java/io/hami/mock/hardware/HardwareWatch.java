package io.hami.mock.hardware;

import io.hami.mock.model.Card;
import io.hami.mock.model.Inspection;
import io.hami.mock.port.HardwareSource;
import io.hami.mock.port.Supervisor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every vendor's library at regular intervals, on a thread of its own, because a call into a
 * driver may take seconds and cannot be interrupted. Drivers and libraries may be installed after
 * the plugin has started, so missing ones are tried again too. Only changes are reported and
 * logged. Between two looks the thread waits for the errors of cards that NVIDIA's driver reports.
 */
public final class HardwareWatch implements HardwareSource {
  private static final Logger log = LoggerFactory.getLogger(HardwareWatch.class);

  private static final Duration PERIOD = Duration.ofSeconds(10);

  /** How long a call in progress may delay the plugin's end. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Vendors' libraries need more stack than the small one of the plugin's other threads. */
  private static final long STACK_BYTES = 2 << 20;

  private final List<Inspector> inspectors;
  private final Duration period;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Supervisor supervisor;
  private Optional<Supervisor.Task> task = Optional.empty();

  /**
   * A watch that has not started and has loaded nothing.
   *
   * @param nvmlLibrary NVIDIA's library; empty for the one that the loader finds
   * @param environment in which DP_DISABLE_HEALTHCHECKS and DP_ENABLE_HEALTHCHECKS say which errors
   *     make a card of NVIDIA unhealthy, as for NVIDIA's and HAMi's own plugins
   */
  public HardwareWatch(
      Optional<Path> nvmlLibrary, Map<String, String> environment, Supervisor supervisor) {
    this(
        Inspectors.all(nvmlLibrary, CriticalXids.of(environment), PciDevices.OF_THIS_NODE),
        PERIOD,
        supervisor);
  }

  HardwareWatch(List<Inspector> inspectors, Duration period, Supervisor supervisor) {
    this.supervisor = supervisor;
    this.inspectors = List.copyOf(inspectors);
    this.period = period;
  }

  @Override
  public synchronized void start(Consumer<Map<String, Inspection>> listener) {
    task =
        Optional.of(
            supervisor.start(
                Thread.ofPlatform().daemon().stackSize(STACK_BYTES),
                "hardware-watch",
                () -> follow(listener)));
  }

  private void follow(Consumer<Map<String, Inspection>> listener) throws InterruptedException {
    try {
      Map<String, Inspection> told = Map.of();
      do {
        Map<String, Inspection> now = look();
        if (!now.equals(told)) {
          log(told, now);
          told = now;
          listener.accept(now);
        }
      } while (!rest());
    } finally {
      inspectors.forEach(Inspector::close);
    }
  }

  /**
   * Waits for the next look: for the period, or until a driver reports an error of a card.
   *
   * @return whether this watch has been closed
   */
  private boolean rest() throws InterruptedException {
    long end = System.nanoTime() + period.toNanos();
    for (long left = period.toNanos(); left > 0; left = end - System.nanoTime()) {
      Optional<Inspector> listening = inspectors.stream().filter(Inspector::hasEvents).findFirst();
      if (closed.getCount() == 0) {
        return true;
      } else if (listening.isEmpty()) {
        return closed.await(left, TimeUnit.NANOSECONDS);
      } else if (listening.get().await(Duration.ofNanos(left))) {
        return false;
      }
    }
    return closed.getCount() == 0;
  }

  private Map<String, Inspection> look() {
    Map<String, Inspection> all = new LinkedHashMap<>();
    inspectors.forEach(inspector -> all.put(inspector.vendor(), inspector.inspect()));
    return all;
  }

  private static void log(Map<String, Inspection> before, Map<String, Inspection> now) {
    now.forEach(
        (vendor, inspection) -> {
          if (!inspection.equals(before.get(vendor))) {
            switch (inspection) {
              case Inspection.Found(String library, List<Card> cards, var _) ->
                  log.info(
                      "{}: cards: {}, healthy: {} ({})",
                      vendor,
                      cards.size(),
                      cards.stream().filter(Card::healthy).count(),
                      library);
              case Inspection.Absent(var why) -> log.info("{}: no hardware: {}", vendor, why);
            }
          }
        });
  }

  /** Shuts the libraries down, unless a call to one of them is still in progress. */
  @Override
  public synchronized void close() {
    closed.countDown();
    task.ifPresent(HardwareWatch::end);
  }

  private static void end(Supervisor.Task task) {
    try {
      if (!task.end(PATIENCE)) {
        log.warn(
            "a call of a vendor's library does not return, and is left running; the cards stay as"
                + " they were until the driver answers");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
