package io.hami.mock.port;

/** Port: tells what the text of a config is, once at first and then whenever it changes. */
public interface ConfigSource extends AutoCloseable {
  /** Where it comes from, for people: {@code ConfigMap kube-system/x}, or the path of a file. */
  String origin();

  /** Begins to tell {@code listener}, from any thread. */
  void start(Listener listener);

  /** Looks again now; what it finds is told even if nothing has changed. Returns at once. */
  void reload();

  @Override
  void close();

  /** Who is told. Implementations return at once. */
  interface Listener {
    /** The text as it is now. */
    void text(String text);

    /** There is no such ConfigMap, or file, or key. */
    void absent();

    /**
     * It may not be read: the right is missing. What was known of it stays; where nothing was, the
     * defaults hold.
     */
    void forbidden(String why);

    /** It cannot be read for the time being; what was known of it stays. */
    void unavailable(String why);
  }
}
