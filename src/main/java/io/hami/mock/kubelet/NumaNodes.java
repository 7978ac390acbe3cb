package io.hami.mock.kubelet;

import io.hami.mock.model.Advertisement;
import io.hami.mock.model.Layout;
import io.hami.mock.model.ResourceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The NUMA nodes of this machine. A kubelet's Topology Manager makes hints of any nodes that
 * devices name. A device on a node that does not exist could never be aligned with anything, and
 * simulated cards may name nodes of a larger machine than this one.
 */
final class NumaNodes {
  /** The numbers of the nodes that are online. */
  static final Path ONLINE = Path.of("/sys/devices/system/node/online");

  private static final Logger log = LoggerFactory.getLogger(NumaNodes.class);

  private final Optional<BitSet> online;
  private final Set<String> said = ConcurrentHashMap.newKeySet();

  private NumaNodes(Optional<BitSet> online) {
    this.online = online;
  }

  /** Reads the nodes once; if that fails, every node is taken to exist. */
  static NumaNodes read(Path file) {
    try {
      return of(Files.readString(file).strip());
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException failure) {
      log.debug("cannot read from {} which NUMA nodes are online", file, failure);
      return new NumaNodes(Optional.empty());
    }
  }

  /** A machine with the nodes in {@code ranges}, such as {@code 0-1,3}. */
  static NumaNodes of(String ranges) {
    BitSet nodes = new BitSet();
    for (String range : ranges.split(",", -1)) {
      String[] ends = range.split("-", 2);
      nodes.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1]) + 1);
    }
    return new NumaNodes(Optional.of(nodes));
  }

  /** The list to send for {@code wanted}; logs once which NUMA nodes it leaves out, and why. */
  Listing listing(ResourceName name, Advertisement wanted) {
    if (wanted.topology() && wanted.units().capacity() > Layout.MAX_UNITS_WITH_TOPOLOGY) {
      once(
          "%s: more than %d units, so the list names no NUMA nodes"
              .formatted(name, Layout.MAX_UNITS_WITH_TOPOLOGY));
      return Listing.of(wanted, _ -> false);
    }
    return Listing.of(wanted, node -> has(name, node));
  }

  private boolean has(ResourceName name, long node) {
    boolean there =
        online.isEmpty() || (node <= Integer.MAX_VALUE && online.get().get(Math.toIntExact(node)));
    if (!there) {
      once("%s: NUMA node %d is left out, this machine has %s".formatted(name, node, online.get()));
    }
    return there;
  }

  private void once(String what) {
    if (said.add(what)) {
      log.info(what);
    }
  }
}
