package io.hami.mock.port;

import io.hami.mock.model.ResourceName;
import java.time.Duration;

/** Port: hears of every Allocate call that was answered, on the thread that answers it. */
@FunctionalInterface
public interface AllocationListener {
  /**
   * Hears of one call.
   *
   * @param units how many units were asked for, in all containers
   * @param took from the call to the answer
   * @param refused whether the answer was an error
   */
  void allocated(ResourceName name, int units, Duration took, boolean refused);
}
