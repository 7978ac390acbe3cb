package io.hami.mock.annotation;

import io.hami.mock.model.Contract.Handshake;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * The text of a handshake annotation (docs/vendors.md 4.2). HAMi's scheduler takes any text without
 * {@code Requesting} to mean that the plugin is alive and that its cards are to be read again.
 */
public final class HandshakeText {
  private static final String REPORTED = "Reported";

  private HandshakeText() {}

  /**
   * The text with which a plugin reports that it is alive.
   *
   * @param uptime of the plugin
   */
  public static String reported(Handshake.Form form, Instant now, Duration uptime) {
    LocalDateTime time = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
    return switch (form) {
      case GO ->
          (REPORTED + " %1$tF %1$tT.%1$tN +0000 UTC m=+%2$d.%3$09d")
              .formatted(time, uptime.toSeconds(), uptime.toNanosPart());
      case DOTTED -> (REPORTED + "_%1$tY.%1$tm.%1$td %1$tT").formatted(time);
    };
  }

  /**
   * Whether {@code text} is what HAMi's scheduler writes: a request, or a note that no plugin has
   * answered in time.
   */
  public static boolean isOfScheduler(String text) {
    return text.startsWith("Requesting") || text.startsWith("Deleted");
  }

  /** Whether {@code text} is a plugin's report that no scheduler has replaced by a request. */
  public static boolean isReported(String text) {
    return text.startsWith(REPORTED);
  }
}
