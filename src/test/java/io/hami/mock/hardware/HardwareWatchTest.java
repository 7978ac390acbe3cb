package io.hami.mock.hardware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.log.LogOf;
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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class HardwareWatchTest {
  private static final Duration PERIOD = Duration.ofMillis(10);
  private static final long PATIENCE_SECONDS = 30;
  private static final String ONE_CARD = "count 1\n0.uuid GPU-a1\n0.name A\n0.bytes 1048576";

  @RegisterExtension final LogOf log = new LogOf(Inspector.class);
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
        HardwareWatch.Silence.STANDARD,
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
            HardwareWatch.Silence.STANDARD,
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
      await().until(() -> log.lines().stream().anyMatch(line -> line.contains("Xid 31")));
      awaitRounds(5);
      assertThat(told).isEmpty();
    }
  }

  /** One whose opening, or whose look, waits while {@code hangs}. */
  private Inspector hanging(AtomicBoolean hangs, CountDownLatch over) {
    return new Inspector(
        "Hanging",
        () -> {
          Session session = Nvml.open(nvml.files(), Nvml.Dialect.NVIDIA, PciDevices.OF_THIS_NODE);
          return new Session() {
            @Override
            public String library() {
              return session.library();
            }

            @Override
            public List<Slot> slots() throws LibraryException {
              if (hangs.get()) {
                try {
                  over.await();
                } catch (InterruptedException interrupted) {
                  throw new IllegalStateException(interrupted);
                }
              }
              return session.slots();
            }

            @Override
            public void close() {
              session.close();
            }
          };
        });
  }

  private HardwareWatch beside(Inspector other) {
    return new HardwareWatch(
        List.of(
            other,
            new Inspector(
                "NVIDIA",
                () -> Nvml.open(nvml.files(), Nvml.Dialect.NVIDIA, PciDevices.OF_THIS_NODE))),
        PERIOD,
        new HardwareWatch.Silence(Duration.ofMillis(200), Duration.ofMillis(200)),
        new Supervisor());
  }

  @Test
  void aLibraryThatHangsAtTheStartCostsTheOtherVendorsNothing() throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    try (HardwareWatch watch = beside(hanging(new AtomicBoolean(true), over))) {
      watch.start(told::add);
      Map<String, Inspection> first = next();
      assertThat(health(first)).containsExactly(true);
      assertThat(first.get("Hanging"))
          .isInstanceOfSatisfying(
              Absent.class, absent -> assertThat(absent.why().text()).contains("driver hangs"));
      nvml.answers(ONE_CARD, "0.error 15");
      assertThat(health(next())).containsExactly(false);
      over.countDown();
      await().untilAsserted(() -> assertThat(next().get("Hanging")).isInstanceOf(Found.class));
    }
  }

  @Test
  void cardsOfALibraryThatHangsAreUnhealthyUntilItAnswers() throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    AtomicBoolean hangs = new AtomicBoolean();
    try (HardwareWatch watch = beside(hanging(hangs, over))) {
      watch.start(told::add);
      Inspection well = next().getOrDefault("Hanging", new Found("", List.of()));
      assertThat(((Found) well).cards()).extracting(Card::healthy).containsExactly(true);
      hangs.set(true);
      Map<String, Inspection> silent = next();
      assertThat(silent.get("Hanging"))
          .isInstanceOfSatisfying(
              Found.class,
              found -> {
                assertThat(found.cards()).extracting(Card::healthy).containsExactly(false);
                assertThat(found.unhealthy().get("GPU-a1")).contains("has not answered");
              });
      assertThat(health(silent)).containsExactly(true);
      hangs.set(false);
      over.countDown();
      assertThat(next().get("Hanging")).isEqualTo(well);
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
        HardwareWatch.Silence.STANDARD,
        new Supervisor());
  }
}
