package io.hami.mock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the kernel counts of a process. */
record ProcessFigures(long pid) {
  /** Of a second: the kernel's USER_HZ, the same on all of Linux' architectures of today. */
  private static final double TICKS = 100;

  /** User and system time from its start on, in seconds. */
  double cpuSeconds() throws IOException {
    String stat = read("stat");
    // The name, in brackets, may have blanks.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
  }

  /** Bytes that it had written to disk. */
  long bytesWritten() throws IOException {
    return field("io", "write_bytes");
  }

  long threads() throws IOException {
    return field("status", "Threads");
  }

  Memory memory() throws IOException {
    String file = "smaps_rollup";
    return new Memory(field(file, "Rss"), field(file, "Pss"), field(file, "Anonymous"));
  }

  /**
   * In KiB.
   *
   * @param anonymous what is in no file and thus nobody else's
   */
  record Memory(long resident, long proportional, long anonymous) {}

  private long field(String file, String name) throws IOException {
    return Pattern.compile("^" + name + ":\\s+(\\d+)", Pattern.MULTILINE)
        .matcher(read(file))
        .results()
        .map((MatchResult found) -> Long.parseLong(found.group(1)))
        .findFirst()
        .orElseThrow(() -> new IOException(file + " of process " + pid + " has no " + name));
  }

  private String read(String file) throws IOException {
    return Files.readString(Path.of("/proc", Long.toString(pid), file));
  }
}
