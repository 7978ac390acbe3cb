package io.hami.mock.port;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** Says why a file cannot be used; the JDK's own messages are often only the file's path. */
public final class FileTrouble {
  private FileTrouble() {}

  /** The reason of {@code failure}, without the path, which the caller's message has. */
  public static String of(IOException failure) {
    return switch (failure) {
      case NoSuchFileException _ -> "it does not exist";
      case NotDirectoryException _ -> "it is not a directory";
      case AccessDeniedException _ -> "permission denied for the user that runs this plugin";
      case FileSystemException system when system.getReason() instanceof String reason -> reason;
      default ->
          failure.getMessage() instanceof String message
              ? message
              : failure.getClass().getSimpleName();
    };
  }
}
