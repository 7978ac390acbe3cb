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
 * A shared library in this process. JNA would look for one in the jars too and call its absence an
 * error of many lines, so the system's loader is asked first, which says in one line what is wrong.
 *
 * <p>A library stays in the process once it is in it: vendors' libraries have threads and exit
 * handlers, and taking the code away from under those ends the JVM.
 *
 * @param file as the loader found it
 * @param functions what the library exports
 */
record SharedLibrary<T extends Library>(String file, T functions) {
  /** What all of these libraries return when all is well. */
  static final int SUCCESS = 0;

  private static final int RTLD_LAZY = 1;
  private static final int RTLD_NODELETE = 0x1000;

  /**
   * JNA's own choice is RTLD_GLOBAL, with which the second library that exports {@code nvmlInit_v2}
   * or {@code rsmi_init} calls into the first: NVIDIA's and Iluvatar's, AMD's and Hygon's.
   */
  private static final int LOCAL = RTLD_LAZY | RTLD_NODELETE;

  /** The system's loader. */
  interface Loader extends Library {
    @Nullable Pointer dlopen(String file, int flags);

    @Nullable String dlerror();
  }

  /** Not before a library is asked for: JNA unpacks and loads its own one with this. */
  private static final class Loading {
    static final Loader LOADER = Native.load(Loader.class);

    // JNA and the JVM ask the loader, on this very thread, for each native function that they first
    // use, and the loader then takes its last message back. So all that is needed to read a message
    // is used once: the function, and what makes a String of its answer.
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
   * @throws LibraryException with the loader's words: of a file that is there and does not load,
   *     else of the first
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

  /** Why the loader does not take {@code file}; empty once it has. */
  private static Optional<String> failure(String file) {
    return Loading.LOADER.dlopen(file, LOCAL) == null
        ? Optional.of(String.valueOf(Loading.LOADER.dlerror()))
        : Optional.empty();
  }

  /** What is missing may as well be another library that this one needs. */
  private static boolean isAbsence(String file, String failure) {
    return failure.startsWith(file + ": ") && failure.endsWith("No such file or directory");
  }

  /** Whether a function did what it was called for; a library may well not have it. */
  static boolean succeeds(IntSupplier call) {
    try {
      return call.getAsInt() == SUCCESS;
    } catch (UnsatisfiedLinkError _) {
      return false;
    }
  }
}
