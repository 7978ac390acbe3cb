package io.hami.mock.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An extended resource's name, {@code domain/name}, as a kubelet accepts it in Register
 * (docs/kubelet.md 1.3, checked on 1.20 and 1.36): exactly one {@code /}; no {@code kubernetes.io/}
 * anywhere; not starting with {@code requests.}; a lower-case DNS-1123 subdomain of at most 244
 * characters (the kubelet puts the nine of {@code requests.} before it and checks against 253); and
 * 1 to 63 characters of {@code [A-Za-z0-9._-]} that begin and end alphanumeric.
 */
public record ResourceName(String domain, String name) implements Comparable<ResourceName> {
  private static final int MAX_DOMAIN = 244;
  private static final int MAX_NAME = 63;
  private static final Pattern DOMAIN =
      Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*+");
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");

  public ResourceName {
    violation(domain + "/" + name)
        .ifPresent(
            rule -> {
              throw new IllegalArgumentException(rule);
            });
  }

  /**
   * Reads {@code domain/name}.
   *
   * @throws IllegalArgumentException with the rule that is broken
   */
  public static ResourceName parse(String text) {
    violation(text)
        .ifPresent(
            rule -> {
              throw new IllegalArgumentException(rule);
            });
    int slash = text.indexOf('/');
    return new ResourceName(text.substring(0, slash), text.substring(slash + 1));
  }

  /**
   * The first rule that {@code text} breaks, in the kubelet's order, as a sentence; empty when it
   * is a good name.
   */
  public static Optional<String> violation(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || slash != text.lastIndexOf('/')) {
      return Optional.of("a resource name is domain/name with exactly one '/', not '" + text + "'");
    }
    if (text.contains("kubernetes.io/")) {
      return Optional.of("'" + text + "' is in kubernetes.io, which the kubelet keeps for itself");
    }
    if (text.startsWith("requests.")) {
      return Optional.of("'" + text + "' starts with 'requests.', which belongs to quotas");
    }
    String domain = text.substring(0, slash);
    String name = text.substring(slash + 1);
    if (domain.length() > MAX_DOMAIN || !DOMAIN.matcher(domain).matches()) {
      return Optional.of(
          "the domain '%s' is not a lower-case DNS name of 1 to %d characters"
              .formatted(domain, MAX_DOMAIN));
    }
    if (name.length() > MAX_NAME || !NAME.matcher(name).matches()) {
      return Optional.of(
          "the name '%s' is not 1 to %d letters, digits, '-', '_' or '.', beginning and ending with a letter or digit"
              .formatted(name, MAX_NAME));
    }
    return Optional.empty();
  }

  @Override
  public int compareTo(ResourceName other) {
    return toString().compareTo(other.toString());
  }

  @Override
  public String toString() {
    return domain + "/" + name;
  }
}
