package io.hami.mock.app;

/** Entry point. */
public final class Main {
  private Main() {}

  static void main(String[] args) {
    System.out.println(args.length);
  }
}
