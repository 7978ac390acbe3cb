package io.hami.mock.fuzz;

/** The text does not match the grammar. */
final class RefusedException extends Exception {
  private RefusedException() {
    super(null, null, false, false);
  }

  static void unless(boolean allowed) throws RefusedException {
    if (!allowed) {
      throw new RefusedException();
    }
  }
}
