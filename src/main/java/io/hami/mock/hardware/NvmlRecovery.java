package io.hami.mock.hardware;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.Map;
import java.util.Optional;

/**
 * What a driver wants done before a card may be used again. A card that waits for a reset answers
 * every other question as if it were well (DCGM #263).
 */
final class NvmlRecovery {
  /** {@code NVML_FI_DEV_GET_GPU_RECOVERY_ACTION}; older drivers do not know it. */
  private static final int ACTION = 230;

  /** {@code nvmlFieldValue_t}: two integers, two times, the type, the result and the value. */
  private static final int BYTES = 40;

  private static final int RESULT = 28;
  private static final int VALUE = 32;

  /** Those of {@code nvmlDeviceGpuRecoveryAction_t} without which the card is of no use. */
  private static final Map<Integer, String> ACTIONS =
      Map.of(
          1, "a reset of the GPU",
          2, "a reboot of the node",
          4, "that the GPU is drained and reset");

  private NvmlRecovery() {}

  /** Empty where nothing is wanted, or the driver cannot tell. */
  static Optional<String> wanted(NvmlLibrary functions, Pointer device) {
    try (Memory field = new Memory(BYTES)) {
      field.clear();
      field.setInt(0, ACTION);
      return SharedLibrary.succeeds(() -> functions.nvmlDeviceGetFieldValues(device, 1, field))
              && field.getInt(RESULT) == SharedLibrary.SUCCESS
          ? Optional.ofNullable(ACTIONS.get(field.getInt(VALUE)))
              .map(action -> "its driver asks for " + action)
          : Optional.empty();
    }
  }
}
