package io.hami.mock.port;

import java.util.Map;

/**
 * The fields of a pod that concern its binding.
 *
 * @param uid unique to this pod; a later pod may have the same name
 * @param version the object's version, by which a change since it was read is detected
 * @param node the Node to which it is bound; empty while it is not bound
 * @param phase such as {@code Pending}
 * @param deleting whether its deletion has been requested
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

  /** An annotation's value; empty if there is none. */
  public String annotation(String key) {
    return annotations.getOrDefault(key, "");
  }

  @Override
  public String toString() {
    return "pod " + namespace + "/" + name;
  }
}
