package io.hami.mock.histories;

import io.hami.mock.model.ResourceName;
import java.time.Duration;
import java.util.List;

/** Something that happens to a Node, its kubelet, its API server or the plugin. */
sealed interface Step {
  /** The ConfigMap with the own config is edited. */
  record OwnConfig(OwnText text) implements Step {}

  /** What the own config's ConfigMap may have. */
  sealed interface OwnText {
    record Good(Own own) implements OwnText {}

    /** Only the inventory is wrong. */
    record BadInventory(Own own) implements OwnText {}

    /** It is refused as a whole. */
    record Bad(String yaml) implements OwnText {}

    record Empty() implements OwnText {}

    record Gone() implements OwnText {}
  }

  /** The ConfigMap with HAMi's device config is edited. */
  record DeviceConfig(DeviceText text) implements Step {}

  /** What HAMi's ConfigMap may have. */
  sealed interface DeviceText {
    /**
     * It has an NVIDIA section.
     *
     * @param memoryFactor of NVIDIA
     */
    record Good(int memoryFactor) implements DeviceText {}

    record Bad() implements DeviceText {}

    record Gone() implements DeviceText {}
  }

  /** NVIDIA's plugin, or whoever plays it, writes its register annotation. */
  record Register(Annotation<List<Card>> cards) implements Step {}

  /** Somebody writes the annotation that an expression of the own config reads. */
  record Slots(Annotation<Integer> number) implements Step {}

  /** An annotation's value. */
  sealed interface Annotation<T> {
    record Good<T>(T value) implements Annotation<T> {}

    record Broken<T>() implements Annotation<T> {}

    record Gone<T>() implements Annotation<T> {}
  }

  /** Another plugin registers a name. */
  record PluginCame(ResourceName name) implements Step {}

  /** That plugin ends. */
  record PluginLeft(ResourceName name) implements Step {}

  /** Another component writes a number into the Node's status, once. */
  record NumberWritten(ResourceName name) implements Step {}

  /** That component removes its number. */
  record NumberRemoved(ResourceName name) implements Step {}

  /** The kubelet ends, and starts again after a while. */
  record KubeletRestarts(Duration away) implements Step {}

  /** The plugin is killed. */
  record Crash() implements Step {}

  /** The plugin is told to end. */
  record Stop() implements Step {}

  /** The plugin starts, if it does not run. */
  record Start() implements Step {}

  /** The node is cut off from the API server. */
  record Away() implements Step {}

  /** The API server can be reached again. */
  record Back() implements Step {}

  /** The plugin's rights. */
  enum Right {
    /** patch nodes/status. */
    STATUS,
    /** patch nodes. */
    ANNOTATE,
    /** get and watch the own config. */
    CONFIG
  }

  /** A right is given or taken. */
  record Rights(Right right, boolean given) implements Step {}

  /**
   * Cards of AMD fail or heal.
   *
   * @param healthy how many of the two are healthy
   */
  record Hardware(int healthy) implements Step {}

  /** An operator makes the first card of each family unhealthy for a while. */
  record Fault(Duration lasts) implements Step {}

  /** The wall clock jumps. */
  record ClockJumps(Duration by) implements Step {}

  /** Whether it is bad input, which must not change what is advertised. */
  default boolean isBadInput() {
    return switch (this) {
      case OwnConfig(OwnText text) -> text instanceof OwnText.Bad;
      case DeviceConfig(DeviceText text) -> text instanceof DeviceText.Bad;
      case Register(var cards) -> cards instanceof Annotation.Broken;
      case Slots(var number) -> number instanceof Annotation.Broken;
      case Away _, ClockJumps _ -> true;
      case Rights(var _, boolean given) -> !given;
      default -> false;
    };
  }
}
