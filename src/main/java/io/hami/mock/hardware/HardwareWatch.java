package io.hami.mock.hardware;

import io.hami.mock.model.Card;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.Reason;
import io.hami.mock.port.HardwareSource;
import io.hami.mock.port.Supervisor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the libraries of all vendors, each on a thread of its own, so that one that hangs costs the
 * others nothing, and reports the answers together. Drivers and libraries may be installed after
 * the plugin has started, so missing ones are tried again too. Only changes are reported and
 * logged.
 */
public final class HardwareWatch implements HardwareSource {
  private static final Logger log = LoggerFactory.getLogger(HardwareWatch.class);

  private static final Duration PERIOD = Duration.ofSeconds(10);

  /** How long a call in progress may delay the plugin's end. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How often it is looked whether a library hangs. */
  private static final Duration CHECK = Duration.ofSeconds(1);

  private final List<VendorWatch> vendors;
  private final Silence silence;
  private final Supervisor supervisor;
  private final Semaphore changes = new Semaphore(0);
  private Optional<Supervisor.Task> task = Optional.empty();

  /**
   * How long a library may not answer.
   *
   * @param first until the others' cards are reported without it
   * @param later until its cards count as unhealthy
   */
  record Silence(Duration first, Duration later) {
    static final Silence STANDARD = new Silence(Duration.ofSeconds(10), Duration.ofMinutes(1));
  }

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
        Silence.STANDARD,
        supervisor);
  }

  HardwareWatch(
      List<Inspector> inspectors, Duration period, Silence silence, Supervisor supervisor) {
    this.supervisor = supervisor;
    this.silence = silence;
    this.vendors =
        inspectors.stream().map(inspector -> new VendorWatch(inspector, period)).toList();
  }

  @Override
  public synchronized void start(Consumer<Map<String, Inspection>> listener) {
    vendors.forEach(vendor -> vendor.start(supervisor, changes::release));
    task =
        Optional.of(supervisor.start(Thread.ofVirtual(), "hardware-watch", () -> tell(listener)));
  }

  private void tell(Consumer<Map<String, Inspection>> listener) throws InterruptedException {
    Map<String, Inspection> told = Map.of();
    while (true) {
      if (changes.tryAcquire(CHECK.toMillis(), TimeUnit.MILLISECONDS)) {
        changes.drainPermits();
      }
      Map<String, Inspection> now = now();
      if (now.size() == vendors.size() && !now.equals(told)) {
        log(told, now);
        told = now;
        listener.accept(now);
      }
    }
  }

  /** The answers, without those that may still come at the start. */
  private Map<String, Inspection> now() {
    Map<String, Inspection> all = new LinkedHashMap<>();
    for (VendorWatch vendor : vendors) {
      Optional<Inspection> latest = vendor.latest();
      if (latest.isEmpty() && vendor.hangs(silence.first())) {
        all.put(
            vendor.vendor(),
            new Inspection.Absent(
                new Reason(
                    Reason.Kind.NO_HARDWARE, "its library does not answer; its driver hangs")));
      } else if (latest.isPresent()) {
        all.put(
            vendor.vendor(), vendor.hangs(silence.later()) ? silent(latest.get()) : latest.get());
      }
    }
    return all;
  }

  private Inspection silent(Inspection latest) {
    Reason why =
        new Reason(
            Reason.Kind.NO_HARDWARE,
            "its library has not answered for %d s".formatted(silence.later().toSeconds()));
    return switch (latest) {
      case Inspection.Found(String library, List<Card> cards, var _) ->
          new Inspection.Found(
              library,
              cards.stream().map(Card::unhealthy).toList(),
              cards.stream().collect(Collectors.toMap(Card::id, _ -> why.text())));
      case Inspection.Absent absent -> absent;
    };
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
    vendors.forEach(VendorWatch::close);
    task.ifPresent(Supervisor.Task::close);
    try {
      long end = System.nanoTime() + PATIENCE.toNanos();
      for (VendorWatch vendor : vendors) {
        if (!vendor.ended(Duration.ofNanos(Math.max(0, end - System.nanoTime())))) {
          log.warn(
              "a call of the library of {} does not return, and is left running; the cards stay as"
                  + " they were until the driver answers",
              vendor.vendor());
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
