package io.hami.mock.reconcile;

import io.hami.mock.port.Cluster.LockReader;
import io.hami.mock.port.NodeWriter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The lock of a Node in memory, with its writer. */
public final class HandNode implements NodeWriter, LockReader {
  /** One requested release. */
  public record Asked(String key, String value) {}

  public final List<Asked> releases = new ArrayList<>();
  public Optional<String> lock = Optional.empty();
  public Optional<Answer> answer = Optional.of(new Answer.Written());
  public Runnable faster = () -> {};
  public Optional<String> trouble = Optional.empty();
  public int reads;

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
  public Optional<String> read(String key) throws IOException {
    reads++;
    if (trouble.isPresent()) {
      throw new IOException(trouble.get());
    }
    return lock;
  }
}
