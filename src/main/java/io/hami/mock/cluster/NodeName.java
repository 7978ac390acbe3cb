package io.hami.mock.cluster;

/** The name of the Node this plugin runs on. */
public record NodeName(String value) {
  @Override
  public String toString() {
    return value;
  }
}
