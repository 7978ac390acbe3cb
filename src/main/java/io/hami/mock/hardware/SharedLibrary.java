package io.hami.mock.hardware;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A shared library in this process. JNA would also search the jars for it and report its absence
 * with an error of many lines, so the system's loader is tried first; it tells the reason in one
 * line.
 *
 * <p>A library is never unloaded: vendors' libraries have threads and exit handlers, and the JVM
 * would crash if their code were removed.
 *
 * @param file the file as the loader found it
 * @param functions the functions that the library exports
 */
record SharedLibrary<T extends Library>(String file, T functions) {
  /** The return value of all these libraries for success. */
  static final int SUCCESS = 0;

  private static final int RTLD_LAZY = 1;
  private static final int RTLD_NODELETE = 0x1000;

  /**
   * JNA's default is RTLD_GLOBAL. With it, the second library that exports {@code nvmlInit_v2} or
   * {@code rsmi_init} calls into the first: NVIDIA's and Iluvatar's, AMD's and Hygon's.
   */
  private static final int LOCAL = RTLD_LAZY | RTLD_NODELETE;

  /** The system's loader. */
  interface Loader extends Library {
    @Nullable Pointer dlopen(String file, int flags);

    @Nullable String dlerror();
  }

  /** Used only when a library is needed, because it makes JNA unpack and load its own library. */
  private static final class Loading {
    static final Loader LOADER = Native.load(Loader.class);

    // At the first use of each native function, JNA and the JVM call the loader on the same thread,
    // and the loader then clears its last error message. So everything that is needed to read a
    // message is used once here: the function, and the code that makes a String of its result.
    static {
      LOADER.dlerror();
      LOADER.dlopen("/", LOCAL);
      LOADER.dlerror();
    }
  }

  /**
   * Loads the first of {@code files} that can be loaded.
   *
   * @param files names for the loader to find, or paths
   * @throws LibraryException with the loader's message: for a file that exists but does not load,
   *     or else for the first file
   */
  static <T extends Library> SharedLibrary<T> load(Class<T> functions, List<String> files)
      throws LibraryException {
    List<String> broken = new ArrayList<>();
    List<String> absent = new ArrayList<>();
    for (String file : files) {
      Optional<String> failure = failure(file);
      if (failure.isEmpty()) {
        return new SharedLibrary<>(
            file, Native.load(file, functions, Map.of(Library.OPTION_OPEN_FLAGS, LOCAL)));
      }
      (isAbsence(file, failure.get()) ? absent : broken).add(failure.get());
    }
    broken.addAll(absent);
    throw new LibraryException(broken.getFirst());
  }

  /** Why the loader cannot load {@code file}; empty if it has loaded it. */
  private static Optional<String> failure(String file) {
    return Loading.LOADER.dlopen(file, LOCAL) == null
        ? Optional.of(String.valueOf(Loading.LOADER.dlerror()))
        : Optional.empty();
  }

  /** Whether {@code file} itself is missing, and not another library that it needs. */
  private static boolean isAbsence(String file, String failure) {
    return failure.startsWith(file + ": ") && failure.endsWith("No such file or directory");
  }

  /** The file, and the driver's version where {@code ask} writes that into {@code version}. */
  String withDriver(byte[] version, IntSupplier ask) {
    return succeeds(ask) ? file + ", driver " + CText.of(version) : file;
  }

  /** Whether a function succeeds; a library that lacks the function counts as a failure. */
  static boolean succeeds(IntSupplier call) {
    try {
      return call.getAsInt() == SUCCESS;
    } catch (UnsatisfiedLinkError _) {
      return false;
    }
  }
}
