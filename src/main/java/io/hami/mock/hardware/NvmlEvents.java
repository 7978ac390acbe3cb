package io.hami.mock.hardware;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** NVML's event set, with which the driver reports errors of cards as they happen. */
final class NvmlEvents implements AutoCloseable {
  /** {@code nvmlEventTypeXidCriticalError}. */
  private static final long XID = 8;

  /** {@code nvmlEventData_t}: the card, the type, the number, and two parts of a MIG card. */
  private static final int BYTES = 32;

  private static final int TYPE = 8;
  private static final int NUMBER = 16;
  private static final int TIMEOUT = 10;

  private final NvmlLibrary functions;
  private final Pointer set;
  private final Map<Pointer, String> cards = new HashMap<>();

  private NvmlEvents(NvmlLibrary functions, Pointer set) {
    this.functions = functions;
    this.set = set;
  }

  /** An empty set; none where the library has no events. */
  static Optional<NvmlEvents> open(NvmlLibrary functions) {
    PointerByReference set = new PointerByReference();
    return SharedLibrary.succeeds(() -> functions.nvmlEventSetCreate(set))
        ? Optional.of(new NvmlEvents(functions, set.getValue()))
        : Optional.empty();
  }

  /** Includes a card, if it supports that. */
  void include(Pointer device, String id) {
    if (cards.containsKey(device)) {
      return;
    }
    LongByReference supported = new LongByReference();
    if (SharedLibrary.succeeds(() -> functions.nvmlDeviceGetSupportedEventTypes(device, supported))
        && (supported.getValue() & XID) != 0
        && SharedLibrary.succeeds(() -> functions.nvmlDeviceRegisterEvents(device, XID, set))) {
      cards.put(device, id);
    }
  }

  /** Whether any card reports its errors. */
  boolean any() {
    return !cards.isEmpty();
  }

  /**
   * Waits for the next error. The driver keeps only the last one of those that nobody has fetched.
   *
   * @return the error; empty when none came in time
   * @throws LibraryException when the driver cannot wait, with the library's own code
   */
  Optional<Xid> await(Duration time) throws LibraryException {
    try (Memory data = new Memory(BYTES)) {
      int result = functions.nvmlEventSetWait_v2(set, data, Math.toIntExact(time.toMillis()));
      if (result == TIMEOUT) {
        return Optional.empty();
      }
      if (result != SharedLibrary.SUCCESS) {
        throw cannotWait("error " + result);
      }
      return data.getLong(TYPE) == XID
          ? Optional.of(
              new Xid(Optional.ofNullable(cards.get(data.getPointer(0))), data.getLong(NUMBER)))
          : Optional.empty();
    } catch (UnsatisfiedLinkError failure) {
      throw cannotWait(String.valueOf(failure.getMessage()));
    }
  }

  private static LibraryException cannotWait(String why) {
    return new LibraryException("cannot wait for errors of cards: " + why);
  }

  @Override
  public void close() {
    functions.nvmlEventSetFree(set);
  }
}
