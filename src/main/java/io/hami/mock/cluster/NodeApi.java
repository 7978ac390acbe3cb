package io.hami.mock.cluster;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.StatusRight;
import io.kubernetes.client.openapi.ApiClient;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;

/** The requests about the own Node. */
@Singleton
public final class NodeApi {
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
    return object.get().node().orElseThrow(() -> new IOException("there is no " + object.path()));
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
