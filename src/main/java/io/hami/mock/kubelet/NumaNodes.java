package io.hami.mock.kubelet;

import io.hami.mock.model.Advertisement;
import io.hami.mock.model.ResourceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
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

  /** The nodes that were left out of a resource's last list. */
  private final Map<ResourceName, SortedSet<Long>> left = new ConcurrentHashMap<>();

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

  /**
   * The list to send for {@code wanted}; logs which of its NUMA nodes are left out, when they are
   * others than before.
   */
  Listing listing(ResourceName name, Advertisement wanted) {
    SortedSet<Long> missing = new TreeSet<>();
    Listing listing =
        Listing.of(
            wanted,
            node -> {
              boolean there = has(node);
              if (!there) {
                missing.add(node);
              }
              return there;
            });
    if (!missing.equals(left.put(name, missing)) && !missing.isEmpty()) {
      log.info(
          "{}: the NUMA nodes {} of its cards are left out; this machine has {}",
          name,
          missing,
          online.map(BitSet::toString).orElse("none"));
    }
    return listing;
  }

  private boolean has(long node) {
    return online.isEmpty()
        || (node <= Integer.MAX_VALUE && online.get().get(Math.toIntExact(node)));
  }
}
