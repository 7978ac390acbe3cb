package io.hami.mock.discovery;

import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A Node with just what a test gives it, and names as a configuration gives them. */
record Node(
    Map<String, String> annotations,
    Map<String, String> capacity,
    Map<String, String> allocatable) {
  static Node empty() {
    return new Node(Map.of(), Map.of(), Map.of());
  }

  Node annotation(String key, String value) {
    return new Node(with(annotations, key, value), capacity, allocatable);
  }

  Node capacity(String name, String quantity) {
    return new Node(annotations, with(capacity, name, quantity), allocatable);
  }

  Node allocatable(String name, String quantity) {
    return new Node(annotations, capacity, with(allocatable, name, quantity));
  }

  NodeFacts facts() {
    return new NodeFacts("node-1", annotations, Map.of(), capacity, allocatable);
  }

  /** Names where {@code ""} is a name that the configuration leaves out. */
  static CardNames names(String count, String memory, String cores, int memoryFactor) {
    return new CardNames(name(count), name(memory), name(cores), memoryFactor);
  }

  static Optional<ResourceName> name(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(ResourceName.parse(text));
  }

  private static Map<String, String> with(Map<String, String> map, String key, String value) {
    Map<String, String> result = new HashMap<>(map);
    result.put(key, value);
    return Map.copyOf(result);
  }

  /** {@link DeviceConfig#EMPTY} with one section. */
  static DeviceConfig nvidia(DeviceConfig.Nvidia nvidia) {
    return config(Optional.of(nvidia), noVnpus(), Map.of(), List.of());
  }

  static DeviceConfig vnpus(boolean softMode, DeviceConfig.Chip... chips) {
    return config(
        Optional.empty(), new DeviceConfig.Vnpus(softMode, List.of(chips)), Map.of(), List.of());
  }

  static DeviceConfig iluvatars(DeviceConfig.Chip... chips) {
    return config(Optional.empty(), noVnpus(), Map.of(), List.of(chips));
  }

  static DeviceConfig section(String key, Object section) {
    return config(Optional.empty(), noVnpus(), Map.of(key, section), List.of());
  }

  private static DeviceConfig.Vnpus noVnpus() {
    return new DeviceConfig.Vnpus(false, List.of());
  }

  private static DeviceConfig config(
      Optional<DeviceConfig.Nvidia> nvidia,
      DeviceConfig.Vnpus vnpus,
      Map<String, Object> sections,
      List<DeviceConfig.Chip> iluvatars) {
    return new DeviceConfig(
        nvidia,
        vnpus,
        section(sections, "hygon", CardNames.class),
        section(sections, "cambricon", CardNames.class),
        iluvatars,
        section(sections, "kunlun", DeviceConfig.Kunlun.class),
        section(sections, "amd", CardNames.class),
        section(sections, "metax", DeviceConfig.Metax.class),
        section(sections, "enflame", DeviceConfig.Enflame.class),
        section(sections, "mthreads", CardNames.class),
        section(sections, "awsneuron", CardNames.class),
        section(sections, "vastai", CardNames.class),
        section(sections, "biren", CardNames.class));
  }

  private static <T> Optional<T> section(Map<String, Object> sections, String key, Class<T> type) {
    return Optional.ofNullable(sections.get(key)).map(type::cast);
  }
}
