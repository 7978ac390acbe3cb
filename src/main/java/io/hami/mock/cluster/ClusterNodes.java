package io.hami.mock.cluster;

import io.hami.mock.port.Leftover;
import io.hami.mock.port.ListedNode;
import io.hami.mock.port.NodeWriter.Answer;
import io.hami.mock.port.NodeWriter.Release;
import io.hami.mock.port.Nodes;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.Pair;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The requests about all Nodes. */
public final class ClusterNodes implements Nodes {
  /** How many Nodes a page has. A Node may have 256 KiB of annotations, and more in its status. */
  static final int PAGE = 100;

  /**
   * The API server's codes when the Node is not as it was read: 422 when the test of a JSON patch
   * fails, 409 and 412 when the Node keeps changing during the patch, 404 when it is gone.
   */
  private static final Set<Integer> CHANGED = Set.of(404, 409, 412, 422);

  /** Where the rights are granted. */
  private static final String GRANTED_BY =
      "k8s-mock-cleanup.yaml has an account with all rights of cleanup, as has the chart's hook"
          + " (cleanup.enabled)";

  private final ApiClient client;
  private final Patience patience;

  public ClusterNodes(ApiClient client) {
    this(client, Patience.STANDARD);
  }

  ClusterNodes(ApiClient client, Patience patience) {
    this.client = client;
    this.patience = patience;
  }

  @Override
  public String page(Scope.Selected scope, String from, Consumer<ListedNode> each)
      throws IOException {
    List<Pair> query = new ArrayList<>(List.of(new Pair("limit", Integer.toString(PAGE))));
    if (!scope.selector().isEmpty()) {
      query.add(new Pair("labelSelector", scope.selector()));
    }
    if (!from.isEmpty()) {
      query.add(new Pair("continue", from));
    }
    try {
      return api("").page(query, json -> ObjectReader.page(json, each));
    } catch (ObjectApi.Refused refused) {
      throw switch (refused.code()) {
        case 410 -> new ExpiredException("the list is too old: " + refused.getMessage());
        case 400 -> new BadSelectorException("not a selector: " + refused.getMessage());
        default -> explained(refused, "list");
      };
    }
  }

  @Override
  public Optional<ListedNode> get(String name) throws IOException {
    try {
      return api(name).get(ObjectReader::listed);
    } catch (ObjectApi.Refused refused) {
      if (refused.isNotFound()) {
        return Optional.empty();
      }
      throw explained(refused, "get");
    }
  }

  @Override
  public Release remove(String node, Part part, List<Leftover> what) {
    try {
      String patch = NodePatch.removal(what);
      switch (part) {
        case METADATA -> api(node).jsonPatch(patch);
        case STATUS -> api(node).jsonPatchStatus(patch);
      }
      return new Answer.Written();
    } catch (ObjectApi.Refused refused) {
      if (CHANGED.contains(refused.code())) {
        return new Release.Changed();
      }
      return refused.isForbidden()
          ? new Answer.Forbidden(
              missing(refused, "patch", part == Part.METADATA ? "nodes" : "nodes/status"))
          : new Answer.Failed("the API server refuses: " + refused.getMessage());
    } catch (IOException | RuntimeException failure) {
      // Signing in may fail with other exceptions.
      return new Answer.Failed("the API server cannot be reached: " + failure.getMessage());
    }
  }

  private static IOException explained(ObjectApi.Refused refused, String verb) {
    return refused.isForbidden()
        ? new ForbiddenException(missing(refused, verb, "nodes"))
        : refused;
  }

  private static String missing(ObjectApi.Refused refused, String verb, String resource) {
    return "the right to %s %s is missing: %s (%s)"
        .formatted(verb, resource, GRANTED_BY, refused.getMessage());
  }

  /** A new one for each call, as many threads may call at once. */
  private ObjectApi api(String name) {
    return new ObjectApi(client, ApiPath.node(new NodeName(name)), patience);
  }
}
