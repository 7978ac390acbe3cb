package io.hami.mock.kubelet;

import io.hami.mock.model.Units;

/**
 * What a kubelet is told of a resource: units 0 to {@code healthy} - 1 are healthy, the rest up to
 * {@code listed} - 1 are not.
 */
record Listing(int listed, int healthy) {
  static final Listing EMPTY = new Listing(0, 0);

  Listing {
    if (healthy < 0 || listed < healthy) {
      throw new IllegalArgumentException(healthy + " healthy of " + listed + " listed");
    }
  }

  static Listing of(Units units) {
    return new Listing(Math.toIntExact(units.capacity()), Math.toIntExact(units.allocatable()));
  }

  /**
   * The first step from here to {@code target}. It drops no unit: surplus ones are listed as
   * unhealthy, so that the kubelet chooses none of them any more. A kubelet of 1.34 or later panics
   * when a list drops a unit that an Allocate in flight has chosen (kubelet-contract 4.6); the
   * surplus is dropped later, by taking {@code target} itself.
   */
  Listing toward(Listing target) {
    return new Listing(Math.max(listed, target.listed), target.healthy);
  }

  Units units() {
    return new Units(listed, healthy);
  }
}
