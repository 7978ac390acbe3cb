package io.hami.mock.simulator;

import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.Units;
import io.hami.mock.port.FactsSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The API object of a Node that belongs to an embedded kubelet.
 *
 * @param name the Node's name
 * @param annotations those that vendors' plugins write
 * @param pods its capacity of pods
 */
public record SimulatedNode(String name, Map<String, String> annotations, long pods) {
  private static final List<String> V100 = List.of("GPU-a1", "GPU-a2");
  private static final int SLOTS = 10;

  public SimulatedNode {
    annotations = Map.copyOf(annotations);
  }

  /** A node with two V100 cards, each shared ten ways, as HAMi's NVIDIA plugin describes them. */
  public static SimulatedNode twoV100(String name) {
    String register =
        V100.stream()
            .map(
                card ->
                    ("{\"id\":\"%s\",\"count\":%d,\"devmem\":32768,\"devcore\":100,"
                            + "\"type\":\"NVIDIA-Tesla V100\",\"health\":true}")
                        .formatted(card, SLOTS))
            .collect(Collectors.joining(",", "[", "]"));
    return new SimulatedNode(name, Map.of("hami.io/node-nvidia-register", register), 110);
  }

  /** A node without cards. */
  public static SimulatedNode bare(String name) {
    return new SimulatedNode(name, Map.of(), 110);
  }

  /** The plugin that serves those cards' slots as {@code nvidia.com/gpu}. */
  public static VendorPlugin nvidiaPlugin(Path directory) {
    Stream<String> slots =
        V100.stream()
            .flatMap(card -> IntStream.range(0, SLOTS).mapToObj(slot -> card + "-" + slot));
    return new VendorPlugin(directory, "nvidia-gpu.sock", "nvidia.com/gpu", slots.toList());
  }

  /**
   * The Node as this project's plugin reads it, with {@code resources} as the kubelet's extended
   * resources.
   */
  public NodeFacts facts(Map<String, Units> resources) {
    Map<String, String> capacity = new HashMap<>(Map.of("pods", quantity(pods)));
    Map<String, String> allocatable = new HashMap<>(capacity);
    resources.forEach(
        (resource, units) -> {
          capacity.put(resource, quantity(units.capacity()));
          allocatable.put(resource, quantity(units.allocatable()));
        });
    return new NodeFacts(name, annotations, Map.of(), capacity, allocatable);
  }

  /** The Node as {@code kubelet} reports it, now and after every change. */
  public FactsSource reportedBy(EmbeddedKubelet kubelet) {
    return new Reported(this, kubelet);
  }

  private record Reported(SimulatedNode node, EmbeddedKubelet kubelet) implements FactsSource {
    @Override
    public void start(Listener listener) {
      kubelet.addListener(() -> tell(listener));
      tell(listener);
    }

    private void tell(Listener listener) {
      listener.facts(node.facts(kubelet.resources()));
    }

    /** Every change is reported, so there is nothing to read again. */
    @Override
    public void reload() {}

    @Override
    public void close() {}
  }

  /** A count as Kubernetes writes it: 1000 is {@code 1k} (docs/kubelet.md 2.4). */
  static String quantity(long count) {
    long value = count;
    int power = 0;
    while (value != 0 && value % 1000 == 0) {
      value /= 1000;
      power++;
    }
    return value + List.of("", "k", "M", "G", "T", "P", "E").get(power);
  }
}
