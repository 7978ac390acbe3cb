package io.hami.mock.observe;

import io.hami.mock.model.ResourceName;
import io.hami.mock.port.AllocationListener;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many units were allocated, and how long that took. */
@Singleton
final class AllocateTimes implements AllocationListener {
  private final Map<ResourceName, Sum> sums = new ConcurrentHashMap<>();

  /** All calls for one resource since the start. */
  record Sum(LongAdder calls, LongAdder refusals, LongAdder units, LongAdder nanos) {}

  @Override
  public void allocated(ResourceName name, int units, Duration took, boolean refused) {
    Sum sum =
        sums.computeIfAbsent(
            name, _ -> new Sum(new LongAdder(), new LongAdder(), new LongAdder(), new LongAdder()));
    sum.calls().increment();
    sum.nanos().add(took.toNanos());
    if (refused) {
      sum.refusals().increment();
    } else {
      sum.units().add(units);
    }
  }

  Map<ResourceName, Sum> sums() {
    return Map.copyOf(sums);
  }
}
