package io.hami.mock.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What a process holds at a moment, as the kernel counts it. */
record Footprint(long threads, long descriptors, long residentMebibytes) {
  static Footprint of(long process) {
    Path proc = Path.of("/proc", Long.toString(process));
    try {
      return new Footprint(
          entries(proc.resolve("task")), entries(proc.resolve("fd")), resident(proc) / 1024);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
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
   * Whether nothing has grown since {@code before}: idle threads and connections come and go, and a
   * heap that is not yet collected is no leak.
   */
  boolean isNoMoreThan(Footprint before) {
    return threads <= before.threads + 6
        && descriptors <= before.descriptors + 6
        && residentMebibytes <= before.residentMebibytes + 32;
  }
}
