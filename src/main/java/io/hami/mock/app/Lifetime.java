package io.hami.mock.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The end of the process. */
final class Lifetime {
  private static final Logger log = LoggerFactory.getLogger(Lifetime.class);

  private Lifetime() {}

  /**
   * On SIGTERM, SIGINT or SIGHUP closes {@code work} and ends the process with status 0: being
   * stopped is no failure, but the JVM by itself would return 143.
   */
  static void onSignal(AutoCloseable work) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(
                    () -> {
                      close(work);
                      Runtime.getRuntime().halt(0);
                    }));
  }

  private static void close(AutoCloseable work) {
    try {
      work.close();
    } catch (Exception failure) {
      log.error("not everything was closed", failure);
    }
  }
}
