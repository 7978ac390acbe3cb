package io.hami.mock.fault;

import java.time.Instant;

/**
 * A fault that is injected now.
 *
 * @param id what it can be taken back by, such as {@code f3}
 * @param configured whether the plugin's own config wants it, and not a person
 * @param until when it ends by itself
 */
public record ActiveFault(String id, Injection injection, boolean configured, Instant until) {
  @Override
  public String toString() {
    return id + ": " + injection + ", until " + until + (configured ? ", by the config" : "");
  }
}
