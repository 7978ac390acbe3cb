package io.hami.mock.reconcile;

import io.hami.mock.port.LastGood;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Configs kept in memory, for the next plugin of the same test. */
public final class HandLastGood implements LastGood {
  private final Map<String, Kept> all = new HashMap<>();

  @Override
  public Optional<Kept> recall(String config) {
    return Optional.ofNullable(all.get(config));
  }

  @Override
  public void keep(String config, Kept kept) {
    all.put(config, kept);
  }
}
