package io.hami.mock.app;

import java.util.Optional;

/** Entry point. */
public final class Main {
  private static final int BAD_USAGE = 2;

  private Main() {}

  static void main(String[] args) {
    Optional<String> refusal =
        switch (new ArgumentParser(System.getenv()).parse(args)) {
          case Command.Help(String text) -> print(text);
          case Command.Version(String text) -> print(text + "\n");
          case Command.Bad(String message) -> Optional.of(message);
          case Command.Task task -> Logging.apply(task.options().log());
        };
    if (refusal.isPresent()) {
      System.err.println(refusal.get());
      System.exit(BAD_USAGE);
    }
  }

  private static Optional<String> print(String text) {
    System.out.print(text);
    return Optional.empty();
  }
}
