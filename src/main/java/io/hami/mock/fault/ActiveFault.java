package io.hami.mock.fault;

import java.time.Instant;

/**
 * A fault that is injected now.
 *
 * @param id identifies it, such as {@code f3}; with it the fault can be ended
 * @param configured true when the plugin's own config asks for it, false when a person does
 * @param until when it ends by itself
 */
public record ActiveFault(String id, Injection injection, boolean configured, Instant until) {
  @Override
  public String toString() {
    return id + ": " + injection + ", until " + until + (configured ? ", by the config" : "");
  }
}
