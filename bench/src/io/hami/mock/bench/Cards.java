package io.hami.mock.bench;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * V100s of a node as HAMi's NVIDIA plugin registers them.
 *
 * @param mebibytes of all of them together
 */
record Cards(int count, int mebibytes) {
  static final String REGISTER = "hami.io/node-nvidia-register";

  private static final String MEMORY = "nvidia.com/gpumem";
  private static final String CORES = "nvidia.com/gpucores";

  /**
   * About {@code mebibytes}, and such that no resource has as many units as the kubelet knows
   * already: what it knows from a former run must not be taken for this one's.
   */
  static Cards unlike(Map<String, Integer> known, int mebibytes) {
    return new Cards(
        known.getOrDefault(CORES, 0) == 200 ? 3 : 2,
        known.getOrDefault(MEMORY, 0) == mebibytes ? mebibytes - 1 : mebibytes);
  }

  Cards with(int memory) {
    return new Cards(count, memory);
  }

  String annotation() {
    return IntStream.range(0, count)
        .mapToObj(
            card ->
                "GPU-a%d,10,%d,100,NVIDIA-Tesla V100,0,true:"
                    .formatted(card, mebibytes / count + (card == 0 ? mebibytes % count : 0)))
        .collect(Collectors.joining());
  }

  /** What a kubelet has to know of them. */
  Map<String, Integer> units() {
    return Map.of(
        MEMORY, mebibytes, CORES, 100 * count, "nvidia.com/gpumem-percentage", 100 * count);
  }
}
