package io.hami.mock.model;

import java.util.Arrays;
import java.util.Optional;

/** Which way a resource is asked to reach the Node (docs/architecture.md, decision 6). */
public enum RouteChoice {
  /** As a device plugin, unless no frame can hold the count. */
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
