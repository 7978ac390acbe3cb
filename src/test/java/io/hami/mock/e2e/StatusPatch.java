package io.hami.mock.e2e;

import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.util.Config;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Patches a Node through its status, which kubectl learned only in 1.24, over a connection that
 * stays open.
 */
final class StatusPatch {
  private static final ApiClient CLIENT = client();

  private StatusPatch() {}

  private static ApiClient client() {
    try {
      return Config.defaultClient();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  static void apply(String node, String mergePatch) {
    try {
      Request request =
          CLIENT
              .buildCall(
                  CLIENT.getBasePath(),
                  "/api/v1/nodes/" + node + "/status",
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
              .patch(RequestBody.create(mergePatch, MediaType.get("application/merge-patch+json")))
              .build();
      try (Response response = CLIENT.getHttpClient().newCall(request).execute()) {
        if (!response.isSuccessful()) {
          throw new IOException(response.code() + " " + response.body().string());
        }
      }
    } catch (IOException | ApiException failure) {
      throw new UncheckedIOException(new IOException("the status could not be patched", failure));
    }
  }
}
