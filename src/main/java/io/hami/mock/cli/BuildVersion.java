package io.hami.mock.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * The version of this build, as Maven wrote it into the jar.
 *
 * @param version the release
 * @param commit the commit that it was built from; empty when the build did not know it
 */
public record BuildVersion(String version, String commit) {
  private static final String RESOURCE = "version.properties";

  public static BuildVersion current() {
    Properties properties = new Properties();
    try (InputStream in = BuildVersion.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + RESOURCE);
      }
      properties.load(in);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return new BuildVersion(
        properties.getProperty("version", ""), properties.getProperty("commit", ""));
  }

  @Override
  public String toString() {
    return "k8s-device-plugin " + version + (commit.isEmpty() ? "" : " (" + commit + ")");
  }
}
