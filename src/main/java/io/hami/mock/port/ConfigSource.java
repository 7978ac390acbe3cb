package io.hami.mock.port;

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

  /** Is called with reports. Implementations return at once. */
  interface Listener {
    /** The text as it is now. */
    void text(String text);

    /** There is no such ConfigMap, or file, or key. */
    void absent();

    /**
     * The config may not be read, because a right is missing. The last config stays in force; if
     * there was none, the defaults apply.
     */
    void forbidden(String why);

    /** The config cannot be read for now; the last one stays in force. */
    void unavailable(String why);
  }
}
