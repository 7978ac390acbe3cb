package io.hami.mock.e2e;

import io.hami.mock.cluster.SignIn;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Patches a Node's status over one open connection, since kubectl can do so only from 1.24 on; as
 * an administrator or, as a dry run, as a service account.
 */
final class StatusPatch {
  private static final ApiClient CLIENT = client();

  private StatusPatch() {}

  private static ApiClient client() {
    try {
      return SignIn.with(Optional.ofNullable(System.getenv("KUBECONFIG")).map(Path::of));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static void apply(String node, String mergePatch) {
    try (Response response = send("/api/v1/nodes/" + node + "/status", mergePatch, Map.of())) {
      if (!response.isSuccessful()) {
        throw new IOException(text(response));
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(new IOException("the status could not be patched", failure));
    }
  }

  /**
   * What the API server would say to a service account. Nothing is written.
   *
   * @param account with its namespace, as {@code kube-system:name}
   * @param podsNode the Node that a pod's token names; empty for a token of no pod
   * @return the answer, which begins with its code
   */
  static String rehearse(String account, String podsNode, String path, String mergePatch) {
    Map<String, String> user = new HashMap<>();
    user.put("Impersonate-User", "system:serviceaccount:" + account);
    if (!podsNode.isEmpty()) {
      user.put("Impersonate-Extra-authentication.kubernetes.io%2Fnode-name", podsNode);
    }
    try (Response response = send(path + "?dryRun=All", mergePatch, user)) {
      return text(response);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String text(Response response) throws IOException {
    return response.code() + " " + response.body().string();
  }

  private static Response send(String path, String mergePatch, Map<String, String> headers)
      throws IOException {
    try {
      Request.Builder request =
          CLIENT
              .buildCall(
                  CLIENT.getBasePath(),
                  path,
                  "GET",
                  new ArrayList<>(),
                  new ArrayList<>(),
                  null,
                  new HashMap<>(Map.of("Accept", "application/json")),
                  new HashMap<>(),
                  new HashMap<>(),
                  new String[] {"BearerToken"},
                  null)
              .request()
              .newBuilder()
              .patch(RequestBody.create(mergePatch, MediaType.get("application/merge-patch+json")));
      headers.forEach(request::header);
      return CLIENT.getHttpClient().newCall(request.build()).execute();
    } catch (ApiException failure) {
      throw new IOException(failure);
    }
  }
}
