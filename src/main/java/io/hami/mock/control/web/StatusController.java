package io.hami.mock.control.web;

import io.hami.mock.control.Identity;
import io.hami.mock.port.Kubelet;
import io.hami.mock.reconcile.Reconciler;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The state for programs, and the page for people. */
@Controller
@Requires(property = WebProperties.HTTP, value = "true")
final class StatusController {
  /** The browser runs no script from another site and none that is part of a text of the state. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final Reconciler reconciler;
  private final Kubelet kubelet;
  private final Identity identity;

  StatusController(Reconciler reconciler, Kubelet kubelet, Identity identity) {
    this.reconciler = reconciler;
    this.kubelet = kubelet;
    this.identity = identity;
  }

  @Get(value = "/resources", produces = MediaType.APPLICATION_JSON)
  HttpResponse<String> resources() {
    return headed(HttpResponse.ok(StateJson.of(reconciler.state(), kubelet.contact(), identity)));
  }

  @Get(value = "/", produces = MediaType.TEXT_HTML)
  HttpResponse<String> page() throws IOException {
    return file("status.html");
  }

  @Get(value = "/status.js", produces = "text/javascript")
  HttpResponse<String> script() throws IOException {
    return file("status.js");
  }

  @Get(value = "/status.css", produces = MediaType.TEXT_CSS)
  HttpResponse<String> style() throws IOException {
    return file("status.css");
  }

  private static HttpResponse<String> file(String name) throws IOException {
    try (InputStream in = StatusController.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("the jar lacks " + name);
      }
      return headed(HttpResponse.ok(new String(in.readAllBytes(), StandardCharsets.UTF_8)));
    }
  }

  private static HttpResponse<String> headed(MutableHttpResponse<String> response) {
    return response
        .header("Content-Security-Policy", POLICY)
        .header("X-Content-Type-Options", "nosniff")
        .header("Cache-Control", "no-store");
  }
}
