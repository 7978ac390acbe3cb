package io.hami.mock.hami;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A kind of cards, and the pods that are to try it.
 *
 * @param name on the command line and in the tables
 * @param vector the recorded form whose inventory and device config it has
 * @param mode of the cards; empty for the recorded one
 * @param recorded whether it is a row of the table
 * @param stages in their order; no pod outlives its stage
 */
record Form(String name, Vector vector, String mode, boolean recorded, List<Stage> stages) {
  static final String REGISTER = "register";
  static final String FIRST = "first pod";
  static final String SECOND = "second";
  static final String THIRD = "third";
  static final String TWO = "two containers";
  static final String TOO_MUCH = "too much";
  static final String LATER = "after a minute";
  static final String UNHEALTHY = "unhealthy";

  /** The columns. Three pods on two cards share one. */
  static final List<String> QUESTIONS =
      List.of(REGISTER, FIRST, SECOND, THIRD, TWO, TOO_MUCH, LATER, UNHEALTHY);

  /** What is waited for before the pods of a stage are created. */
  enum When {
    AT_ONCE,
    AFTER_A_MINUTE,
    WITH_THE_FIRST_CARD_UNHEALTHY
  }

  /** Pods that run side by side. */
  record Stage(When when, List<Trial> trials) {}

  /** Every form, the recorded ones first. */
  static List<Form> all() {
    return Stream.concat(Vector.all().map(Form::of), Unrecorded.FORMS.stream()).toList();
  }

  /** A recorded form: its pods, and where the record has none for a question, ours. */
  private static Form of(Vector vector) {
    List<JsonNode> refused = Vector.elements(vector.json().path("refused")).toList();
    List<Trial> together = new ArrayList<>(pods(vector));
    Trial first = together.getFirst();
    boolean two = together.stream().anyMatch(trial -> trial.question().equals(TWO));
    together.add(Trial.ofRefused(TOO_MUCH, refused.getFirst()));
    List<Stage> stages = new ArrayList<>();
    stages.add(new Stage(When.AT_ONCE, together));
    stages.add(new Stage(When.AFTER_A_MINUTE, List.of(first.asked(LATER))));
    if (!two) {
      Trial twice = first.twice().asked(TWO);
      stages.add(
          new Stage(
              When.AT_ONCE,
              List.of(
                  twice.expecting(
                      first.expected().twice(), "each container gets what the first pod got"))));
    }
    Trial unhealthy =
        refused.size() > 1
            ? Trial.ofRefused(UNHEALTHY, refused.get(1))
            : Optional.ofNullable(Unrecorded.UNHEALTHY.get(vector.name())).orElseThrow();
    stages.add(new Stage(When.WITH_THE_FIRST_CARD_UNHEALTHY, List.of(unhealthy)));
    return new Form(vector.name(), vector, "", true, stages).corrected();
  }

  private static List<Trial> pods(Vector vector) {
    Iterator<String> single = List.of(FIRST, SECOND, THIRD).iterator();
    return Vector.elements(vector.json().path("pods"))
        .map(
            pod ->
                Trial.ofPod(pod.path("name").asText().endsWith("-two") ? TWO : single.next(), pod))
        .toList();
  }

  /** With what is expected today where the record is out of date. */
  private Form corrected() {
    return new Form(
        name,
        vector,
        mode,
        recorded,
        stages.stream()
            .map(
                stage ->
                    new Stage(
                        stage.when,
                        stage.trials.stream()
                            .map(trial -> Unrecorded.corrected(name, trial))
                            .toList()))
            .toList());
  }
}
