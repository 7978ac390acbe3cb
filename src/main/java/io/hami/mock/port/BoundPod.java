package io.hami.mock.port;

import java.util.Map;

/**
 * A pod, as far as its binding is concerned.
 *
 * @param uid which no other pod ever has; another pod of the same name may follow this one
 * @param version of the object, by which a change in between is noticed
 * @param node where it is bound to; empty while it is not
 * @param phase as {@code Pending}
 * @param deleting whether somebody has asked for it to be deleted
 */
public record BoundPod(
    String namespace,
    String name,
    String uid,
    String version,
    String node,
    String phase,
    boolean deleting,
    Map<String, String> annotations) {
  public BoundPod {
    annotations = Map.copyOf(annotations);
  }

  /** An annotation's value; empty where there is none. */
  public String annotation(String key) {
    return annotations.getOrDefault(key, "");
  }

  @Override
  public String toString() {
    return "pod " + namespace + "/" + name;
  }
}
