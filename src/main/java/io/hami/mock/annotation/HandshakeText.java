package io.hami.mock.annotation;

import io.hami.mock.model.Contract.Handshake;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/**
 * What stands in a handshake annotation (docs/vendors.md 4.2). HAMi's scheduler takes any text
 * without {@code Requesting} for a plugin that lives and whose cards are to be looked at again.
 */
public final class HandshakeText {
  private static final String REPORTED = "Reported";

  private HandshakeText() {}

  /**
   * That the plugin lives.
   *
   * @param uptime of the plugin
   */
  public static String reported(Handshake.Form form, Instant now, Duration uptime) {
    LocalDateTime time = LocalDateTime.ofInstant(now, ZoneOffset.UTC);
    return switch (form) {
      case GO ->
          REPORTED
              + " %04d-%02d-%02d %02d:%02d:%02d.%09d +0000 UTC m=+%d.%09d"
                  .formatted(
                      time.getYear(),
                      time.getMonthValue(),
                      time.getDayOfMonth(),
                      time.getHour(),
                      time.getMinute(),
                      time.getSecond(),
                      time.getNano(),
                      uptime.toSeconds(),
                      uptime.toNanosPart());
      case DOTTED ->
          REPORTED
              + "_%04d.%02d.%02d %02d:%02d:%02d"
                  .formatted(
                      time.getYear(),
                      time.getMonthValue(),
                      time.getDayOfMonth(),
                      time.getHour(),
                      time.getMinute(),
                      time.getSecond());
    };
  }

  /** Whether a plugin has written {@code text}, and no scheduler has asked since. */
  public static boolean isReported(String text) {
    return text.startsWith(REPORTED);
  }
}
