package io.hami.mock.simulator;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What a test may have an embedded kubelet do to its plugins; nothing, to begin with. */
public final class Faults {
  private final Queue<RegisterAnswer> nextAnswers = new ConcurrentLinkedQueue<>();
  private volatile RegisterAnswer registerAnswer = new RegisterAnswer.Prompt();
  private volatile boolean takingRegistrations = true;
  private volatile boolean openingStreams = true;
  private volatile boolean reading = true;
  private volatile Runnable resumed = () -> {};

  /** How Register is answered. */
  public sealed interface RegisterAnswer {
    /** As soon as the kubelet can. */
    record Prompt() implements RegisterAnswer {}

    /** Everything is done as ever, the answer alone is held back for so long. */
    record Late(Duration delay) implements RegisterAnswer {}

    /** Nothing is done and nothing is answered, as by a frozen kubelet. */
    record Never() implements RegisterAnswer {}

    /** Refused with UNKNOWN and this text, before anything is looked at. */
    record Refused(String text) implements RegisterAnswer {}
  }

  /** For the Register calls to come. */
  public Faults answerRegister(RegisterAnswer answer) {
    registerAnswer = answer;
    return this;
  }

  /**
   * For the next Register call only, before {@link #answerRegister} counts again. Several are used
   * up in order.
   */
  public Faults answerNextRegister(RegisterAnswer answer) {
    nextAnswers.add(answer);
    return this;
  }

  /**
   * Keeps the device manager's lock from registrations until {@link #resumeRegistrations()}, as a
   * kubelet does that is busy with a long list (docs/kubelet.md 2.3). The plugin is dialled and, by
   * 1.36 and 1.37, asked for its options; then the registration waits, also for longer than its
   * caller does, so that a Register that has ended in DEADLINE_EXCEEDED is followed by ListAndWatch
   * all the same (1.4). 1.20 has answered before. Lists and pods are not held up.
   */
  public Faults pauseRegistrations() {
    takingRegistrations = false;
    return this;
  }

  /** Goes on with the registrations that wait, oldest first. */
  public Faults resumeRegistrations() {
    takingRegistrations = true;
    resumed.run();
    return this;
  }

  /**
   * Whether a registration is followed by ListAndWatch. Without, Register says OK and nothing
   * comes, as when 1.20 silently fails to dial (docs/kubelet.md 1.4).
   */
  public Faults openStreams(boolean open) {
    openingStreams = open;
    return this;
  }

  /** Takes no further message off any ListAndWatch stream until {@link #resumeReading()}. */
  public Faults pauseReading() {
    reading = false;
    return this;
  }

  /** Reads on. */
  public Faults resumeReading() {
    reading = true;
    resumed.run();
    return this;
  }

  RegisterAnswer registerAnswer() {
    RegisterAnswer next = nextAnswers.poll();
    return next == null ? registerAnswer : next;
  }

  boolean takesRegistrations() {
    return takingRegistrations;
  }

  boolean opensStreams() {
    return openingStreams;
  }

  boolean reads() {
    return reading;
  }

  void onResumed(Runnable listener) {
    resumed = listener;
  }
}
