package io.hami.mock.config;

import io.hami.mock.config.Findings.Place;
import io.hami.mock.model.ResourceName;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * One mapping of the file, read key by key. Reading a key marks it as known and checks its type as
 * HAMi's decoder does (docs/vendors.md 3.2). {@link #close} warns about keys that were never read.
 * A value that is absent, null or wrong reads as absent; a wrong value also adds a problem to the
 * findings.
 */
public final class Section {
  private static final BigInteger MAX_UINT = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

  private final Place place;
  private final Map<String, Keys.Entry> entries;
  private final Findings findings;
  private final Set<String> known = new LinkedHashSet<>();
  private final Set<String> deprecated = new LinkedHashSet<>();

  /**
   * All of the config in the file; empty where it is empty or no mapping. The latter is a problem.
   *
   * @param examples some of the sections that it may have
   */
  static Optional<Section> ofFile(
      String yaml, ConfigKind kind, String examples, Findings findings) {
    return ConfigDocument.read(yaml, kind, findings)
        .filter(node -> !Found.isNull(node))
        .flatMap(
            node -> {
              if (node instanceof MappingNode mapping) {
                return Optional.of(new Section("", mapping, findings));
              }
              findings.problem(
                  new Place("", Optional.of(node.getStartMark())),
                  "a mapping of sections (%s, ...) was expected, found %s"
                      .formatted(examples, Found.describe(node)));
              return Optional.empty();
            });
  }

  /** The mapping {@code node} at {@code path}; the empty path is the whole file. */
  Section(String path, MappingNode node, Findings findings) {
    this(
        new Place(path, Optional.of(node.getStartMark())), Keys.of(path, node, findings), findings);
  }

  private Section(Place place, Map<String, Keys.Entry> entries, Findings findings) {
    this.place = place;
    this.entries = entries;
    this.findings = findings;
  }

  /** The same mapping, with its problems added to {@code others}. */
  Section with(Findings others) {
    return new Section(place, entries, others);
  }

  /** A resource name that this plugin reads from the Node and never serves. */
  public Optional<ResourceName> reads(String key) {
    return text(key)
        .filter(text -> !text.isEmpty())
        .flatMap(text -> resourceName(text, place(key)));
  }

  /** A resource name that this plugin serves; no other resource may have it. */
  public Optional<ResourceName> serves(String key) {
    Optional<ResourceName> name = reads(key);
    name.ifPresent(served -> findings.serves(served, place(key)));
    return name;
  }

  /** Like {@link #serves}, with a default for a name that is absent or empty. */
  public Optional<ResourceName> servesOr(String key, String otherwise) {
    if (text(key).filter(text -> !text.isEmpty()).isPresent()) {
      return serves(key);
    }
    ResourceName name = ResourceName.parse(otherwise);
    findings.serves(name, place(key));
    return Optional.of(name);
  }

  /** The resource name {@code text}, which is at {@code where} in the file. */
  Optional<ResourceName> resourceName(String text, Place where) {
    Optional<String> violation = ResourceName.violation(text);
    violation.ifPresent(rule -> findings.problem(where, rule));
    return violation.isPresent() ? Optional.empty() : Optional.of(ResourceName.parse(text));
  }

  /** A string; a bare number or boolean is taken as it is written. */
  public Optional<String> text(String key) {
    return value(key)
        .flatMap(
            node ->
                node instanceof ScalarNode scalar
                    ? Optional.of(scalar.getValue())
                    : mismatch(place(key), "text", node));
  }

  /** True or false. */
  public Optional<Boolean> bool(String key) {
    return value(key)
        .flatMap(
            node ->
                Found.scalar(node) instanceof Scalar.Bool(boolean value)
                    ? Optional.of(value)
                    : mismatch(place(key), "true or false", node));
  }

  /** A whole number of 32 bits. */
  public Optional<BigInteger> int32(String key) {
    return whole(key, BigInteger.valueOf(Integer.MIN_VALUE), BigInteger.valueOf(Integer.MAX_VALUE));
  }

  /** A whole number of 64 bits. */
  public Optional<BigInteger> int64(String key) {
    return whole(key, BigInteger.valueOf(Long.MIN_VALUE), BigInteger.valueOf(Long.MAX_VALUE));
  }

  /** A whole number of 64 bits that is not negative. */
  public Optional<BigInteger> uint(String key) {
    return whole(key, BigInteger.ZERO, MAX_UINT);
  }

  /** A number, which may have a fraction. */
  public Optional<Double> real(String key) {
    return value(key)
        .flatMap(
            node ->
                switch (Found.scalar(node)) {
                  case Scalar.Whole(BigInteger value) -> Optional.of(value.doubleValue());
                  case Scalar.Real(double value) -> Optional.of(value);
                  default -> this.<Double>mismatch(place(key), "a number", node);
                });
  }

  /** The memory factor: at least 1. Values by which HAMi's scheduler does not divide give 1. */
  public int factor(String key) {
    int factor = int32(key).map(BigInteger::intValueExact).orElse(1);
    if (factor < 0) {
      findings.warning(place(key), "a factor below 1 means 1, found " + factor);
    }
    return Math.max(1, factor);
  }

  private Optional<BigInteger> whole(String key, BigInteger least, BigInteger most) {
    return value(key)
        .flatMap(
            node ->
                switch (Found.scalar(node)) {
                  case Scalar.Whole(BigInteger value) -> Optional.of(value);
                  case Scalar.Real(double value) when Double.isFinite(value) ->
                      Optional.of(truncated(key, value, node));
                  default -> this.<BigInteger>mismatch(place(key), "a whole number", node);
                })
        .filter(
            value -> {
              boolean fits = least.compareTo(value) <= 0 && value.compareTo(most) <= 0;
              if (!fits) {
                findings.problem(
                    place(key),
                    "a whole number from %d to %d was expected, found %s"
                        .formatted(least, most, Found.shortened(value.toString())));
              }
              return fits;
            });
  }

  private BigInteger truncated(String key, double value, Node node) {
    BigInteger whole = new BigDecimal(value).toBigInteger();
    findings.warning(
        place(key),
        "a whole number was expected; %s is cut down to %s, as HAMi does"
            .formatted(Found.describe(node), Found.shortened(whole.toString())));
    return whole;
  }

  /** A mapping inside this one, read by {@code reader}. */
  public <T> Optional<T> section(String key, Function<Section, T> reader) {
    return value(key)
        .flatMap(
            node ->
                node instanceof MappingNode mapping
                    ? Optional.of(read(path(key), mapping, reader))
                    : this.<T>mismatch(place(key), "a mapping of keys to values", node));
  }

  /**
   * A list of mappings, each read by {@code reader}; a null element is read as an empty mapping.
   */
  public <T> List<T> list(String key, Function<Section, T> reader) {
    return value(key).map(node -> mappings(path(key), node, reader)).orElse(List.of());
  }

  /** A list of lists of mappings. */
  public void listOfLists(String key, Function<Section, ?> reader) {
    value(key)
        .ifPresent(
            node ->
                items(path(key), node).forEach(item -> mappings(item.path(), item.node(), reader)));
  }

  /** A list of strings. */
  public List<String> listOfTexts(String key) {
    List<String> texts = new ArrayList<>();
    for (Item item : value(key).map(node -> items(path(key), node)).orElse(List.of())) {
      if (item.node() instanceof ScalarNode scalar) {
        texts.add(scalar.getValue());
      } else {
        mismatch(item.place(), "text", item.node());
      }
    }
    return texts;
  }

  private <T> List<T> mappings(String path, Node list, Function<Section, T> reader) {
    List<T> all = new ArrayList<>();
    for (Item item : items(path, list)) {
      if (item.node() instanceof MappingNode mapping) {
        all.add(read(item.path(), mapping, reader));
      } else if (Found.isNull(item.node())) {
        all.add(read(item.path(), Found.emptyMapping(item.node()), reader));
      } else {
        mismatch(item.place(), "a mapping of keys to values", item.node());
      }
    }
    return all;
  }

  private record Item(String path, Node node) {
    Place place() {
      return new Place(path, Optional.of(node.getStartMark()));
    }
  }

  private List<Item> items(String path, Node list) {
    if (Found.isNull(list)) {
      return List.of();
    }
    if (!(list instanceof SequenceNode sequence)) {
      mismatch(new Place(path, Optional.of(list.getStartMark())), "a list", list);
      return List.of();
    }
    List<Item> items = new ArrayList<>();
    for (Node node : sequence.getValue()) {
      items.add(new Item("%s[%d]".formatted(path, items.size()), node));
    }
    return items;
  }

  private <T> T read(String path, MappingNode node, Function<Section, T> reader) {
    Section section = new Section(path, node, findings);
    T value = reader.apply(section);
    section.close();
    return value;
  }

  /** The YAML type of a key's value. */
  public enum Shape {
    /** The value is absent or null. */
    NOTHING,
    LIST,
    MAPPING,
    SCALAR
  }

  /** The YAML type of the value of {@code key}, for keys that allow several. */
  public Shape shape(String key) {
    return switch (value(key).orElse(null)) {
      case null -> Shape.NOTHING;
      case SequenceNode _ -> Shape.LIST;
      case MappingNode _ -> Shape.MAPPING;
      default -> Shape.SCALAR;
    };
  }

  /** Adds a warning about the value of {@code key}; the value is used all the same. */
  public void warning(String key, String message) {
    findings.warning(place(key), message);
  }

  /** Marks {@code key} as one that is read and that no message suggests. */
  public void deprecated(String key) {
    deprecated.add(key);
  }

  /** Adds a problem about this section as a whole. */
  public void problem(String message) {
    findings.problem(place, message);
  }

  /** Adds the problem that the value of {@code key} is not what was {@code expected}. */
  public <T> Optional<T> mismatch(String key, String expected) {
    return value(key).flatMap(node -> mismatch(place(key), expected, node));
  }

  /** The YAML node of {@code key}, which is marked as known; empty when absent or null. */
  Optional<Node> value(String key) {
    known.add(key);
    return Optional.ofNullable(entries.get(key))
        .map(Keys.Entry::value)
        .filter(node -> !Found.isNull(node));
  }

  /** The same, where its absence is a problem. */
  Optional<Node> required(String key) {
    Optional<Node> value = value(key);
    if (value.isEmpty()) {
      findings.problem(place, "the key '%s' is missing".formatted(key));
    }
    return value;
  }

  /** The place of the value of {@code key}, or the start of this section if it has none. */
  Place place(String key) {
    return new Place(
        path(key),
        Optional.ofNullable(entries.get(key)).map(entry -> entry.value().getStartMark()));
  }

  /** The start of this section. */
  Place place() {
    return place;
  }

  Findings findings() {
    return findings;
  }

  private String path(String key) {
    return Keys.join(place.path(), key);
  }

  private <T> Optional<T> mismatch(Place place, String expected, Node found) {
    findings.problem(place, "%s was expected, found %s".formatted(expected, Found.describe(found)));
    return Optional.empty();
  }

  /** Those of {@code keys} that are present, in the order of the file; all are marked as known. */
  List<String> inOrder(Collection<String> keys) {
    known.addAll(keys);
    return entries.keySet().stream().filter(keys::contains).toList();
  }

  /** The keys that are present, in the order of the file; all are marked as known. */
  List<String> keys() {
    known.addAll(entries.keySet());
    return List.copyOf(entries.keySet());
  }

  /** The place of {@code key} itself, or the start of this section if it is absent. */
  Place keyPlace(String key) {
    return new Place(
        path(key), Optional.ofNullable(entries.get(key)).map(entry -> entry.key().getStartMark()));
  }

  /**
   * A whole number from {@code least} to 2^31-1, written as one; other values are not rounded or
   * limited.
   */
  Optional<Integer> exact(String key, int least) {
    return value(key)
        .flatMap(
            node ->
                Found.scalar(node) instanceof Scalar.Whole(BigInteger value)
                        && value.bitLength() < Integer.SIZE
                        && value.intValueExact() >= least
                    ? Optional.of(value.intValueExact())
                    : mismatch(
                        place(key),
                        "a whole number from %d to %d".formatted(least, Integer.MAX_VALUE),
                        node));
  }

  /** Reports every key that was never read; in its own file HAMi ignores such keys. */
  void close() {
    Set<String> suggested = new LinkedHashSet<>(known);
    suggested.removeAll(deprecated);
    entries.forEach(
        (key, _) -> {
          if (!known.contains(key)) {
            findings.passedOver(
                keyPlace(key),
                findings.isStrict()
                    ? "one of the keys %s was expected, found '%s'"
                        .formatted(String.join(", ", known), Found.shortened(key))
                    : "unknown key, ignored",
                Nearest.to(key, suggested));
          }
        });
  }
}
