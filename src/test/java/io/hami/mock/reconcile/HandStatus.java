package io.hami.mock.reconcile;

import io.hami.mock.model.ResourceName;
import io.hami.mock.model.StatusRight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The status of a Node in memory. */
final class HandStatus implements NodeStatus {
  /** One request. */
  record Write(Map<ResourceName, Optional<Long>> quantities, Optional<String> mark) {}

  final List<Write> writes = new ArrayList<>();
  final Map<String, String> quantities = new HashMap<>();
  Optional<String> mark = Optional.empty();
  StatusRight right = StatusRight.GRANTED;
  NodeWriter.Answer answer = new NodeWriter.Answer.Written();
  int asked;

  @Override
  public void ask(Consumer<StatusRight> then) {
    asked++;
    then.accept(right);
  }

  @Override
  public void write(
      Map<ResourceName, Optional<Long>> changes,
      Optional<String> text,
      Consumer<NodeWriter.Answer> then) {
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
