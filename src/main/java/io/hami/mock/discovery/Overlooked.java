package io.hami.mock.discovery;

import io.hami.mock.config.CustomResource;
import io.hami.mock.config.Nearest;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.fault.Target;
import io.hami.mock.model.FactorScope;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Notice;
import io.hami.mock.model.ResourceName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is on a Node or in the plugin's own config although nothing reads it: mistyped annotations
 * and names, and cards of vendors that are not configured.
 */
final class Overlooked {
  private static final String HAMI = "hami.io/";
  private static final String NODE = "node-";
  private static final String REGISTER = "register";

  /** So many mistyped letters are recognized in a key that does not even say that it registers. */
  private static final int TYPOS = 2;

  private final NodeFacts node;
  private final List<Scope> scopes;
  private final boolean noDeviceConfig;

  /**
   * What is read for one vendor.
   *
   * @param vendor its name
   * @param section its key in HAMi's device config
   * @param configured whether the device config in force has the section
   * @param read the families that are looked for
   * @param possible all families that the vendor can have
   */
  record Scope(
      String vendor,
      String section,
      boolean configured,
      List<CardFamily> read,
      List<CardFamily> possible) {
    Set<String> annotationsRead() {
      return read.stream()
          .filter(family -> !family.onNode().serves().isEmpty())
          .flatMap(family -> family.source().annotation().stream())
          .collect(Collectors.toSet());
    }

    Stream<String> annotations() {
      return Stream.concat(read.stream(), possible.stream())
          .flatMap(family -> family.source().annotation().stream());
    }

    /** All names that the vendor's cards can have, served or read. */
    Stream<ResourceName> names() {
      return Stream.concat(read.stream(), possible.stream())
          .flatMap(
              family ->
                  Stream.concat(
                      family.offers().stream().map(Offer::name),
                      Stream.concat(
                          family.withheld().keySet().stream(), family.onNode().reads().stream())));
    }
  }

  private Overlooked(NodeFacts node, List<Scope> scopes, boolean noDeviceConfig) {
    this.node = node;
    this.scopes = scopes;
    this.noDeviceConfig = noDeviceConfig;
  }

  /**
   * One notice for each thing that is overlooked.
   *
   * @param node without what this plugin has written to it
   * @param noDeviceConfig whether there is no device config at all
   */
  static List<Notice> of(
      NodeFacts node, List<Scope> scopes, boolean noDeviceConfig, PluginConfig own) {
    Overlooked overlooked = new Overlooked(node, scopes, noDeviceConfig);
    return Stream.of(
            overlooked.vendors(own).stream(),
            overlooked.annotations().stream(),
            overlooked.names(own).stream())
        .flatMap(notices -> notices)
        .toList();
  }

  /** Vendors whose cards the Node has, and for which nothing is configured. */
  private List<Notice> vendors(PluginConfig own) {
    Set<ResourceName> custom =
        own.custom().stream().map(CustomResource::name).collect(Collectors.toSet());
    return scopes.stream()
        // Without a device config one vendor's cards are known in one way only, as the reference
        // does.
        .filter(scope -> scope.read().isEmpty() || !noDeviceConfig)
        .flatMap(
            scope -> {
              List<String> signs =
                  Stream.concat(unreadAnnotations(scope), unreadQuantities(scope, custom)).toList();
              return signs.isEmpty()
                  ? Stream.of()
                  : Stream.of(
                      new Notice(
                          Notice.Kind.VENDOR_NOT_CONFIGURED,
                          "the Node has %s of %s, for which nothing is advertised: %s"
                              .formatted(
                                  String.join(" and ", signs), scope.vendor(), missing(scope))));
            })
        .toList();
  }

  private Stream<String> unreadAnnotations(Scope scope) {
    Set<String> read = scope.annotationsRead();
    return scope
        .annotations()
        .filter(key -> !read.contains(key) && node.annotation(key).isPresent())
        .distinct()
        .sorted()
        .map(key -> "the annotation " + key);
  }

  /** The quantities of a vendor's own plugin, where nothing is looked for. */
  private Stream<String> unreadQuantities(Scope scope, Set<ResourceName> custom) {
    return scope.read().isEmpty()
        ? scope.possible().stream()
            .flatMap(family -> family.onNode().reads().stream())
            .distinct()
            .sorted()
            .filter(name -> !custom.contains(name))
            .filter(name -> node.capacity(name).filter(shown -> shown.signum() > 0).isPresent())
            .map(name -> "the resource " + name)
        : Stream.of();
  }

  private String missing(Scope scope) {
    if (scope.configured()) {
      return "the section '%s' of HAMi's device-config.yaml has no entry for them; add one"
          .formatted(scope.section());
    }
    return noDeviceConfig
        ? "without HAMi's device-config.yaml only cards of %s are looked for; give it, with a section '%s'"
            .formatted(
                scopes.stream()
                    .filter(other -> !other.read().isEmpty())
                    .map(Scope::vendor)
                    .collect(Collectors.joining(", ")),
                scope.section())
        : "HAMi's device-config.yaml has no section '%s'; add it".formatted(scope.section());
  }

  /** Annotations that are like those that describe cards. */
  private List<Notice> annotations() {
    Set<String> known =
        scopes.stream().flatMap(Scope::annotations).collect(Collectors.toCollection(TreeSet::new));
    List<Notice> notices = new ArrayList<>();
    for (String key : new TreeSet<>(node.annotations().keySet())) {
      if (known.contains(key)) {
        continue;
      }
      Optional<String> nearest = nearest(key, known);
      if (nearest.isPresent()) {
        notices.add(
            new Notice(
                Notice.Kind.ANNOTATION_UNREAD,
                "nothing reads the annotation %s; did you mean %s?".formatted(key, nearest.get())));
      } else if (key.startsWith(HAMI + NODE) && key.contains(REGISTER)) {
        notices.add(
            new Notice(
                Notice.Kind.ANNOTATION_UNREAD,
                "nothing reads the annotation %s, its vendor is not known; read are %s"
                    .formatted(key, String.join(", ", known))));
      }
    }
    return notices;
  }

  private static Optional<String> nearest(String key, Set<String> known) {
    Optional<String> vendor = vendor(key);
    if (vendor.isPresent()) {
      Map<String, String> vendors = new TreeMap<>();
      known.forEach(one -> vendor(one).ifPresent(word -> vendors.put(word, one)));
      return Nearest.to(vendor.get(), vendors.keySet()).map(vendors::get);
    }
    return key.toLowerCase(Locale.ROOT).contains(REGISTER)
        ? Nearest.to(key, known)
        : Nearest.within(TYPOS, key, known);
  }

  /** The vendor's word in {@code hami.io/node-WORD-register} and {@code .../node-register-WORD}. */
  private static Optional<String> vendor(String key) {
    String name = key.substring(key.indexOf('/') + 1);
    if (!name.startsWith(NODE)) {
      return Optional.empty();
    }
    String rest = name.substring(NODE.length());
    if (rest.startsWith(REGISTER + "-")) {
      return Optional.of(rest.substring(REGISTER.length() + 1));
    }
    return rest.endsWith("-" + REGISTER)
        ? Optional.of(rest.substring(0, rest.length() - REGISTER.length() - 1))
        : Optional.empty();
  }

  /** Names in the plugin's own config that no resource can have on any Node. */
  private List<Notice> names(PluginConfig own) {
    Map<ResourceName, String> used = new HashMap<>();
    own.faults()
        .forEach(
            fault -> {
              if (fault.target() instanceof Target.OfResource(ResourceName name)) {
                used.put(name, "faults");
              }
            });
    own.factors()
        .values()
        .keySet()
        .forEach(
            scope -> {
              if (scope instanceof FactorScope.OfResource(ResourceName name)) {
                used.put(name, "resources");
              }
            });
    own.routes().keySet().forEach(name -> used.put(name, "resources"));
    Set<ResourceName> known = scopes.stream().flatMap(Scope::names).collect(Collectors.toSet());
    own.custom().forEach(resource -> known.add(resource.name()));
    used.keySet().removeAll(known);
    List<String> words = known.stream().map(ResourceName::toString).sorted().toList();
    return new TreeMap<>(used)
        .entrySet().stream()
            .map(
                entry ->
                    new Notice(
                        Notice.Kind.UNKNOWN_RESOURCE,
                        "%s of the plugin's own config: no resource is named %s, so its entry has no effect%s"
                            .formatted(
                                entry.getValue(),
                                entry.getKey(),
                                Nearest.to(entry.getKey().toString(), words)
                                    .map(word -> "; did you mean %s?".formatted(word))
                                    .orElse(
                                        "; explain lists the names that the device config"
                                            + " gives"))))
            .toList();
  }

  /** The annotations that are read on this Node, each with its vendor, sorted. */
  static SortedMap<String, String> read(List<Scope> scopes) {
    SortedMap<String, String> keys = new TreeMap<>();
    scopes.forEach(scope -> scope.annotationsRead().forEach(key -> keys.put(key, scope.vendor())));
    return keys;
  }
}
