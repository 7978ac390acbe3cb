package io.hami.mock.app;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A part of a file that is mapped into this process, read-only, with the same content in memory as
 * in the file: of the class cache or of the JVM's code.
 *
 * @param start its first address
 * @param length in bytes
 * @param file its path
 */
record MappedFile(long start, long length, String file) {
  /** The first line of a mapping: {@code 7f12-7f34 r-xp 00001000 fe:00 123 /lib/libjvm.so}. */
  private static final Pattern MAPPING =
      Pattern.compile("([0-9a-f]+)-([0-9a-f]+) (\\S{4}) \\S+ \\S+ \\d+ *(.*)");

  /** The line with the size of the part that is in memory only. */
  private static final Pattern ALL_OF_THE_FILE = Pattern.compile("Anonymous: +0 kB");

  private static final Path SELF = Path.of("/proc/self/smaps");

  /** See madvise(2); from Linux 5.4 on. */
  private static final int MADV_PAGEOUT = 21;

  private static final int MADV_DONTNEED = 4;

  /** Loaded only when needed, because JNA then loads its own library. */
  private static final class C {
    static final Function MADVISE = NativeLibrary.getProcess().getFunction("madvise");
  }

  /**
   * All such mappings of this process.
   *
   * @throws IOException where there is no {@code /proc}, which only Linux has
   */
  static List<MappedFile> all() throws IOException {
    try (Stream<String> lines = Files.lines(SELF)) {
      return of(lines.toList());
    }
  }

  /**
   * The mappings that {@code smaps} lists, see proc_pid_smaps(5). A library's tables, which its
   * loader writes to before it makes them read-only, are not among them.
   */
  static List<MappedFile> of(List<String> smaps) {
    List<MappedFile> found = new ArrayList<>();
    Optional<MappedFile> candidate = Optional.empty();
    for (String line : smaps) {
      Matcher mapping = MAPPING.matcher(line);
      if (mapping.matches()) {
        candidate = Optional.of(mapping).filter(MappedFile::readOnlyFile).map(MappedFile::of);
      } else if (ALL_OF_THE_FILE.matcher(line).matches()) {
        candidate.ifPresent(found::add);
      }
    }
    return List.copyOf(found);
  }

  private static boolean readOnlyFile(Matcher mapping) {
    return mapping.group(3).matches("r-.p") && mapping.group(4).startsWith("/");
  }

  private static MappedFile of(Matcher mapping) {
    long start = Long.parseUnsignedLong(mapping.group(1), 16);
    long end = Long.parseUnsignedLong(mapping.group(2), 16);
    return new MappedFile(start, end - start, mapping.group(4));
  }

  /**
   * Removes its pages from the process and, where no other process has them mapped, from memory. A
   * page that is read again comes from the file, which takes some milliseconds, once. A kernel
   * without this function removes them from the process only.
   *
   * @return whether the kernel did it
   */
  boolean release() {
    return advise(MADV_PAGEOUT) || advise(MADV_DONTNEED);
  }

  private boolean advise(int advice) {
    return C.MADVISE.invokeInt(new Object[] {new Pointer(start), length, advice}) == 0;
  }
}
