package io.hami.mock.control.web;

import io.hami.mock.control.ChangeLimit;
import io.hami.mock.control.Identity;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides which requests are answered. Changes are allowed only to callers on this machine, or in
 * this pod; {@code kubectl port-forward} is one of these. A page from another site in a browser is
 * refused, by its origin and by the host name in its request: a name of the internet that has been
 * pointed at this address (DNS rebinding) makes a browser pass the answer to that site's page, so
 * such names may not read either. Changes of allowed callers are limited by {@link ChangeLimit}.
 */
@ServerFilter("/**")
@Requires(property = WebProperties.HTTP, value = "true")
final class RequestGuard {
  private static final Set<HttpMethod> READS =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
  private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

  private static final Pattern IP_V4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final List<String> CLUSTER_NAMES =
      List.of(".svc", ".local", ".internal", ".localhost");

  private final Operator operator;
  private final String node;
  private final ChangeLimit limit = new ChangeLimit();

  RequestGuard(Operator operator, Identity identity) {
    this.operator = operator;
    this.node = identity.node().toLowerCase(Locale.ROOT);
  }

  /** Null lets the request pass. */
  @RequestFilter
  @Nullable HttpResponse<?> check(HttpRequest<?> request) {
    String host = host(request.getHeaders().get(HttpHeaders.HOST));
    if (READS.contains(request.getMethod())) {
      return isLocal(host)
          ? null
          : refused(
              "this is answered for an IP address, a name of this cluster or localhost as Host,"
                  + " not for another name");
    }
    if (!request.getRemoteAddress().getAddress().isLoopbackAddress()) {
      return refused("changes are accepted from loopback addresses only; use kubectl port-forward");
    }
    if (!LOOPBACK.contains(host)) {
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
    return operator.locked().<@Nullable HttpResponse<?>>map(RequestGuard::refused).orElse(null);
  }

  /**
   * Whether no page of the internet can have this host name: an IP address, a name without a dot,
   * such as a Node's or a Service's, or one that only a cluster resolves.
   */
  private boolean isLocal(String host) {
    return host.startsWith("[")
        || IP_V4.matcher(host).matches()
        || host.indexOf('.') < 0
        || host.equals(node)
        || CLUSTER_NAMES.stream().anyMatch(host::endsWith);
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
    return Optional.ofNullable(authority)
        .map(text -> text.replaceFirst(":\\d+$", "").toLowerCase(Locale.ROOT))
        .orElse("");
  }

  private static HttpResponse<?> refused(String why) {
    return refused(HttpStatus.FORBIDDEN, why);
  }

  private static HttpResponse<?> refused(HttpStatus status, String why) {
    return HttpResponse.status(status).contentType(MediaType.TEXT_PLAIN).body(why + "\n");
  }
}
