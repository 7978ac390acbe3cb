package io.hami.mock.histories;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import io.hami.mock.histories.Model.Expected;
import io.hami.mock.histories.Step.Right;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.slf4j.LoggerFactory;

/** The whole plugin with a kubelet over sockets, through a few histories of the same kind. */
class SocketHistoriesTest {
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.hami.mock");

  @BeforeContainer
  static void quiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterContainer
  static void loud() {
    LOG.setLevel(null);
  }

  @Provide
  Arbitrary<History> histories() {
    return Histories.any();
  }

  @Property(tries = 12, seed = "20261127", shrinking = ShrinkingMode.OFF)
  void theKubeletHasInTheEndWhatTheModelSays(@ForAll("histories") History history)
      throws IOException {
    Model model = new Model(false);
    model.take(new Step.Rights(Right.STATUS, false), SocketWorld.ground());
    model.take(new Step.Rights(Right.ANNOTATE, false), SocketWorld.ground());
    try (SocketWorld world = new SocketWorld(history)) {
      for (History.Move move : history.moves()) {
        if (SocketWorld.can(move.step())) {
          take(world, model, move.step());
          // A thousandth of the time: some steps follow at once, some when all is done.
          await().pollDelay(move.pause().dividedBy(1_000)).until(() -> true);
        }
      }
      take(world, model, new Step.Back());
      take(world, model, new Step.Start());
      awaitAll(world, model, Names.ALL);
    }
  }

  private static void awaitAll(SocketWorld world, Model model, List<ResourceName> names) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> names.forEach(name -> check(world, model.expected(name), name)));
  }

  private static void take(SocketWorld world, Model model, Step step) throws IOException {
    model.take(step, SocketWorld.ground());
    world.take(step);
  }

  /** Units that leave a list stay in capacity for a while, so only allocatable is compared. */
  private static void check(SocketWorld world, Expected expected, ResourceName name) {
    Units shown = world.shown(name);
    switch (expected) {
      case Expected.Units(long total, long healthy) -> {
        assertThat(shown.allocatable()).as("%s", name).isEqualTo(healthy);
        assertThat(shown.capacity()).as("%s", name).isGreaterThanOrEqualTo(total);
      }
      case Expected.Withheld(var _) -> assertThat(shown.allocatable()).as("%s", name).isZero();
      case Expected.Theirs(boolean _) ->
          assertThat(shown).as("%s", name).isEqualTo(new Units(World.THEIRS, World.THEIRS));
      case Expected.Unclear() -> {}
    }
  }
}
