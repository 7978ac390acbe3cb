package io.hami.mock.reconcile;

import io.hami.mock.port.LastGood;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Configs kept in memory, for the next plugin of the same test. */
public final class HandLastGood implements LastGood {
  private final Map<String, String> texts = new HashMap<>();

  @Override
  public Optional<String> text(String config) {
    return Optional.ofNullable(texts.get(config));
  }

  @Override
  public void keep(String config, String text) {
    texts.put(config, text);
  }

  @Override
  public void forget(String config) {
    texts.remove(config);
  }
}
