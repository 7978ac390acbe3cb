package io.hami.mock.cluster;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.StatusRight;
import io.kubernetes.client.openapi.ApiClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The requests about the own Node. */
@Singleton
public final class NodeApi {
  private static final int NAMES_READ = 500;
  private static final int NAMES_TOLD = 3;

  private final ObjectApi object;

  /** Requests about the Node {@code name}. */
  @Inject
  public NodeApi(ApiClient client, NodeName name) {
    this(client, name, Patience.STANDARD);
  }

  NodeApi(ApiClient client, NodeName name, Patience patience) {
    this.object = new ObjectApi(client, ApiPath.node(name), patience);
  }

  ObjectApi object() {
    return object;
  }

  /**
   * The present Node.
   *
   * @throws IOException when the API server cannot be reached, refuses, or has no such Node
   */
  public NodeFacts facts() throws IOException {
    try {
      return object.get().node().orElseThrow(() -> new IOException("it is no Node"));
    } catch (ObjectApi.Refused refused) {
      throw new IOException(
          refused.isNotFound()
              ? "there is no Node named " + object.path().name() + wayOut()
              : refused.isForbidden()
                  ? "%s (%s)".formatted(Grant.NODES.of("get"), refused.getMessage())
                  : refused.getMessage(),
          refused);
    }
  }

  /**
   * How to name a Node that exists, with the names of some, which resemble this one where there are
   * such; no names where the account may not list.
   */
  String wayOut() {
    List<String> names;
    try {
      names = object.names(NAMES_READ);
    } catch (IOException | RuntimeException _) {
      names = List.of();
    }
    String name = object.path().name().toLowerCase(Locale.ROOT);
    List<String> alike =
        names.stream().filter(other -> other.startsWith(name) || name.startsWith(other)).toList();
    List<String> some = (alike.isEmpty() ? names : alike).stream().limit(NAMES_TOLD).toList();
    return (some.isEmpty() ? "" : "; Nodes of this cluster: " + String.join(", ", some))
        + "; set NODE_NAME, in a pod by fieldRef: spec.nodeName, or -node-name";
  }

  /**
   * Whether the plugin may write the Node's status.
   *
   * @throws IOException when the API server cannot be reached or refuses to answer
   */
  public StatusRight statusRight() throws IOException {
    return RightReview.ask(object, object.path().name());
  }
}
