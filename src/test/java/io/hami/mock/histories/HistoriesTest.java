package io.hami.mock.histories;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.hami.mock.histories.Model.Expected;
import io.hami.mock.histories.Step.Right;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.reconcile.ResourceState;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.slf4j.LoggerFactory;

/** The whole loop through random histories, against the model. */
class HistoriesTest {
  /** Longer than the longest wait of the plugin, after which it must have come to rest. */
  private static final Duration SETTLED = Duration.ofMinutes(7);

  /** Long enough for whatever a step changes at once, and for units to leave a list. */
  private static final Duration CALM = Duration.ofSeconds(30);

  private static final Duration REST = Duration.ofMinutes(3);
  private static final Logger LOG = (Logger) LoggerFactory.getLogger("io.hami.mock");

  @BeforeContainer
  static void quiet() {
    LOG.setAdditive(false);
  }

  @AfterContainer
  static void loud() {
    LOG.setAdditive(true);
  }

  @Provide
  Arbitrary<History> histories() {
    return Histories.any();
  }

  @Property(tries = 2_000, seed = "20261127")
  void theNodeShowsInTheEndWhatTheModelSays(@ForAll("histories") History history) {
    ListAppender<ILoggingEvent> records = new ListAppender<>();
    records.start();
    LOG.addAppender(records);
    try {
      live(history, records);
    } finally {
      LOG.detachAppender(records);
    }
  }

  private static void live(History history, ListAppender<ILoggingEvent> records) {
    World world = new World(history);
    Model model = new Model(history.hardware());
    world.advance(Duration.ofSeconds(12));
    Duration quiet = CALM;
    for (History.Move move : history.moves()) {
      Map<ResourceName, Units> before = quiet.compareTo(CALM) < 0 ? Map.of() : served(world, model);
      take(world, model, move.step());
      world.advance(move.pause());
      if (move.step().isBadInput()) {
        checkThatNothingChanged(world, model, before, move);
      }
      quiet = move.pause();
      if (quiet.compareTo(CALM) >= 0) {
        checkThatNothingIsTooMuch(world, model, move);
      }
    }
    take(world, model, new Step.Back());
    take(world, model, new Step.Start());
    world.advance(SETTLED);
    int before = world.activity();
    world.advance(REST);
    String log =
        records.list.stream()
            .filter(one -> one.getLevel().isGreaterOrEqual(Level.INFO))
            .map(one -> "\n  " + one.getLevel() + " " + one.getFormattedMessage())
            .collect(Collectors.joining());
    assertThat(world.violations()).as(log).isEmpty();
    assertThat(world.activity()).as("writes at rest %s", log).isEqualTo(before);
    for (ResourceName name : Names.ALL) {
      check(world, model, name, log);
    }
    checkAnnotation(world, model, log);
  }

  /** The units of this plugin, of those names that are as they should be. */
  private static Map<ResourceName, Units> served(World world, Model model) {
    Map<ResourceName, Units> served = new HashMap<>();
    world
        .life()
        .ifPresent(
            life -> {
              for (ResourceName name : Names.ALL) {
                Units listed = life.publisher().listed(name);
                if (model.expected(name).equals(units(listed))) {
                  served.put(name, listed);
                }
              }
            });
    return served;
  }

  private static Expected units(Units units) {
    return new Expected.Units(units.capacity(), units.allocatable());
  }

  /** Bad input, or none at all, never changes what is advertised. */
  private static void checkThatNothingChanged(
      World world, Model model, Map<ResourceName, Units> before, History.Move move) {
    before.forEach(
        (name, units) -> {
          if (model.expected(name).equals(units(units))) {
            assertThat(world.life().orElseThrow().publisher().listed(name))
                .as("%s after %s", name, move)
                .isEqualTo(units);
          }
        });
  }

  /** Nothing is advertised beyond what is there. */
  private static void checkThatNothingIsTooMuch(World world, Model model, History.Move move) {
    for (ResourceName name : Names.ALL) {
      if (model.expected(name) instanceof Expected.Units(long total, long _)) {
        world
            .life()
            .map(life -> life.publisher().listed(name).capacity())
            .ifPresent(
                listed ->
                    assertThat(listed).as("%s after %s", name, move).isLessThanOrEqualTo(total));
      }
    }
  }

  private static void take(World world, Model model, Step step) {
    model.take(step, world.ground());
    world.take(step);
  }

  private static void check(World world, Model model, ResourceName name, String log) {
    Units shown = world.node().shown(name);
    Units ours = world.life().orElseThrow().publisher().listed(name);
    Optional<ResourceState> state =
        world.life().orElseThrow().state().resources().stream()
            .filter(resource -> resource.name().equals(name))
            .findFirst();
    String about =
        "%s: %s is expected, %s shown, %s listed, %s (%s)%s"
            .formatted(
                name,
                model.expected(name),
                shown,
                ours,
                state.map(ResourceState::state),
                state.map(ResourceState::reason),
                log);
    // What the kubelet has left on the Node is not this plugin's to explain.
    boolean gated = Names.READ.contains(name) && world.node().isOrphan(Names.GPU);
    if (gated || world.node().isOrphan(name)) {
      return;
    }
    switch (model.expected(name)) {
      case Expected.Units(long total, long healthy) -> {
        long capacity = world.kubelet().knows(name) ? total : healthy;
        assertThat(shown).as(about).isEqualTo(new Units(capacity, healthy));
        assertThat(state.map(ResourceState::advertised)).as(about).hasValue(true);
      }
      case Expected.Withheld(var kinds) -> {
        assertThat(ours).as(about).isEqualTo(Units.NONE);
        if ((model.keepsMadeUp() || !model.has(Right.STATUS)) && world.node().owns(name)) {
          return;
        }
        assertThat(shown).as(about).isEqualTo(Units.NONE);
        if (!kinds.isEmpty()) {
          assertThat(state.flatMap(HistoriesTest::why).map(Reason::kind))
              .as(about)
              .hasValueSatisfying(kind -> assertThat(kinds).as(about).contains(kind));
        }
      }
      case Expected.Theirs(boolean wanted) -> {
        assertThat(shown.capacity()).as(about).isIn((long) World.THEIRS, (long) World.WRITTEN);
        assertThat(shown.allocatable()).as(about).isEqualTo(shown.capacity());
        if (wanted) {
          assertThat(state.flatMap(HistoriesTest::why).map(Reason::kind))
              .as(about)
              .hasValueSatisfying(
                  kind ->
                      assertThat(kind)
                          .isIn(
                              model.has(Right.STATUS)
                                  ? List.of(Reason.Kind.CONTENDED)
                                  : List.of(Reason.Kind.CONTENDED, Reason.Kind.ROUTE)));
        }
      }
      case Expected.Unclear() -> {}
    }
  }

  private static Optional<Reason> why(ResourceState state) {
    return switch (state.planned().outcome()) {
      case io.hami.mock.model.Plan.Outcome.Refuse(var _, Reason why) -> Optional.of(why);
      case io.hami.mock.model.Plan.Outcome.Withhold(Reason why) -> Optional.of(why);
      case io.hami.mock.model.Plan.Outcome.Advertise _ -> Optional.empty();
    };
  }

  /** Made-up cards are described on the Node, and nothing stays of them when they are gone. */
  private static void checkAnnotation(World world, Model model, String log) {
    if (!model.has(Right.ANNOTATE) || model.keepsMadeUp()) {
      return;
    }
    assertThat(world.node().owns(Names.REGISTER)).as("owned %s", log).isEqualTo(model.isMade());
    if (model.isMade()) {
      assertThat(world.node().annotation(Names.REGISTER)).as(log).isPresent();
    }
  }
}
