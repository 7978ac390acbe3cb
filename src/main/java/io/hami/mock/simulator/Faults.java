package io.hami.mock.simulator;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Faults that a test injects into an embedded kubelet; none at the start. */
public final class Faults {
  private final Queue<RegisterAnswer> nextAnswers = new ConcurrentLinkedQueue<>();
  private volatile RegisterAnswer registerAnswer = new RegisterAnswer.Prompt();
  private volatile boolean takingRegistrations = true;
  private volatile boolean openingStreams = true;
  private volatile boolean reading = true;
  private volatile Runnable resumed = () -> {};

  /** How Register is answered. */
  public sealed interface RegisterAnswer {
    /** Answered as soon as the kubelet can. */
    record Prompt() implements RegisterAnswer {}

    /** The registration is processed as usual; only the answer is delayed. */
    record Late(Duration delay) implements RegisterAnswer {}

    /** The call is neither processed nor answered, as by a frozen kubelet. */
    record Never() implements RegisterAnswer {}

    /** Refused with UNKNOWN and this text, before anything is checked. */
    record Refused(String text) implements RegisterAnswer {}
  }

  /** Sets how later Register calls are answered. */
  public Faults answerRegister(RegisterAnswer answer) {
    registerAnswer = answer;
    return this;
  }

  /**
   * Sets how the next Register call alone is answered; after it {@link #answerRegister} applies
   * again. Several are used in order.
   */
  public Faults answerNextRegister(RegisterAnswer answer) {
    nextAnswers.add(answer);
    return this;
  }

  /**
   * Withholds the device manager's lock from registrations until {@link #resumeRegistrations()}, as
   * in a kubelet that is busy with a long list (docs/kubelet.md 2.3). The plugin is dialled and, by
   * 1.36 and 1.37, asked for its options; then the registration waits, even longer than its caller
   * does, so that ListAndWatch follows a Register that has ended in DEADLINE_EXCEEDED (1.4). 1.20
   * answers before that. Lists and pods are not delayed.
   */
  public Faults pauseRegistrations() {
    takingRegistrations = false;
    return this;
  }

  /** Continues the registrations that wait, oldest first. */
  public Faults resumeRegistrations() {
    takingRegistrations = true;
    resumed.run();
    return this;
  }

  /**
   * Sets whether ListAndWatch follows a registration. Without it, Register answers OK and no call
   * follows, as when 1.20 silently fails to dial (docs/kubelet.md 1.4).
   */
  public Faults openStreams(boolean open) {
    openingStreams = open;
    return this;
  }

  /** Stops reading messages from all ListAndWatch streams until {@link #resumeReading()}. */
  public Faults pauseReading() {
    reading = false;
    return this;
  }

  /** Reads messages again. */
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
