package io.hami.mock.bench;

import java.util.Map;
import java.util.Set;
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
   * About {@code mebibytes}, and such that no resource has a count that is {@code known} already:
   * what is there from a former run must not be taken for this one's.
   */
  static Cards unlike(Map<String, Set<Long>> known, int mebibytes) {
    return new Cards(other(known, CORES, 200, 100) / 100, other(known, MEMORY, mebibytes, -1));
  }

  private static int other(Map<String, Set<Long>> known, String name, int first, int step) {
    int count = first;
    while (known.getOrDefault(name, Set.of()).contains((long) count)) {
      count += step;
    }
    return count;
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
