package io.hami.mock.reconcile;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.port.FactsSource;
import io.hami.mock.port.Loop;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Keeps the newest report about the Node until the loop has time for it: a Node that changes often
 * costs one plan, made from its newest state.
 */
final class NodeReports implements FactsSource.Listener {
  private final Loop loop;
  private final Consumer<NodeFacts> facts;
  private final Consumer<String> trouble;
  private final AtomicReference<Report> newest = new AtomicReference<>(Report.NONE);

  private record Report(Optional<NodeFacts> facts, Optional<String> trouble) {
    static final Report NONE = new Report(Optional.empty(), Optional.empty());
  }

  /**
   * @param facts is called on the loop with the Node as last read
   * @param trouble is called on the loop with the reason why it cannot be read now
   */
  NodeReports(Loop loop, Consumer<NodeFacts> facts, Consumer<String> trouble) {
    this.loop = loop;
    this.facts = facts;
    this.trouble = trouble;
  }

  @Override
  public void facts(NodeFacts now) {
    leave(_ -> new Report(Optional.of(now), Optional.empty()));
  }

  @Override
  public void unavailable(String why) {
    leave(last -> new Report(last.facts(), Optional.of(why)));
  }

  /** Replaces a report that the loop has not read yet; the loop was woken for that one already. */
  private void leave(UnaryOperator<Report> next) {
    if (newest.getAndUpdate(next).equals(Report.NONE)) {
      loop.execute(this::read);
    }
  }

  private void read() {
    Report report = newest.getAndSet(Report.NONE);
    report.facts().ifPresent(facts);
    report.trouble().ifPresent(trouble);
  }
}
