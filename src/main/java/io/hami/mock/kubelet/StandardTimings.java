package io.hami.mock.kubelet;

import io.micronaut.context.annotation.Factory;
import io.micronaut.context.annotation.Requires;
import jakarta.inject.Singleton;

/** The timings of a real kubelet, unless a test brings its own. */
@Factory
final class StandardTimings {
  @Singleton
  @Requires(missingBeans = Timings.class)
  Timings timings() {
    return Timings.STANDARD;
  }
}
