package io.hami.mock.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.management.JMException;

/**
 * The resources that a plugin holds at a moment: the kernel's figures, and its heap after a
 * collection.
 */
record Footprint(long threads, long descriptors, long residentMebibytes, long heapKibibytes) {
  /**
   * @param jmxPort where the plugin is asked about its heap
   */
  static Footprint of(long process, int jmxPort) {
    Path proc = Path.of("/proc", Long.toString(process));
    try (JmxClient jmx = new JmxClient(jmxPort)) {
      long heap = jmx.collectedHeap() / 1024;
      return new Footprint(
          entries(proc.resolve("task")), entries(proc.resolve("fd")), resident(proc) / 1024, heap);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    } catch (JMException failure) {
      throw new IllegalStateException(failure);
    }
  }

  private static long entries(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.count();
    }
  }

  private static long resident(Path proc) throws IOException {
    return Files.readAllLines(proc.resolve("status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Whether nothing has grown since {@code before}: idle threads and connections come and go, and
   * so do pages that the process has released and reads again.
   */
  boolean isNoMoreThan(Footprint before) {
    return threads <= before.threads + 6
        && descriptors <= before.descriptors + 6
        && residentMebibytes <= before.residentMebibytes + 32
        && heapKibibytes <= before.heapKibibytes + 2048;
  }
}
