package io.hami.mock.bench;

import io.hami.mock.cluster.FakeApiServer;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.KubeletOptions;
import io.hami.mock.simulator.Release;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Holds what target/dist costs to the budget in {@code bench/budget.properties}. The plugin runs
 * beside a made-up kubelet and API server, so this needs no Kubernetes. Times depend on the
 * machine, so that they are counted in runs of a program of the JDK, which are measured in turn.
 */
public final class Budget {
  private static final Path SHIPPED = Path.of("target", "dist").toAbsolutePath();
  private static final Path IMAGE = Path.of("target", "image").toAbsolutePath();
  private static final int ROUNDS = 7;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** A plugin gives back what only a start needs after ten seconds without a change. */
  private static final Duration SETTLE = Duration.ofSeconds(30);

  private static final Logger SERVER_LOG = Logger.getLogger("okhttp3");

  private final Properties budget;
  private boolean within = true;

  private Budget(Properties budget) {
    this.budget = budget;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    // The made-up API server reports each watch that a client ends.
    SERVER_LOG.setLevel(Level.OFF);
    Properties budget = new Properties();
    try (Reader reader = Files.newBufferedReader(Path.of("bench", "budget.properties"))) {
      budget.load(reader);
    }
    Budget held = new Budget(budget);
    System.out.println("| | measured | budget |\n| --- | --- | --- |");
    held.sizes();
    held.times();
    if (!held.within) {
      System.err.println(
          "Something costs more than bench/budget.properties allows. Spend less, or say there why"
              + " it is worth that.");
      System.exit(1);
    }
  }

  private void row(String name, String label, String format, double measured) {
    double allowed = Double.parseDouble(budget.getProperty(name));
    boolean kept = measured <= allowed;
    within &= kept;
    System.out.printf(
        Locale.ROOT,
        "| %s | " + format + "%s | " + format + " |%n",
        label,
        measured,
        kept ? "" : ", TOO MUCH",
        allowed);
  }

  /** Of the image: {@code target/image}, and its layer as a registry has it. */
  private void sizes() throws IOException, InterruptedException {
    run("src/main/image/rootfs", "target/dist", IMAGE.toString());
    long unpacked = 0;
    try (Stream<Path> files = Files.walk(IMAGE)) {
      for (Path file : files.filter(Budget::isPlain).toList()) {
        unpacked += Files.size(file);
      }
    }
    row("unpacked.mib", "image, unpacked, MiB", "%.1f", unpacked / (double) (1 << 20));
    Path layer = Files.createTempFile("layer", ".tar.gz");
    run("tar", "czf", layer.toString(), "-C", IMAGE.toString(), ".");
    row("packed.mb", "image, packed, MB", "%.1f", Files.size(layer) / 1e6);
    Files.delete(layer);
  }

  private static boolean isPlain(Path file) {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
  }

  private static void run(String... command) throws IOException, InterruptedException {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed");
    }
  }

  private void times() throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("budget");
    Path sockets = Files.createDirectory(directory.resolve("s"));
    Spread starts = new Spread();
    Spread fixed = new Spread();
    ProcessFigures.Memory memory;
    try (FakeApiServer server = FakeApiServer.https("node1");
        EmbeddedKubelet kubelet =
            new EmbeddedKubelet(KubeletOptions.of(sockets, Release.V1_36)).start()) {
      ProcessBuilder plugin =
          new ProcessBuilder(
              SHIPPED.resolve("k8s-device-plugin").toString(),
              "--kubeconfig=" + server.writeKubeconfig(directory),
              "--node-name=node1",
              "--device-plugin-dir=" + sockets);
      int round = 1;
      while (true) {
        fixed.add(OptionalLong.of(fixed()));
        Cards cards = new Cards(round, 1_000 * round);
        server.annotate(Cards.REGISTER, cards.annotation());
        long begin = System.nanoTime();
        Process process = started(plugin, directory.resolve("log"));
        try {
          starts.add(OptionalLong.of(known(kubelet, cards) - begin));
          if (round == ROUNDS) {
            Thread.sleep(SETTLE);
            memory = new ProcessFigures(process.pid()).memory();
            break;
          }
        } finally {
          process.destroy();
          process.waitFor(10, TimeUnit.SECONDS);
        }
        round++;
      }
    }
    double start = starts.median().orElseThrow();
    row("resident.mib", "resident at rest, MiB", "%.0f", memory.resident() / 1024.0);
    row(
        "start.runs",
        "exec to all registered, in runs of javap (" + starts.medianAndRange() + " s)",
        "%.2f",
        start / fixed.median().orElseThrow());
  }

  private static Process started(ProcessBuilder plugin, Path log) throws IOException {
    return plugin.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  private static long known(EmbeddedKubelet kubelet, Cards cards)
      throws IOException, InterruptedException {
    if (!kubelet.await(
        there ->
            cards.units().entrySet().stream()
                .allMatch(
                    one ->
                        there
                            .resource(one.getKey())
                            .filter(units -> units.allocatable() == one.getValue())
                            .isPresent()),
        LIMIT)) {
      throw new IOException("the plugin did not register within " + LIMIT);
    }
    return System.nanoTime();
  }

  /** A program that reads, computes and prints for about as long as a plugin starts. */
  private static long fixed() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    Process javap =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "javap").toString(),
                "-J-XX:+UseSerialGC",
                "-J-XX:TieredStopAtLevel=1",
                "-v",
                "java.util.concurrent.ConcurrentHashMap")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    javap.waitFor();
    return System.nanoTime() - begin;
  }
}
