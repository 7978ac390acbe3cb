package io.hami.mock.control.web;

import io.hami.mock.control.ChangeLimit;
import io.hami.mock.control.Operator;
import io.micronaut.context.annotation.Requires;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Allows changes over HTTP only to callers on this machine, or in this pod; {@code kubectl
 * port-forward} is one of these. A page from another site in a browser is refused, by its origin
 * and by the host name in its request. Changes of allowed callers are limited by {@link
 * ChangeLimit}.
 */
@ServerFilter("/**")
@Requires(property = WebProperties.HTTP, value = "true")
final class WriteGuard {
  private static final Set<HttpMethod> READS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private final Operator operator;
  private final ChangeLimit limit = new ChangeLimit();

  WriteGuard(Operator operator) {
    this.operator = operator;
  }

  /** Null lets the request pass. */
  @RequestFilter
  @Nullable HttpResponse<?> check(HttpRequest<?> request) {
    if (READS.contains(request.getMethod())) {
      return null;
    }
    if (!request.getRemoteAddress().getAddress().isLoopbackAddress()) {
      return refused("changes are accepted from loopback addresses only; use kubectl port-forward");
    }
    if (!LOOPBACK.contains(host(request.getHeaders().get(HttpHeaders.HOST)))) {
      return refused("changes are accepted only with a loopback Host, such as localhost");
    }
    String origin = request.getHeaders().get(HttpHeaders.ORIGIN);
    if (origin != null && !sameOrigin(origin, request)) {
      return refused("changes are not accepted from pages of another origin");
    }
    // Counted last, so that refused callers cannot use up the limit of the others.
    if (limit.exceeded()) {
      return refused(HttpStatus.TOO_MANY_REQUESTS, ChangeLimit.REFUSAL);
    }
    return operator.locked().<@Nullable HttpResponse<?>>map(WriteGuard::refused).orElse(null);
  }

  private static boolean sameOrigin(String origin, HttpRequest<?> request) {
    try {
      String authority = URI.create(origin).getAuthority();
      return authority != null && authority.equals(request.getHeaders().get(HttpHeaders.HOST));
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  private static String host(@Nullable String authority) {
    return Optional.ofNullable(authority).map(text -> text.replaceFirst(":\\d+$", "")).orElse("");
  }

  private static HttpResponse<?> refused(String why) {
    return refused(HttpStatus.FORBIDDEN, why);
  }

  private static HttpResponse<?> refused(HttpStatus status, String why) {
    return HttpResponse.status(status).contentType(MediaType.TEXT_PLAIN).body(why + "\n");
  }
}
