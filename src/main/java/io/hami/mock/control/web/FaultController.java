package io.hami.mock.control.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.hami.mock.control.Operator;
import io.hami.mock.control.RefusedException;
import io.hami.mock.reconcile.Reconciler;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Injected faults: {@code POST} injects one, {@code DELETE} ends one or all. Only {@code
 * application/json} is accepted, which a form on another site's page cannot send.
 */
@Controller("/faults")
@Requires(property = WebProperties.HTTP, value = "true")
final class FaultController {
  private static final JsonFactory JSON = new JsonFactory();

  private final Reconciler reconciler;
  private final Operator operator;

  FaultController(Reconciler reconciler, Operator operator) {
    this.reconciler = reconciler;
    this.operator = operator;
  }

  @Get(produces = MediaType.APPLICATION_JSON)
  String faults() {
    return StateJson.of(reconciler.state().faults());
  }

  @Post(consumes = MediaType.APPLICATION_JSON, produces = MediaType.APPLICATION_JSON)
  HttpResponse<String> inject(@Body String json) {
    try {
      String id = operator.inject(fields(json));
      return HttpResponse.created("{\"id\":\"" + id + "\"}");
    } catch (IOException malformed) {
      return refused(
          "a flat JSON object was expected, such as {\"fault\":\"unhealthy\","
              + "\"percent\":50,\"for\":\"10m\"}");
    } catch (RefusedException refusal) {
      return refused(String.valueOf(refusal.getMessage()));
    }
  }

  @Delete
  HttpResponse<String> reset() {
    return reset("");
  }

  @Delete("/{id}")
  HttpResponse<String> reset(@PathVariable String id) {
    try {
      operator.resetFaults(id);
      return HttpResponse.noContent();
    } catch (RefusedException refusal) {
      return HttpResponse.<String>notFound()
          .contentType(MediaType.TEXT_PLAIN)
          .body(refusal.getMessage() + "\n");
    }
  }

  private static HttpResponse<String> refused(String why) {
    return HttpResponse.<String>badRequest().contentType(MediaType.TEXT_PLAIN).body(why + "\n");
  }

  /** Texts, numbers, and lists of them; a list becomes its parts separated by commas. */
  private static Map<String, String> fields(String text) throws IOException {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser json = JSON.createParser(text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new IOException("no object");
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String field = json.currentName();
        fields.put(field, value(json));
      }
      if (json.currentToken() != JsonToken.END_OBJECT || json.nextToken() != null) {
        throw new IOException("more than an object");
      }
    }
    return fields;
  }

  private static String value(JsonParser json) throws IOException {
    JsonToken token = json.nextToken();
    if (token == JsonToken.START_ARRAY) {
      StringBuilder parts = new StringBuilder();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        parts.append(parts.isEmpty() ? "" : ",").append(scalar(json));
      }
      return parts.toString();
    }
    return scalar(json);
  }

  private static String scalar(JsonParser json) throws IOException {
    if (json.currentToken() == null || !json.currentToken().isScalarValue()) {
      throw new IOException("not flat");
    }
    return json.getText();
  }
}
