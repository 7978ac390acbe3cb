package io.hami.mock.kubelet;

import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;

/**
 * Identifies the socket at a path. Most file systems use inode numbers again at once, so the time
 * at which the inode was created is compared too.
 */
record SocketIdentity(Object inode, FileTime created) {
  private static final int TYPE_MASK = 0170000;
  private static final int SOCKET = 0140000;

  /** The socket at {@code path}; empty when nothing, or something else, is there. */
  static Optional<SocketIdentity> of(Path path) {
    try {
      Map<String, Object> attributes =
          Files.readAttributes(path, "unix:ino,creationTime,mode", LinkOption.NOFOLLOW_LINKS);
      return attributes.get("mode") instanceof Integer mode
              && (mode & TYPE_MASK) == SOCKET
              && attributes.get("ino") instanceof Object inode
              && attributes.get("creationTime") instanceof FileTime created
          ? Optional.of(new SocketIdentity(inode, created))
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /**
   * Whether no process listens on {@code socket}. Does not wait: a process that is slow to accept
   * connections is alive.
   */
  static boolean isDead(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      channel.configureBlocking(false);
      var _ = channel.connect(UnixDomainSocketAddress.of(socket));
      return false;
    } catch (ConnectException _) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }
}
