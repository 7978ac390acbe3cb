package io.hami.mock.model;

/**
 * How many units of a resource the kubelet is told about.
 *
 * @param capacity units listed, healthy or not
 * @param allocatable units listed as healthy, 0 to {@code capacity}
 */
public record Units(long capacity, long allocatable) {
  public static final Units NONE = new Units(0, 0);

  public Units {
    if (allocatable < 0 || capacity < allocatable) {
      throw new IllegalArgumentException(
          "0 <= allocatable <= capacity was expected, not " + allocatable + " of " + capacity);
    }
  }

  @Override
  public String toString() {
    return allocatable == capacity ? Long.toString(capacity) : allocatable + " of " + capacity;
  }
}
