package io.hami.mock.port;

import io.hami.mock.model.ResourceName;
import java.time.Duration;

/** Port: is told of the end of every Allocate call, on the thread that ends it. */
@FunctionalInterface
public interface AllocationListener {
  /**
   * One call has ended.
   *
   * @param units how many units were requested, in all containers
   * @param took the time from the call to its end
   * @param refused whether the answer was an error, or the kubelet had gone before the answer
   */
  void allocated(ResourceName name, int units, Duration took, boolean refused);
}
