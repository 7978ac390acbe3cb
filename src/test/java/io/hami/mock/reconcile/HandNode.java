package io.hami.mock.reconcile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The lock of a Node in memory, and who writes it. */
final class HandNode implements NodeWriter, Bindings.NodeLock {
  /** One release that was asked for. */
  record Asked(String key, String value) {}

  final List<Asked> releases = new ArrayList<>();
  Optional<String> lock = Optional.empty();
  Optional<Answer> answer = Optional.of(new Answer.Written());
  Runnable faster = () -> {};
  Optional<String> trouble = Optional.empty();
  int reads;

  @Override
  public void annotate(Map<String, Optional<String>> changes, Consumer<Answer> then) {
    answer.ifPresent(then);
  }

  @Override
  public void release(String key, String value, Consumer<Release> then) {
    releases.add(new Asked(key, value));
    faster.run();
    if (!lock.equals(Optional.of(value))) {
      then.accept(new Release.Changed());
      return;
    }
    if (answer.filter(Answer.Written.class::isInstance).isPresent()) {
      lock = Optional.empty();
    }
    answer.ifPresent(then);
  }

  @Override
  public Optional<String> value() throws IOException {
    reads++;
    if (trouble.isPresent()) {
      throw new IOException(trouble.get());
    }
    return lock;
  }
}
