package io.hami.mock.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.hami.mock.model.Family;
import io.hami.mock.model.Origin;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.Reason;
import io.hami.mock.model.SplitFactor;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class PlanLogTest {
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();

  @BeforeEach
  void listen() {
    log.start();
    logger().addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger().detachAppender(log);
  }

  private static Logger logger() {
    return (Logger) LoggerFactory.getLogger(Reconciler.class);
  }

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

  private List<String> lines(Level level) {
    return log.list.stream()
        .filter(event -> event.getLevel().equals(level))
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }

  @Test
  void aSourceThatIsUnreadableFromTheStartIsLoggedOnce() {
    Plan plan = withheld(Reason.Kind.MALFORMED, "not a number");
    PlanLog.tell(Plan.EMPTY, plan);
    PlanLog.tell(plan, plan);
    assertThat(lines(Level.ERROR))
        .containsExactly("example.com/gpumem: not advertised: not a number");
  }

  @Test
  void aNameThatHasToWaitIsLoggedOnceAndIsNoWarning() {
    Plan plan = withheld(Reason.Kind.REMEMBERED, "the kubelet remembers it");
    PlanLog.tell(Plan.EMPTY, plan);
    PlanLog.tell(plan, withheld(Reason.Kind.REMEMBERED, "the kubelet still remembers it"));
    assertThat(lines(Level.INFO))
        .containsExactly("example.com/gpumem: not advertised yet: the kubelet remembers it");
    assertThat(lines(Level.WARN)).isEmpty();
  }
}
