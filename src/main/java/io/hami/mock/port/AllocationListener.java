package io.hami.mock.port;

import io.hami.mock.model.ResourceName;
import java.time.Duration;

/** Port: hears of the end of every Allocate call, on the thread that ends it. */
@FunctionalInterface
public interface AllocationListener {
  /**
   * Hears of one call.
   *
   * @param units how many units were asked for, in all containers
   * @param took from the call to its end
   * @param refused whether the answer was an error, or the kubelet had gone before there was one
   */
  void allocated(ResourceName name, int units, Duration took, boolean refused);
}
