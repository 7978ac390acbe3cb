package io.hami.mock.kubelet;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Which socket a path leads to. Inode numbers are given out again at once on most file systems, so
 * the time at which the socket was bound goes with it. That is a socket's time of modification: the
 * time of the inode's last change would move with every {@code chmod}, {@code chown} and
 * relabelling of the kubelet's directory.
 */
record SocketIdentity(Object inode, Object bound) {
  private static final int TYPE_MASK = 0170000;
  private static final int SOCKET = 0140000;

  /** The socket at {@code path}; empty when nothing, or something else, is there. */
  static Optional<SocketIdentity> of(Path path) {
    try {
      Map<String, Object> attributes =
          Files.readAttributes(path, "unix:ino,lastModifiedTime,mode", LinkOption.NOFOLLOW_LINKS);
      return attributes.get("mode") instanceof Integer mode
              && (mode & TYPE_MASK) == SOCKET
              && attributes.get("ino") instanceof Object inode
              && attributes.get("lastModifiedTime") instanceof Object bound
          ? Optional.of(new SocketIdentity(inode, bound))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }
}
