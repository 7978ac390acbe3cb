package io.hami.mock.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** One file among those that have one path after another; a number alone is soon used again. */
record Sighting(Map<String, Object> attributes) {
  static final Sighting NONE = new Sighting(Map.of());

  static Sighting of(Path file) throws IOException {
    try {
      return new Sighting(Files.readAttributes(file, "unix:ino,ctime", LinkOption.NOFOLLOW_LINKS));
    } catch (NoSuchFileException _) {
      return NONE;
    }
  }
}
