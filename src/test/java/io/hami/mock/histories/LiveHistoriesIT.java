package io.hami.mock.histories;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.e2e.LiveCluster;
import io.hami.mock.e2e.LiveNode;
import io.hami.mock.histories.Model.Expected;
import io.hami.mock.histories.Step.Right;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * The shipped plugin on a real node through histories of the same kind. {@code bench/histories
 * --live} takes as many as one likes.
 */
@LiveCluster
class LiveHistoriesIT {
  private static final int TRIES = Integer.getInteger("histories.live", 2);
  private static final long FIRST = Long.getLong("histories.seed", 1);

  /** Longer than a kubelet keeps the numbers of a plugin that has ended. */
  private static final Duration SETTLED = Duration.ofMinutes(7);

  /** Another plugin that has lost its name registers again after this time. */
  private static final Duration AGAIN = Duration.ofSeconds(5);

  /** Two posts of the status of the kubelet. */
  private static final Duration STILL = Duration.ofSeconds(4);

  @Test
  void theNodeShowsInTheEndWhatTheModelSays() throws IOException {
    List<String> failures = new ArrayList<>();
    for (long seed = FIRST; seed < FIRST + TRIES; seed++) {
      History history = Histories.numbered(seed);
      long began = System.nanoTime();
      Optional<String> failure = live(history);
      System.out.printf(
          "history %d on %s: %s after %d s%n",
          seed,
          LiveNode.ofEnvironment().version(),
          failure.isEmpty() ? "right" : "WRONG",
          Duration.ofNanos(System.nanoTime() - began).toSeconds());
      if (failure.isPresent()) {
        String said =
            "bench/histories --live --seed %d --tries 1: %s%s"
                .formatted(seed, failure.get(), history);
        System.out.println(said);
        failures.add(said);
      }
    }
    assertThat(failures).isEmpty();
  }

  private static Optional<String> live(History history) throws IOException {
    Model model = new Model(false);
    try (LiveWorld world = new LiveWorld()) {
      for (History.Move move : history.moves()) {
        if (LiveWorld.can(move.step())) {
          take(world, model, move.step());
          LiveWorld.pass(LiveWorld.shortened(move.pause()));
        }
      }
      take(world, model, new Step.Back());
      take(world, model, new Step.Start());
      return settled(world, model).map(wrong -> wrong + "\n" + world.log());
    }
  }

  private static void take(LiveWorld world, Model model, Step step) throws IOException {
    model.take(step, world.ground());
    world.take(step);
  }

  /** What is wrong when nothing changes any more; empty when all is right for a while. */
  private static Optional<String> settled(LiveWorld world, Model model) {
    long end = System.nanoTime() + SETTLED.toNanos();
    long again = System.nanoTime() + AGAIN.toNanos();
    boolean right = false;
    Optional<String> wrong;
    while (true) {
      wrong = wrong(world, model);
      if ((wrong.isEmpty() && right) || System.nanoTime() > end) {
        return wrong;
      }
      right = wrong.isEmpty();
      if (!right && System.nanoTime() > again) {
        Map<ResourceName, Units> shown = world.shown();
        world.others().stream()
            .filter(name -> units(shown, name).allocatable() != World.THEIRS)
            .forEach(world::registerAgain);
        again = System.nanoTime() + AGAIN.toNanos();
      }
      LiveWorld.pass(right ? STILL : Duration.ofMillis(500));
    }
  }

  private static Optional<String> wrong(LiveWorld world, Model model) {
    Model.Ground ground = world.ground();
    Map<ResourceName, Units> shown = world.shown();
    return Names.ALL.stream()
        .filter(name -> !isRight(units(shown, name), model, ground, name))
        .map(
            name ->
                "%s: %s is expected, %s shown"
                    .formatted(name, model.expected(name), units(shown, name)))
        .findFirst();
  }

  private static Units units(Map<ResourceName, Units> shown, ResourceName name) {
    return shown.getOrDefault(name, Units.NONE);
  }

  /** Units that leave a list stay in capacity for a while, so only allocatable is compared. */
  private static boolean isRight(Units shown, Model model, Model.Ground ground, ResourceName name) {
    return switch (model.expected(name)) {
      case Expected.Units(long total, long healthy) ->
          shown.allocatable() == healthy
              && (shown.capacity() == total || shown.capacity() == healthy);
      case Expected.Withheld(var _) ->
          shown.allocatable() == 0
              || ((model.keepsMadeUp() || !model.has(Right.STATUS))
                  && ground.numbers().contains(name));
      case Expected.Theirs(boolean _) ->
          shown.allocatable() == World.THEIRS || shown.allocatable() == World.WRITTEN;
      case Expected.Unclear() -> true;
    };
  }
}
