package io.hami.mock.log;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The log flags, with the meaning that glog gives them.
 *
 * @param verbosity {@code -v}: from 4 this plugin's debug records, from 6 its traces, from 8 the
 *     libraries' information records, from 10 their debug records
 * @param debug {@code -debug}: debug records at least
 * @param modules {@code -vmodule}: the verbosity of single classes or packages; the first that
 *     matches is used
 * @param directory {@code -log_dir}; empty: no files. (glog would use the temporary directory,
 *     where people do not look and a read-only container cannot write.)
 * @param toStderr {@code -logtostderr}: no files, even with a directory
 * @param alsoToStderr {@code -alsologtostderr}: everything to stderr as well as files
 * @param stderrThreshold {@code -stderrthreshold}: the least severity that goes to stderr as well
 *     as files
 * @param backtraceAt {@code -log_backtrace_at}
 */
public record LogOptions(
    int verbosity,
    boolean debug,
    List<ModuleVerbosity> modules,
    Optional<Path> directory,
    boolean toStderr,
    boolean alsoToStderr,
    Severity stderrThreshold,
    Optional<SourceLine> backtraceAt) {
  public static final LogOptions DEFAULTS =
      new LogOptions(
          0, false, List.of(), Optional.empty(), false, false, Severity.ERROR, Optional.empty());

  public LogOptions {
    modules = List.copyOf(modules);
  }

  /**
   * glog's severities. Nothing is logged as {@code FATAL} here: as a threshold it means that
   * nothing passes.
   */
  public enum Severity {
    INFO,
    WARNING,
    ERROR,
    FATAL
  }

  /**
   * A line of source.
   *
   * @param file the file's name without directory and extension, which is the name of its class
   * @param line from 1
   */
  public record SourceLine(String file, int line) {}

  /** The verbosity that {@link #modules} set for a logger; empty where none matches. */
  public OptionalInt verbosityOf(String logger) {
    return modules.stream()
        .filter(module -> module.matches(logger))
        .mapToInt(ModuleVerbosity::verbosity)
        .findFirst();
  }
}
