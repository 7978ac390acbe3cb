package io.hami.mock.node;

import io.hami.mock.model.StatusRight;
import io.hami.mock.port.Loop;
import io.hami.mock.port.NodeStatus;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The right to patch the Node's status, as last reported by the API server. The plugin asks at the
 * start until it has an answer, since an operator may need the right at any time and an earlier
 * process may have left numbers. After that it asks again as long as something is refused because
 * the right is missing, because the API server does not announce that a right was granted.
 * Everything here runs on the loop.
 */
public final class AskedRight {
  /** How often the plugin asks while the right is missing. */
  public static final Duration PERIOD = Duration.ofMinutes(1);

  /** How often the plugin asks while there is no answer. */
  public static final Duration SOON = Duration.ofSeconds(2);

  /** How often the plugin asks while there has been no answer for long. */
  public static final Duration LATER = Duration.ofSeconds(8);

  /** After this many questions without an answer the right counts as missing. */
  public static final int QUESTIONS = 5;

  private static final Logger log = LoggerFactory.getLogger(AskedRight.class);

  private final Loop loop;
  private final Runnable changed;
  private Optional<NodeStatus> status = Optional.empty();
  private StatusRight right = StatusRight.UNKNOWN;
  private Loop.Timer timer = Loop.Timer.NONE;
  private boolean asking;
  private int unanswered;
  private boolean wanted;

  /**
   * @param changed called when the answer has changed
   */
  public AskedRight(Loop loop, Runnable changed) {
    this.loop = loop;
    this.changed = changed;
  }

  public StatusRight now() {
    return right;
  }

  /** Asks {@code from} now. */
  public void start(NodeStatus from) {
    status = Optional.of(from);
    ask();
  }

  private void ask() {
    status.ifPresent(
        from -> {
          asking = true;
          try {
            from.ask(answer -> loop.execute(() -> answered(answer)));
          } catch (RuntimeException | Error failure) {
            log.debug("asking for the right failed", failure);
            loop.execute(() -> answered(StatusRight.UNKNOWN));
          }
        });
  }

  private void answered(StatusRight answer) {
    asking = false;
    unanswered = answer instanceof StatusRight.Unknown ? unanswered + 1 : 0;
    if (answer instanceof StatusRight.Unknown && right instanceof StatusRight.Missing) {
      want(wanted);
      return;
    }
    StatusRight next =
        unanswered < QUESTIONS
            ? answer
            : new StatusRight.Missing("the API server does not say whether it is granted");
    if (next.equals(right) || (isMissing(next) && isMissing(right))) {
      want(wanted);
    } else {
      right = next;
      changed.run();
    }
  }

  /** There is no API server to ask. */
  public void absent() {
    right = new StatusRight.Missing("there is no API server to write it through");
  }

  /** Sets whether something is refused because the right is missing. */
  public void want(boolean it) {
    wanted = it;
    timer.cancel();
    boolean asks =
        switch (right) {
          // Until it is known, nothing that an earlier process wrote can be taken off.
          case StatusRight.Unknown() -> true;
          case StatusRight.Missing _ -> wanted;
          case StatusRight.Granted() -> false;
        };
    if (asks && !asking) {
      timer = loop.schedule(pause(), this::ask);
    }
  }

  private Duration pause() {
    if (right instanceof StatusRight.Unknown) {
      return SOON;
    }
    return unanswered > 0 ? LATER : PERIOD;
  }

  /** The API server has refused a write. */
  public void refused(String why) {
    if (!isMissing(right)) {
      right = new StatusRight.Missing(why);
      loop.execute(changed);
    }
  }

  /**
   * A right that stays missing keeps its first reason: a review and a write word it differently.
   */
  private static boolean isMissing(StatusRight right) {
    return right instanceof StatusRight.Missing;
  }
}
