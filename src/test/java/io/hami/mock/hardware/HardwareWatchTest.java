package io.hami.mock.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.model.Card;
import io.hami.mock.model.Inspection;
import io.hami.mock.model.Inspection.Absent;
import io.hami.mock.model.Inspection.Found;
import io.hami.mock.port.Supervisor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HardwareWatchTest {
  private static final Duration PERIOD = Duration.ofMillis(10);
  private static final long PATIENCE_SECONDS = 30;
  private static final String ONE_CARD = "count 1\n0.uuid GPU-a1\n0.name A\n0.bytes 1048576";

  @TempDir Path directory;
  private final BlockingQueue<Map<String, Inspection>> told = new LinkedBlockingQueue<>();
  private final AtomicInteger rounds = new AtomicInteger();

  private final Inspector counting =
      new Inspector(
          "Rounds",
          () -> {
            rounds.incrementAndGet();
            throw new LibraryException("none");
          });

  private FakeLibrary nvml = new FakeLibrary(Path.of(""));

  @BeforeEach
  void compile() {
    nvml = FakeLibrary.compile(directory, "nvml").answers(ONE_CARD);
  }

  private HardwareWatch watch() {
    return new HardwareWatch(
        List.of(
            new Inspector(
                "NVIDIA",
                () -> Nvml.open(nvml.files(), Nvml.Dialect.NVIDIA, PciDevices.OF_THIS_NODE)),
            counting),
        PERIOD,
        new Supervisor());
  }

  private Map<String, Inspection> next() throws InterruptedException {
    Map<String, Inspection> next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  private static List<Boolean> health(Map<String, Inspection> inspections) {
    return inspections.get("NVIDIA") instanceof Found(var _, List<Card> cards, var _)
        ? cards.stream().map(Card::healthy).toList()
        : List.of();
  }

  private void awaitRounds(int more) {
    int from = rounds.get();
    await().until(() -> rounds.get() >= from + more);
  }

  @Test
  void theCardsAreReportedAtFirstAndThenOnlyChanges() throws InterruptedException {
    try (HardwareWatch watch = watch()) {
      watch.start(told::add);
      Map<String, Inspection> first = next();
      assertThat(first.keySet()).containsExactlyInAnyOrder("NVIDIA", "Rounds");
      assertThat(first.get("Rounds")).isInstanceOf(Absent.class);
      assertThat(health(first)).containsExactly(true);
      awaitRounds(5);
      assertThat(told).isEmpty();

      nvml.answers(ONE_CARD, "0.error 15");
      assertThat(health(next())).containsExactly(false);
      awaitRounds(5);
      assertThat(told).isEmpty();

      nvml.answers(ONE_CARD);
      assertThat(next()).isEqualTo(first);
    }
  }

  @Test
  void aDriverThatComesLaterIsFound() throws InterruptedException {
    nvml.answers(ONE_CARD, "init 9");
    try (HardwareWatch watch = watch()) {
      watch.start(told::add);
      assertThat(next().get("NVIDIA"))
          .isInstanceOfSatisfying(
              Absent.class,
              absent -> assertThat(absent.why().text()).endsWith("Driver Not Loaded"));

      nvml.answers(ONE_CARD);
      assertThat(health(next())).containsExactly(true);
    }
  }

  @Test
  void theEndShutsTheLibraryDown() throws InterruptedException {
    HardwareWatch watch = watch();
    watch.start(told::add);
    next();
    assertThat(nvml.initializations()).isEqualTo(1);

    watch.close();

    assertThat(nvml.initializations()).isZero();
  }

  @Test
  void everyVendorWithALibraryIsQueriedByItsName() throws InterruptedException {
    try (HardwareWatch watch = new HardwareWatch(nvml.path(), Map.of(), new Supervisor())) {
      watch.start(told::add);
      Map<String, Inspection> all = next();
      assertThat(all.keySet())
          .containsExactlyInAnyOrder("NVIDIA", "Iluvatar", "Ascend", "AMD", "Hygon");
      assertThat(health(all)).containsExactly(true);
      assertThat(all.values().stream().filter(Absent.class::isInstance)).hasSize(4);
    }
  }

  /** A number that overflows, for instance. */
  @Test
  void anAnswerThatMakesNoSenseCostsTheOtherVendorsNothing() throws InterruptedException {
    Inspector nonsense =
        new Inspector(
            "Nonsense",
            () -> {
              throw new ArithmeticException("long overflow");
            });
    HardwareWatch both =
        new HardwareWatch(
            List.of(
                nonsense,
                new Inspector(
                    "NVIDIA",
                    () -> Nvml.open(nvml.files(), Nvml.Dialect.NVIDIA, PciDevices.OF_THIS_NODE))),
            PERIOD,
            new Supervisor());
    try (both) {
      both.start(told::add);
      Map<String, Inspection> first = next();
      assertThat(health(first)).containsExactly(true);
      assertThat(first.get("Nonsense"))
          .isInstanceOfSatisfying(
              Absent.class, absent -> assertThat(absent.why().text()).contains("long overflow"));
    }
  }

  /** As NVIDIA's and HAMi's plugins do; the next look would be in a minute. */
  @Test
  void aCriticalErrorOfACardIsReportedAtOnce() throws InterruptedException {
    try (HardwareWatch watch = listening(Duration.ofMinutes(1), CriticalXids.STANDARD)) {
      watch.start(told::add);
      assertThat(health(next())).containsExactly(true);
      nvml.answers(ONE_CARD, "event 1", "event.xid 79");
      Map<String, Inspection> now = next();
      assertThat(health(now)).containsExactly(false);
      assertThat(now.get("NVIDIA"))
          .isInstanceOfSatisfying(
              Found.class,
              found ->
                  assertThat(found.unhealthy())
                      .containsExactlyEntriesOf(
                          Map.of(
                              "GPU-a1",
                              "Xid 79 (the GPU has fallen off the bus); it counts again when no"
                                  + " critical error comes for 300 s")));
    }
  }

  @Test
  void anErrorOfAnApplicationLeavesTheCardAsItIs() throws InterruptedException {
    try (HardwareWatch watch = listening(PERIOD, CriticalXids.STANDARD)) {
      watch.start(told::add);
      assertThat(health(next())).containsExactly(true);
      nvml.answers(ONE_CARD, "event 1", "event.xid 31");
      awaitRounds(5);
      assertThat(told).isEmpty();
    }
  }

  /** It must not be asked again and again without a pause. */
  @Test
  void aDriverThatCannotWaitIsAskedAtIntervals() throws InterruptedException {
    nvml.answers(ONE_CARD, "wait.error 15");
    try (HardwareWatch watch = listening(Duration.ofMinutes(1), CriticalXids.STANDARD)) {
      watch.start(told::add);
      assertThat(health(next())).containsExactly(true);
      await().pollDelay(Duration.ofMillis(200)).until(() -> rounds.get() == 1);
    }
  }

  private HardwareWatch listening(Duration period, CriticalXids critical) {
    return new HardwareWatch(
        List.of(
            new Inspector(
                "NVIDIA",
                () -> Nvml.open(nvml.files(), Nvml.Dialect.NVIDIA, PciDevices.OF_THIS_NODE),
                critical,
                new CardErrors(Inspector.QUIET, System::nanoTime)),
            counting),
        period,
        new Supervisor());
  }
}
