package io.hami.mock.histories;

import io.hami.mock.histories.Step.Annotation;
import io.hami.mock.histories.Step.DeviceText;
import io.hami.mock.histories.Step.OwnText;
import io.hami.mock.port.ConfigSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The texts of configs and annotations, and how a source reports them. */
final class Texts {
  private static final String AWAY = "no route to host";

  private Texts() {}

  /** The value of an annotation; empty where it is gone. */
  static <T> Optional<String> of(Annotation<T> value, Function<T, String> text) {
    return switch (value) {
      case Annotation.Good<T>(T good) -> Optional.of(text.apply(good));
      case Annotation.Broken<T> _ -> Optional.of("[{\"id\": ");
      case Annotation.Gone<T> _ -> Optional.empty();
    };
  }

  /** NVIDIA's register annotation. */
  static String register(List<Card> cards) {
    return IntStream.range(0, cards.size())
        .mapToObj(
            index ->
                ("{\"id\":\"GPU-%d\",\"count\":10,\"devmem\":%d,\"devcore\":100,"
                        + "\"type\":\"NVIDIA A10\",\"health\":%b}")
                    .formatted(index, cards.get(index).memory(), cards.get(index).healthy()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** Reports the own config. */
  static void tell(OwnText own, boolean away, boolean readable, ConfigSource.Listener to) {
    if (away) {
      to.unavailable(AWAY);
    } else if (!readable) {
      to.forbidden("grant get on configmaps");
    } else {
      of(own).ifPresentOrElse(to::text, to::absent);
    }
  }

  /** The text of the own config; empty where it is gone. */
  static Optional<String> of(OwnText own) {
    return switch (own) {
      case OwnText.Good(Own good) -> Optional.of(good.yaml());
      case OwnText.BadInventory(Own good) -> Optional.of(good.yamlWithBadInventory());
      case OwnText.Bad(String yaml) -> Optional.of(yaml);
      case OwnText.Empty() -> Optional.of("");
      case OwnText.Gone() -> Optional.empty();
    };
  }

  /** Reports HAMi's device config. */
  static void tell(DeviceText device, boolean away, ConfigSource.Listener to) {
    if (away) {
      to.unavailable(AWAY);
    } else {
      of(device).ifPresentOrElse(to::text, to::absent);
    }
  }

  /** The text of HAMi's device config; empty where it is gone. */
  static Optional<String> of(DeviceText device) {
    return switch (device) {
      case DeviceText.Good(int factor) ->
          Optional.of(
              """
              nvidia:
                resourceCountName: nvidia.com/gpu
                resourceMemoryName: nvidia.com/gpumem
                resourceCoreName: nvidia.com/gpucores
                resourceMemoryPercentageName: nvidia.com/gpumem-percentage
                memoryFactor: %d
              """
                  .formatted(factor));
      case DeviceText.Bad() -> Optional.of("nvidia: {resourceCountName: [1]}");
      case DeviceText.Gone() -> Optional.empty();
    };
  }
}
