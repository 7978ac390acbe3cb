package io.hami.mock.kubelet;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls of a kubelet. */
record CallCount(AtomicInteger calls, AtomicInteger allocations, AtomicInteger units)
    implements DevicePluginService.Calls {
  static CallCount of() {
    return new CallCount(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
  }

  @Override
  public void heard() {
    calls.incrementAndGet();
  }

  @Override
  public void allocated(int asked, long nanos, boolean refused) {
    allocations.incrementAndGet();
    units.addAndGet(asked);
  }
}
