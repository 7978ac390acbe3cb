package io.hami.mock.simulator;

/** A pod was not admitted and has failed; it is not tried again (docs/kubelet.md 4.5). */
public final class AdmissionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;

  AdmissionException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** The pod's {@code status.reason}; the exception's message is its {@code status.message}. */
  public String reason() {
    return reason;
  }
}
