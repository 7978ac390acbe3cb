package io.hami.mock.annotation;

import static io.hami.mock.annotation.TextFields.quoted;

import io.hami.mock.annotation.Decoded.Malformed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What HAMi's scheduler has chosen for each container of a pod (docs/vendors.md 4.5): {@code
 * uuid,type,memMiB,cores:} for each device and a {@code ;} after each container, init containers
 * first. A container without devices has an empty entry, so that the other containers keep their
 * positions.
 *
 * <p>HAMi (pkg/device/devices.go, v2.10) writes a {@code :} after every device and a {@code ;}
 * after every container, and reads the text after the last {@code ;} as one more container without
 * devices. Its plugins decode and encode the text to empty an entry, so the text gets one {@code ;}
 * longer each time; nothing counts containers from the end. HAMi ignores fields after the fourth,
 * which are kept here too. It also ignores a device without any comma, which is an error here.
 *
 * @param containers the devices of each
 */
public record PodDevices(String text, List<List<PodDevice>> containers) {
  private static final int FIELDS = 4;

  /**
   * A share of one card.
   *
   * @param id of the card, as the node's annotation has it
   */
  public record PodDevice(String id, String type, int memoryMiB, int cores) {}

  /** The result of reading a text. */
  public sealed interface Reading {
    /** The whole text was read. */
    record Complete(PodDevices devices) implements Reading {}

    /** The text cannot be read. */
    record Unreadable(Malformed why) implements Reading {}
  }

  /**
   * The devices for one container.
   *
   * @param devices at least one
   * @param rest the text without these devices
   */
  public record Next(List<PodDevice> devices, PodDevices rest) {
    public Next {
      devices = List.copyOf(devices);
    }
  }

  public PodDevices {
    containers = containers.stream().map(List::copyOf).toList();
  }

  /** Reads the whole of {@code text}. */
  public static Reading read(String text) {
    try {
      List<List<PodDevice>> containers = new ArrayList<>();
      int start = 0;
      for (String entry : text.split(";", -1)) {
        containers.add(devices(entry, "container " + (containers.size() + 1), start));
        start += entry.length() + 1;
      }
      return new Reading.Complete(new PodDevices(text, containers));
    } catch (MalformedException e) {
      return new Reading.Unreadable(e.malformed());
    }
  }

  private static List<PodDevice> devices(String entry, String where, int start)
      throws MalformedException {
    List<PodDevice> devices = new ArrayList<>();
    int position = start;
    for (String segment : entry.split(":", -1)) {
      if (!segment.isEmpty()) {
        devices.add(device(segment, where + ", device " + (devices.size() + 1), position));
      }
      position += segment.length() + 1;
    }
    return devices;
  }

  private static PodDevice device(String segment, String where, int start)
      throws MalformedException {
    String[] fields = segment.split(",", -1);
    if (fields.length < FIELDS) {
      throw new MalformedException(
          where,
          start,
          "4 fields separated by ','",
          fields.length == 1 ? quoted(segment) : fields.length + " fields");
    }
    TextFields next = new TextFields(fields, where, start);
    return new PodDevice(next.text(), next.text(), next.amount("memory"), next.amount("cores"));
  }

  /** Whether no container has devices left. */
  public boolean isEmpty() {
    return containers.stream().allMatch(List::isEmpty);
  }

  /** The first container that still has devices; a plugin serves the containers in this order. */
  public Optional<Next> next() {
    return IntStream.range(0, containers.size())
        .filter(container -> !containers.get(container).isEmpty())
        .boxed()
        .findFirst()
        .map(container -> new Next(containers.get(container), without(container)));
  }

  /** Empties this entry only; the rest of the text stays exactly as its writer wrote it. */
  private PodDevices without(int container) {
    String[] entries = text.split(";", -1);
    entries[container] = "";
    List<List<PodDevice>> rest = new ArrayList<>(containers);
    rest.set(container, List.of());
    return new PodDevices(String.join(";", entries), rest);
  }
}
