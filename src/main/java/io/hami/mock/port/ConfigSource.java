package io.hami.mock.port;

import java.util.List;
import java.util.Optional;

/** Port: reports the text of a config, once at first and then whenever it changes. */
public interface ConfigSource extends AutoCloseable {
  /** Its origin, as text for people: {@code ConfigMap kube-system/x}, or the path of a file. */
  String origin();

  /** Starts to report to {@code listener}, on any thread. */
  void start(Listener listener);

  /** Reads the config again now and reports it even if it has not changed. Returns at once. */
  void reload();

  @Override
  void close();

  /**
   * What is around a ConfigMap that does not have the config.
   *
   * @param keys of the ConfigMap; empty when there is no such ConfigMap
   * @param namespaces others that have a ConfigMap of that name, as far as they may be listed
   * @param names of the ConfigMaps in the same namespace, as far as they may be listed
   */
  record Nearby(Optional<List<String>> keys, List<String> namespaces, List<String> names) {
    public static final Nearby NOTHING = new Nearby(Optional.empty(), List.of(), List.of());

    public Nearby {
      keys = keys.map(List::copyOf);
      namespaces = List.copyOf(namespaces);
      names = List.copyOf(names);
    }
  }

  /** Is called with reports. Implementations return at once. */
  interface Listener {
    /** The text as it is now. */
    void text(String text);

    /** There is no such ConfigMap, or file, or key. */
    void absent();

    /** Said after {@link #absent()} where something is known about what is there instead. */
    default void nearby(Nearby there) {}

    /**
     * The config may not be read, because a right is missing. The last config stays in force; if
     * there was none, the defaults apply.
     */
    void forbidden(String why);

    /** The config cannot be read for now; the last one stays in force. */
    void unavailable(String why);
  }
}
