package io.hami.mock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A binary that runs. */
final class RunningPlugin {
  /** As long as a supervisor that has lost patience waits before it kills. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Process process;
  private final Set<Path> others;
  private final long executed;

  private RunningPlugin(Process process, Set<Path> others, long executed) {
    this.process = process;
    this.others = others;
    this.executed = executed;
  }

  static RunningPlugin start(Binary binary, Account account, Path log) throws IOException {
    Set<Path> others = Kubelet.sockets();
    ProcessBuilder builder =
        new ProcessBuilder(binary.program().toString())
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("KUBECONFIG", account.kubeconfig().toString());
    long executed = System.nanoTime();
    return new RunningPlugin(builder.start(), others, executed);
  }

  /** {@link System#nanoTime} of its start. */
  long executed() {
    return executed;
  }

  ProcessFigures figures() {
    return new ProcessFigures(process.pid());
  }

  boolean alive() {
    return process.isAlive();
  }

  /**
   * How it went.
   *
   * @param nanos from SIGTERM to its end, or until it was killed
   * @param sockets that it left in the kubelet's directory, and that are removed now
   */
  record End(long nanos, int sockets) {}

  End end() throws IOException, InterruptedException {
    long begin = System.nanoTime();
    process.destroy();
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    long took = System.nanoTime() - begin;
    Set<Path> left = new HashSet<>(Kubelet.sockets());
    left.removeAll(others);
    for (Path socket : left) {
      Files.deleteIfExists(socket);
    }
    return new End(took, left.size());
  }
}
