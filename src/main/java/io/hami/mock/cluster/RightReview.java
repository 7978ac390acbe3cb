package io.hami.mock.cluster;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hami.mock.model.StatusRight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks the API server what the plugin's own account may do (a SelfSubjectAccessReview, which every
 * account may create), so that a missing right is known before a request fails.
 */
final class RightReview {
  private static final String PATH = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

  private RightReview() {}

  /** Whether the account may patch the status of the Node. */
  static StatusRight ask(ObjectApi api, String node) throws IOException {
    return may(
            api,
            json -> {
              json.writeStringField("verb", "patch");
              json.writeStringField("resource", "nodes");
              json.writeStringField("subresource", "status");
              json.writeStringField("name", node);
            })
        ? StatusRight.GRANTED
        : new StatusRight.Missing(
            "the service account may not write the Node's status; %s, or choose the route device-plugin"
                .formatted(Grant.NODE_STATUS.of("patch")));
  }

  /** Which of {@code verbs} the account may not do with pods in any namespace. */
  static List<String> missingOnPods(ObjectApi api, List<String> verbs) throws IOException {
    List<String> missing = new ArrayList<>();
    for (String verb : verbs) {
      boolean may =
          may(
              api,
              json -> {
                json.writeStringField("verb", verb);
                json.writeStringField("resource", "pods");
              });
      if (!may) {
        missing.add(verb);
      }
    }
    return missing;
  }

  private static boolean may(ObjectApi api, JsonText.Body attributes) throws IOException {
    return api.ask(PATH, question(attributes), RightReview::allowed);
  }

  private static String question(JsonText.Body attributes) throws IOException {
    return JsonText.object(
        json -> {
          json.writeStringField("apiVersion", "authorization.k8s.io/v1");
          json.writeStringField("kind", "SelfSubjectAccessReview");
          json.writeObjectFieldStart("spec");
          json.writeObjectFieldStart("resourceAttributes");
          attributes.write(json);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  /** The value of {@code status.allowed}; false if it is missing. */
  private static boolean allowed(JsonParser json) throws IOException {
    String outer = "";
    for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
      if (token != JsonToken.FIELD_NAME) {
        continue;
      }
      int depth = json.getParsingContext().pathAsPointer().toString().split("/", -1).length - 1;
      if (depth == 1) {
        outer = json.currentName();
      } else if (depth == 2 && outer.equals("status") && json.currentName().equals("allowed")) {
        return json.nextToken() == JsonToken.VALUE_TRUE;
      }
    }
    return false;
  }
}
