package io.hami.mock.port;

import java.util.Optional;

/**
 * Port: keeps what was last in force of each config beyond the end of this process, so that a bad
 * edit does no harm at the next start either.
 */
public interface LastGood {
  /** Keeps nothing. */
  LastGood NONE =
      new LastGood() {
        @Override
        public Optional<Kept> recall(String config) {
          return Optional.empty();
        }

        @Override
        public void keep(String config, Kept kept) {}
      };

  /**
   * What was in force.
   *
   * @param text of the config; empty where there was no config, and its defaults were in force
   */
  record Kept(Optional<String> text) {
    public static final Kept ABSENT = new Kept(Optional.empty());

    public static Kept of(String text) {
      return new Kept(Optional.of(text));
    }
  }

  /**
   * What was kept last for {@code config}; empty where nothing was kept or where it cannot be read.
   * Reads one small file at most.
   *
   * @param config names the config and where it comes from
   */
  Optional<Kept> recall(String config);

  /** Keeps {@code kept} in place of what was kept before. Returns at once. */
  void keep(String config, Kept kept);
}
