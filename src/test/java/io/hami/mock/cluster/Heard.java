package io.hami.mock.cluster;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.port.FactsSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** All reports of a source, in order: {@link NodeFacts}, or a text if it is unavailable. */
final class Heard implements FactsSource.Listener {
  private final List<Object> words = new CopyOnWriteArrayList<>();

  @Override
  public void facts(NodeFacts facts) {
    words.add(facts);
  }

  @Override
  public void unavailable(String why) {
    words.add(why);
  }

  List<Object> words() {
    return List.copyOf(words);
  }

  /** Whether the last report is {@code facts}. */
  boolean sees(NodeFacts facts) {
    return !words.isEmpty() && words.getLast().equals(facts);
  }

  /** Whether the last report is that the Node cannot be read. */
  boolean isBlind() {
    return !words.isEmpty() && words.getLast() instanceof String;
  }

  /** The reports that the Node cannot be read. */
  List<String> troubles() {
    return words.stream().filter(String.class::isInstance).map(String.class::cast).toList();
  }
}
