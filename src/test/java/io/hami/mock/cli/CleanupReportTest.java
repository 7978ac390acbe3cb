package io.hami.mock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.port.CleanedNode;
import io.hami.mock.port.CleanedNode.Item;
import io.hami.mock.port.CleanedNode.Outcome;
import io.hami.mock.port.Leftover;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CleanupReportTest {
  private static final Leftover ANNOTATION =
      new Leftover.Annotation("hami.io/node-nvidia-register", "[{\"id\":\"GPU-0\"}]");
  private static final Leftover NUMBER =
      new Leftover.Quantity("nvidia.com/gpumem", Optional.of("655360"), Optional.of("655360"));

  private final CleanupReport report = new CleanupReport();

  private static CleanedNode node(String name, Item... items) {
    return new CleanedNode(name, List.of(items));
  }

  @Test
  void eachThingHasALine() {
    assertThat(
            report.of(
                node(
                    "n1",
                    new Item(ANNOTATION, new Outcome.Removed()),
                    new Item(NUMBER, new Outcome.Failed("no right")))))
        .isEqualTo(
            """
            n1
              annotation  hami.io/node-nvidia-register          removed
              number      nvidia.com/gpumem             655360  not removed: no right
            """);
    assertThat(report.isFailed()).isTrue();
    assertThat(report.summary(3, false))
        .isEqualTo(
            "1 annotation and 0 numbers on 1 Node removed; 3 Nodes looked at; 1 thing could not be"
                + " removed\n");
  }

  @Test
  void aDryRunSaysThatNothingWasChanged() {
    assertThat(
            report.of(
                node(
                    "n1",
                    new Item(ANNOTATION, new Outcome.Found()),
                    new Item(NUMBER, new Outcome.Found()))))
        .contains("would be removed")
        .doesNotContain(" removed:");
    assertThat(report.isFailed()).isFalse();
    assertThat(report.summary(5000, true))
        .isEqualTo(
            "1 annotation and 1 number on 1 Node would be removed; nothing was changed; 5,000 Nodes"
                + " looked at\n");
  }

  @Test
  void whatStaysIsNamedWithItsWriterAndIsNoFailure() {
    assertThat(report.of(node("n1", new Item(ANNOTATION, new Outcome.Kept("kubectl-annotate")))))
        .contains("kept: kubectl-annotate has written it since");
    assertThat(report.isFailed()).isFalse();
    assertThat(report.summary(1, false)).isEqualTo("nothing removed; 1 Node looked at\n");
  }

  @Test
  void aCleanNodeHasNoLine() {
    assertThat(report.of(node("n1"))).isEmpty();
    assertThat(report.summary(0, true)).isEqualTo("nothing to remove; 0 Nodes looked at\n");
  }
}
