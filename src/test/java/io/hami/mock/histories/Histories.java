package io.hami.mock.histories;

import io.hami.mock.histories.History.Move;
import io.hami.mock.histories.Step.Annotation;
import io.hami.mock.histories.Step.DeviceText;
import io.hami.mock.histories.Step.OwnText;
import io.hami.mock.histories.Step.Right;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.ResourceName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import net.jqwik.api.sessions.JqwikSession;

/** Makes histories. */
final class Histories {
  /** The steps of each history, at least. */
  static final int STEPS = 15;

  private static final int MOST_STEPS = 18;

  /**
   * The same histories in each run, so that a run tells about the code. Another number gives
   * others.
   */
  private static final long SEED = Long.getLong("histories.seed", 1);

  private static final int SIZE = 1_000;

  private Histories() {}

  /** Any history. */
  static Arbitrary<History> any() {
    List<Kind> kinds = new ArrayList<>(kinds());
    Collections.shuffle(kinds, new Random(SEED));
    return of(kinds);
  }

  /** The history of a number. */
  static History numbered(long seed) {
    List<History> made = new ArrayList<>();
    JqwikSession.run(() -> made.add(of(kinds()).generator(SIZE).next(new Random(seed)).value()));
    return made.getFirst();
  }

  private static Arbitrary<History> of(List<Kind> kinds) {
    return Combinators.combine(
            Arbitraries.of(
                new KubeletVersion(1, 34), new KubeletVersion(1, 36), new KubeletVersion(1, 37)),
            Arbitraries.of(false, true),
            moves(kinds))
        .as(History::new);
  }

  private static Arbitrary<List<Move>> moves(List<Kind> kinds) {
    return Combinators.combine(steps(kinds), pauses())
        .as(Move::new)
        .list()
        .ofMinSize(STEPS)
        .ofMaxSize(MOST_STEPS);
  }

  private static Arbitrary<Duration> pauses() {
    return Arbitraries.of(3, 3, 7, 12, 12, 30, 75, 180, 400).map(Duration::ofSeconds);
  }

  private static Arbitrary<Step> steps(List<Kind> kinds) {
    return Arbitraries.frequencyOf(
        kinds.stream().map(kind -> Tuple.of(kind.weight(), kind.steps())).toList());
  }

  /** Steps of one kind, and how often they come beside others. */
  private record Kind(int weight, Arbitrary<Step> steps) {}

  private static List<Kind> kinds() {
    return List.of(
        kind(5, ownTexts().map(Step.OwnConfig::new)),
        kind(2, deviceTexts().map(Step.DeviceConfig::new)),
        kind(5, registers().map(Step.Register::new)),
        kind(2, slots().map(Step.Slots::new)),
        kind(3, taken().map(Step.PluginCame::new)),
        kind(3, taken().map(Step.PluginLeft::new)),
        kind(2, numbers().map(Step.NumberWritten::new)),
        kind(1, numbers().map(Step.NumberRemoved::new)),
        kind(2, Arbitraries.of(1, 15, 400).map(Duration::ofSeconds).map(Step.KubeletRestarts::new)),
        kind(3, Arbitraries.just(new Step.Crash())),
        kind(1, Arbitraries.just(new Step.Stop())),
        kind(4, Arbitraries.just(new Step.Start())),
        kind(2, Arbitraries.just(new Step.Away())),
        kind(2, Arbitraries.just(new Step.Back())),
        kind(
            3,
            Combinators.combine(Arbitraries.of(Right.class), Arbitraries.of(false, true))
                .as(Step.Rights::new)),
        kind(1, Arbitraries.integers().between(0, 2).map(Step.Hardware::new)),
        kind(1, Arbitraries.of(5, 240).map(Duration::ofSeconds).map(Step.Fault::new)),
        kind(1, Arbitraries.of(-48, -1, 1, 48).map(Duration::ofHours).map(Step.ClockJumps::new)));
  }

  private static Kind kind(int weight, Arbitrary<? extends Step> steps) {
    return new Kind(weight, steps.map(step -> step));
  }

  private static Arbitrary<OwnText> ownTexts() {
    return Arbitraries.frequencyOf(
        Tuple.of(6, owns().map(OwnText.Good::new)),
        Tuple.of(1, owns().map(OwnText.BadInventory::new)),
        Tuple.of(
            2,
            Arbitraries.of(
                    "vendors: [",
                    "custm: []",
                    "vendors: {NVIDIA: {memoryFactor: 0}}",
                    "custom: [{name: example.com/licences, quantity: 5},"
                        + " {name: example.com/licences, quantity: 6}]",
                    "\u0000")
                .map(OwnText.Bad::new)),
        Tuple.of(1, Arbitraries.just(new OwnText.Empty())),
        Tuple.of(1, Arbitraries.just(new OwnText.Gone())));
  }

  private static Arbitrary<Own> owns() {
    return Combinators.combine(
            Arbitraries.of(0, 1, 8, 1_000_000),
            Arbitraries.of(0, 40, 5_000),
            Arbitraries.of(0, 7, 300_000),
            Arbitraries.of(false, true),
            Arbitraries.of(0, 0, 1, 2))
        .as(Own::new);
  }

  private static Arbitrary<DeviceText> deviceTexts() {
    return Arbitraries.oneOf(
        Arbitraries.of(1, 4).map(DeviceText.Good::new),
        Arbitraries.just(new DeviceText.Bad()),
        Arbitraries.just(new DeviceText.Gone()));
  }

  private static Arbitrary<Annotation<List<Card>>> registers() {
    Arbitrary<Card> card =
        Combinators.combine(Arbitraries.of(16_384, 24_564), Arbitraries.of(true, true, false))
            .as(Card::new);
    return Arbitraries.frequencyOf(
        Tuple.of(4, card.list().ofMinSize(1).ofMaxSize(3).map(Annotation.Good::new)),
        Tuple.of(2, Arbitraries.create(Annotation.Broken::new)),
        Tuple.of(2, Arbitraries.create(Annotation.Gone::new)));
  }

  private static Arbitrary<Annotation<Integer>> slots() {
    return Arbitraries.frequencyOf(
        Tuple.of(2, Arbitraries.of(3, 600).map(Annotation.Good::new)),
        Tuple.of(1, Arbitraries.create(Annotation.Broken::new)),
        Tuple.of(1, Arbitraries.create(Annotation.Gone::new)));
  }

  private static Arbitrary<ResourceName> taken() {
    return Arbitraries.of(Names.GPU, Names.MEMORY, Names.LICENCES, Names.TOKENS);
  }

  private static Arbitrary<ResourceName> numbers() {
    return Arbitraries.of(Names.LICENCES, Names.TOKENS, Names.SLOTS);
  }
}
