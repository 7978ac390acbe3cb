package io.hami.mock.cluster;

import io.hami.mock.port.BoundPod;
import io.hami.mock.port.Pods;
import io.kubernetes.client.openapi.ApiClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The pods of the own Node, requested only when needed, because a watch of pods would be expensive.
 */
@Singleton
final class ClusterPods implements Pods {
  /**
   * The API server's codes for a pod that is not as it was read: it is gone (404), has another
   * version (409) or another UID (422, as a UID cannot be changed).
   */
  private static final Set<Integer> CHANGED = Set.of(404, 409, 422);

  private final ApiClient client;
  private final NodeName node;
  private final Patience patience;

  @Inject
  ClusterPods(ApiClient client, NodeName node) {
    this(client, node, Patience.STANDARD);
  }

  ClusterPods(ApiClient client, NodeName node, Patience patience) {
    this.client = client;
    this.node = node;
    this.patience = patience;
  }

  @Override
  public Optional<BoundPod> get(String namespace, String name) throws IOException {
    try {
      return api(namespace, name).get(PodReader::read).stream().findFirst();
    } catch (ObjectApi.Refused refused) {
      if (refused.isNotFound()) {
        return Optional.empty();
      }
      throw explained(refused, "get");
    }
  }

  @Override
  public List<BoundPod> pending() throws IOException {
    try {
      return api("", "").all("spec.nodeName=" + node + ",status.phase=Pending", PodReader::read);
    } catch (ObjectApi.Refused refused) {
      throw explained(refused, "list");
    }
  }

  @Override
  public void annotate(BoundPod pod, Map<String, Optional<String>> changes) throws IOException {
    try {
      api(pod.namespace(), pod.name()).write("PATCH", NodePatch.annotations(pod, changes));
    } catch (ObjectApi.Refused refused) {
      if (CHANGED.contains(refused.code())) {
        throw new ChangedException(pod + " has changed: " + refused.getMessage());
      }
      throw explained(refused, "patch");
    }
  }

  @Override
  public Optional<String> missingRights() throws IOException {
    List<String> missing = RightReview.missingOnPods(api("", ""), List.of("get", "list", "patch"));
    return missing.isEmpty()
        ? Optional.empty()
        : Optional.of(Grant.PODS.of(missing.toArray(String[]::new)));
  }

  private static IOException explained(ObjectApi.Refused refused, String verb) {
    return refused.isForbidden()
        ? new ForbiddenException(
            verb,
            "may not %s pods: %s (%s)".formatted(verb, Grant.PODS.of(verb), refused.getMessage()))
        : refused;
  }

  /** A new one for each call, as many threads may call at once. */
  private ObjectApi api(String namespace, String name) {
    return new ObjectApi(client, ApiPath.pod(namespace, name), patience);
  }
}
