package io.hami.mock.kubelet;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the calls of a kubelet. */
record CallCount(
    AtomicInteger calls, AtomicInteger allocations, AtomicInteger units, AtomicInteger refusals)
    implements DevicePluginService.Calls {
  static CallCount of() {
    return new CallCount(
        new AtomicInteger(), new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
  }

  @Override
  public void heard() {
    calls.incrementAndGet();
  }

  @Override
  public void allocated(int asked, long nanos, boolean refused) {
    refusals.addAndGet(refused ? 1 : 0);
    allocations.incrementAndGet();
    units.addAndGet(asked);
  }
}
