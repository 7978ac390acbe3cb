package io.hami.mock.kubelet;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** The timings of a real kubelet and the NUMA nodes of this machine, unless a test sets its own. */
@Factory
final class Surroundings {
  @Singleton
  @Requires(missingBeans = Timings.class)
  Timings timings() {
    return Timings.STANDARD;
  }

  @Singleton
  @Requires(missingBeans = NumaNodes.class)
  NumaNodes nodes() {
    return NumaNodes.read(NumaNodes.ONLINE);
  }
}
