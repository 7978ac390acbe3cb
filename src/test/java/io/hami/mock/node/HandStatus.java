package io.hami.mock.node;

import io.hami.mock.annotation.StatusMark;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.StatusRight;
import io.hami.mock.port.NodeStatus;
import io.hami.mock.port.NodeWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The status of a Node in memory. */
public final class HandStatus implements NodeStatus {
  /** One request. */
  public record Write(Map<ResourceName, Optional<Long>> quantities, Optional<String> mark) {}

  public final List<Write> writes = new ArrayList<>();
  public final Map<String, String> quantities = new HashMap<>();
  public Optional<String> mark = Optional.empty();
  public StatusRight right = StatusRight.GRANTED;
  public NodeWriter.Answer answer = new NodeWriter.Answer.Written();
  public int asked;

  @Override
  public void ask(Consumer<StatusRight> then) {
    asked++;
    then.accept(right);
  }

  @Override
  public void write(
      Map<ResourceName, Optional<Long>> changes,
      Map<String, Optional<String>> annotations,
      Consumer<NodeWriter.Answer> then) {
    Optional<String> text = annotations.getOrDefault(StatusMark.KEY, Optional.empty());
    writes.add(new Write(changes, text));
    if (answer instanceof NodeWriter.Answer.Written) {
      mark = text;
      changes.forEach(
          (name, units) ->
              units.ifPresentOrElse(
                  number -> quantities.put(name.toString(), Long.toString(number)),
                  () -> quantities.remove(name.toString())));
    }
    then.accept(answer);
  }
}
