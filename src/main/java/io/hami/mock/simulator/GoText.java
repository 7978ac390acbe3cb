package io.hami.mock.simulator;

import io.grpc.Status;
import java.util.Locale;

/** Texts as a kubelet's Go runtime prints them. */
final class GoText {
  private GoText() {}

  /** Formats like {@code %q}: plugins and people search for these texts, quotes included. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"', '\\' -> quoted.append('\\').append((char) c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                  if (c < ' ' || c == 0x7f) {
                    quoted.append("\\x%02x".formatted(c));
                  } else {
                    quoted.appendCodePoint(c);
                  }
                }
              }
            });
    return quoted.append('"').toString();
  }

  /** An error of grpc-go, as {@code rpc error: code = Unimplemented desc = unknown method}. */
  static String rpcError(Status status) {
    StringBuilder code = new StringBuilder();
    for (String word : status.getCode().name().split("_", -1)) {
      code.append(word.charAt(0)).append(word.substring(1).toLowerCase(Locale.ROOT));
    }
    String description = status.getDescription();
    return "rpc error: code = "
        + code.toString().replace("Cancelled", "Canceled")
        + " desc = "
        + (description == null ? "" : description);
  }
}
