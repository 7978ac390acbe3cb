package io.hami.mock.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.hami.mock.log.LogOf;
import io.hami.mock.model.Family;
import io.hami.mock.model.Notice;
import io.hami.mock.model.Origin;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.Reason;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Units;
import io.hami.mock.port.ChangeDigest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PlanLogTest {
  @RegisterExtension private final LogOf log = new LogOf(Reconciler.class);
  private final ManualLoop loop = new ManualLoop();
  private final PlanLog planLog = new PlanLog(loop);

  private static Plan withheld(Reason.Kind kind, String why) {
    Family family = new Family("Example", "Example", List.of(FakeVendor.NAME), Set.of());
    return new Plan(
        List.of(
            new PlannedResource(
                family,
                FakeVendor.NAME,
                Optional.empty(),
                Origin.NODE,
                SplitFactor.ONE,
                new Outcome.Withhold(new Reason(kind, why)))));
  }

  @Test
  void aSourceThatIsUnreadableFromTheStartIsLoggedOnce() {
    Plan plan = withheld(Reason.Kind.MALFORMED, "not a number");
    planLog.tell(Plan.EMPTY, plan);
    planLog.tell(plan, plan);
    assertThat(log.linesAt(Level.ERROR))
        .containsExactly("example.com/gpumem: not advertised: not a number");
  }

  private static Plan refused(int units) {
    PlannedResource resource = withheld(Reason.Kind.GATE, "").resources().getFirst();
    return new Plan(
        List.of(
            resource.with(
                new Outcome.Refuse(
                    new Units(units, units),
                    new Reason(Reason.Kind.FRAME_LIMIT, units + " are too many")))));
  }

  @Test
  void aNumberThatChangesWhileTheStateStaysIsNoLine() {
    planLog.tell(Plan.EMPTY, refused(300_000));
    planLog.tell(refused(300_000), refused(300_001));
    assertThat(log.linesAt(Level.ERROR))
        .containsExactly("example.com/gpumem: not advertised: 300000 are too many");
  }

  @Test
  void aResourceThatComesAndGoesIsSummedUpOnceAMinute() {
    Plan good = withheld(Reason.Kind.GATE, "no card");
    Plan bad = withheld(Reason.Kind.MALFORMED, "not a number");
    for (int change = 0; change < 12; change++) {
      planLog.tell(good, bad);
      loop.advance(Duration.ofSeconds(5));
    }
    assertThat(log.linesAt(Level.ERROR))
        .hasSize(ChangeDigest.AT_ONCE + 1)
        .last()
        .isEqualTo(
            "example.com/gpumem: not advertised: not a number (the last of 12 changes within 60"
                + " s)");
  }

  @Test
  void aNoticeIsLoggedWhenItAppearsAndWhenItIsSettled() {
    Notice notice = new Notice(Notice.Kind.NOTHING_ADVERTISED, "nothing is advertised: no cards");
    Plan silent = new Plan(List.of(), List.of(notice));
    planLog.tell(Plan.EMPTY, silent);
    planLog.tell(silent, silent);
    assertThat(log.linesAt(Level.WARN)).containsExactly("nothing is advertised: no cards");
    planLog.tell(silent, Plan.EMPTY);
    assertThat(log.linesAt(Level.INFO)).containsExactly("settled: nothing is advertised: no cards");
  }

  @Test
  void aNameThatHasToWaitIsLoggedOnceAndIsNoWarning() {
    Plan plan = withheld(Reason.Kind.REMEMBERED, "the kubelet remembers it");
    planLog.tell(Plan.EMPTY, plan);
    planLog.tell(plan, withheld(Reason.Kind.REMEMBERED, "the kubelet still remembers it"));
    assertThat(log.linesAt(Level.INFO))
        .containsExactly("example.com/gpumem: not advertised yet: the kubelet remembers it");
    assertThat(log.linesAt(Level.WARN)).isEmpty();
  }
}
