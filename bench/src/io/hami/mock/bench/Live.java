package io.hami.mock.bench;

import io.hami.mock.bench.Wishes.BadWishException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Measures binaries on the node that it runs on and prints a table. */
public final class Live {
  private Live() {}

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (List.of(arguments).contains("--help")) {
      System.out.print(Wishes.USAGE);
      return;
    }
    try {
      Wishes wishes = Wishes.parse(List.of(arguments));
      ApiServer server = new ApiServer(environment("NODE_NAME"));
      Path administrator = Path.of(environment("KUBECONFIG"));
      Account account =
          switch (wishes.signIn()) {
            case TOKEN -> Account.service(server, administrator);
            case CERTIFICATE -> Account.copied(administrator);
          };
      Kubelet kubelet = new Kubelet(environment("KUBE_CONTROL"), new Arrival(server));
      LiveRun run = new LiveRun(wishes, server, account, kubelet);
      // Also where Ctrl-C ends it.
      Runtime.getRuntime().addShutdownHook(new Thread(() -> restore(run, account), "restore"));
      String text =
          Machine.describe(server)
              + ", signed in by "
              + wishes.signIn().name().toLowerCase(Locale.ROOT)
              + "\n\n"
              + run.measure()
              + "\n";
      Files.writeString(LiveRun.OUTPUT.resolve("live.md"), text);
      System.out.print(text);
    } catch (BadWishException wrong) {
      System.err.println(wrong.getMessage());
      System.exit(2);
    }
  }

  private static void restore(LiveRun run, Account account) {
    try (account) {
      run.restore();
    } catch (IOException failure) {
      System.err.println("the node's annotation could not be put back: " + failure);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static String environment(String name) throws BadWishException {
    return Optional.ofNullable(System.getenv(name))
        .filter(value -> !value.isEmpty())
        .orElseThrow(() -> new BadWishException(name + " is not set\n" + Wishes.USAGE));
  }
}
