package io.hami.mock.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The image as the Dockerfile builds it, built without Docker and loaded into the node's container
 * runtime.
 */
final class LiveImage {
  /** The name in the tests' manifests. */
  static final String NAME = "localhost/mock-device-plugin:test";

  private static final Path ROOT = Path.of("target", "image");

  private static boolean loaded;

  private LiveImage() {}

  /** Built once for all tests. */
  static synchronized void load() {
    if (loaded) {
      return;
    }
    LiveNode.run(List.of("src/main/image/rootfs", "target/dist", ROOT.toString()));
    LiveNode.run(
        List.of(
            "env",
            "IMAGE_WORKDIR=" + instruction("WORKDIR (/opt.*)"),
            LiveNode.control().orElseThrow(),
            "load",
            NAME,
            ROOT.toString(),
            instruction("ENTRYPOINT \\[\"(.*)\"\\]")));
    System.out.printf(
        "image: %s MB unpacked, %s MB as a compressed layer%n",
        shell("du -sm " + ROOT + " | cut -f1"),
        shell("tar c -C " + ROOT + " . | gzip | wc -c | awk '{print int($1 / 1e6)}'"));
    loaded = true;
  }

  private static String instruction(String pattern) {
    try {
      Matcher found =
          Pattern.compile("^" + pattern + "$", Pattern.MULTILINE)
              .matcher(Files.readString(Path.of("Dockerfile")));
      if (!found.find()) {
        throw new IllegalStateException("the Dockerfile has no " + pattern);
      }
      return found.group(1);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String shell(String command) {
    return LiveNode.run(List.of("sh", "-c", command)).strip();
  }
}
