package io.hami.mock.simulator;

import java.time.Duration;

/** What a test may have an embedded kubelet do to its plugins; nothing, to begin with. */
public final class Faults {
  private volatile RegisterAnswer registerAnswer = new RegisterAnswer.Prompt();
  private volatile boolean openingStreams = true;
  private volatile boolean reading = true;
  private volatile Runnable readingResumed = () -> {};

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
   * Whether a registration is followed by ListAndWatch. Without, Register says OK and nothing
   * comes, as when 1.20 silently fails to dial (kubelet-contract 1.4).
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
    readingResumed.run();
    return this;
  }

  RegisterAnswer registerAnswer() {
    return registerAnswer;
  }

  boolean opensStreams() {
    return openingStreams;
  }

  boolean reads() {
    return reading;
  }

  void onReadingResumed(Runnable listener) {
    readingResumed = listener;
  }
}
