package io.hami.mock.port;

import java.util.Optional;

/**
 * Port: keeps the last good text of each config beyond the end of this process, so that a bad edit
 * does no harm at the next start either.
 */
public interface LastGood {
  /** Keeps nothing. */
  LastGood NONE =
      new LastGood() {
        @Override
        public Optional<String> text(String config) {
          return Optional.empty();
        }

        @Override
        public void keep(String config, String text) {}

        @Override
        public void forget(String config) {}
      };

  /**
   * The text that was kept last for {@code config}; empty where none was kept or where it cannot be
   * read. Reads one small file at most.
   *
   * @param config names the config and where it comes from
   */
  Optional<String> text(String config);

  /** Keeps {@code text} in place of any other. Returns at once. */
  void keep(String config, String text);

  /** Removes what was kept: the config has gone, and nobody wants it back. Returns at once. */
  void forget(String config);
}
