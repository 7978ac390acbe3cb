package io.hami.mock.model;

import java.util.Arrays;
import java.util.Optional;

/** The route that the config chooses for a resource (docs/architecture.md, decision 6). */
public enum RouteChoice {
  /** As a device plugin, unless the count does not fit into a message. */
  AUTO("auto"),
  /** As a device plugin, whatever the count. */
  DEVICE_PLUGIN("device-plugin"),
  /** Through the Node's status. */
  NODE_STATUS("node-status");

  private final String text;

  RouteChoice(String text) {
    this.text = text;
  }

  public static Optional<RouteChoice> named(String text) {
    return Arrays.stream(values()).filter(choice -> choice.text.equals(text)).findFirst();
  }

  @Override
  public String toString() {
    return text;
  }
}
