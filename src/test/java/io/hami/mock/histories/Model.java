package io.hami.mock.histories;

import io.hami.mock.histories.Step.Annotation;
import io.hami.mock.histories.Step.DeviceText;
import io.hami.mock.histories.Step.OwnText;
import io.hami.mock.histories.Step.Right;
import io.hami.mock.model.Reason.Kind;
import io.hami.mock.model.ResourceName;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * What a Node must show, after any steps and a quiet time. It knows what has been written where,
 * and what of it the running plugin has been able to read; nothing of how the plugin works.
 */
final class Model {
  private static final int SLOTS_A_CARD = 10;
  private static final int PERCENT_A_CARD = 100;
  private static final int AMD_MEBIBYTES = 65_536;

  /** What the Node must show of a resource. */
  sealed interface Expected {
    /** Units of this plugin. */
    record Units(long total, long healthy) implements Expected {}

    /** None of this plugin's, for one of these reasons; no reason where nothing asks for it. */
    record Withheld(Set<Kind> reasons) implements Expected {}

    /** Another plugin's number, or another component's. */
    record Theirs(boolean wanted) implements Expected {}

    /** The order of events decides, and either is right. */
    record Unclear() implements Expected {}
  }

  /**
   * What is there when a step is taken.
   *
   * @param known the names that the kubelet knows, by any plugin
   * @param numbers the names whose numbers the plugin has marked as its own
   * @param register whether the plugin has marked the register annotation as its own
   */
  record Ground(Set<ResourceName> known, Set<ResourceName> numbers, boolean register) {}

  private final boolean hardware;

  // What is there.
  private OwnText own = new OwnText.Gone();
  private DeviceText device = new DeviceText.Gone();
  private Annotation<List<Card>> register = new Annotation.Gone<>();
  private Annotation<Integer> slots = new Annotation.Gone<>();
  private final Set<ResourceName> plugins = new HashSet<>();
  private final Set<ResourceName> numbers = new HashSet<>();
  private final Set<Right> rights = EnumSet.allOf(Right.class);
  private boolean running = true;
  private boolean away;
  private int amdHealthy = 2;

  // What is kept of configs for the next life.
  private Optional<Own> keptOwn = Optional.empty();
  private Optional<Optional<Integer>> keptDevice = Optional.empty();

  // What the running plugin has read and keeps.
  private Optional<Own> readOwn = Optional.empty();
  private Optional<Optional<Integer>> readDevice = Optional.empty();
  private List<Card> cards = List.of();
  private boolean made;
  private Optional<Integer> slotsRead = Optional.empty();
  private boolean inventoryKnown = true;
  private final Set<ResourceName> unclear = new HashSet<>();

  Model(boolean hardware) {
    this.hardware = hardware;
    read();
  }

  /** Takes a step. */
  void take(Step step, Ground ground) {
    switch (step) {
      case Step.OwnConfig(OwnText text) -> own = text;
      case Step.DeviceConfig(DeviceText text) -> device = text;
      case Step.Register(Annotation<List<Card>> text) -> {
        if (!ground.register()) {
          register = text;
        }
      }
      case Step.Slots(Annotation<Integer> text) -> slots = text;
      case Step.PluginCame(ResourceName name) -> {
        plugins.add(name);
        numbers.remove(name);
      }
      case Step.PluginLeft(ResourceName name) -> plugins.remove(name);
      case Step.NumberWritten(ResourceName name) -> {
        // The kubelet overwrites it, or this plugin restores its own.
        if (!ground.known().contains(name) && !ground.numbers().contains(name)) {
          numbers.add(name);
        } else if (!isInControl()) {
          unclear.add(name);
        }
      }
      case Step.NumberRemoved(ResourceName name) -> numbers.remove(name);
      case Step.Crash _, Step.Stop _ -> end();
      case Step.Start _ -> running = true;
      case Step.Away _ -> away = true;
      case Step.Back _ -> {
        // A config that comes into force may meet the Node as it was before.
        if (away && running && !inForce()) {
          unclear.addAll(Names.READ);
        }
        // So may one that has changed, and the number that was there then is the last good one.
        if (away && running && slots instanceof Annotation.Broken) {
          unclear.add(Names.SLOTS);
        }
        away = false;
      }
      case Step.Rights(Right right, boolean given) -> {
        if (given) {
          rights.add(right);
        } else {
          rights.remove(right);
        }
      }
      case Step.Hardware(int healthy) -> amdHealthy = healthy;
      case Step.KubeletRestarts _, Step.Fault _, Step.ClockJumps _ -> {
        // In the end everything is as before.
      }
    }
    read();
  }

  /** Nothing is remembered but the last good configs and what the Node carries. */
  private void end() {
    running = false;
    readOwn = Optional.empty();
    readDevice = Optional.empty();
    cards = List.of();
    made = false;
    slotsRead = Optional.empty();
    inventoryKnown = true;
  }

  private void read() {
    if (!running || away) {
      return;
    }
    if (rights.contains(Right.CONFIG)) {
      readOwn = ownText();
    } else if (readOwn.isEmpty()) {
      readOwn = keptOwn.or(() -> Optional.of(Own.DEFAULTS));
      inventoryKnown = keptOwn.isPresent();
    }
    readDevice =
        switch (device) {
          case DeviceText.Good(int factor) -> Optional.of(Optional.of(factor));
          case DeviceText.Bad _ -> readDevice.or(() -> keptDevice);
          case DeviceText.Gone _ -> Optional.of(Optional.empty());
        };
    if (!(device instanceof DeviceText.Bad)) {
      keptDevice = readDevice;
    }
    if (!inForce()) {
      return;
    }
    boolean wereMade = made;
    made = isMade();
    if (made) {
      cards = Collections.nCopies(own().cards(), Card.T4);
    } else if (isGated()) {
      cards = List.of();
    } else {
      cards =
          switch (register) {
            case Annotation.Good<List<Card>>(List<Card> now) -> now;
            case Annotation.Broken<List<Card>> _ -> wereMade ? List.of() : cards;
            case Annotation.Gone<List<Card>> _ -> List.of();
          };
    }
    slotsRead =
        switch (slots) {
          case Annotation.Good<Integer>(Integer now) -> Optional.of(now);
          case Annotation.Broken<Integer> _ when own().slots() -> slotsRead;
          default -> Optional.empty();
        };
    if (!own().slots()) {
      slotsRead = Optional.empty();
    }
  }

  private Optional<Own> ownText() {
    return switch (own) {
      case OwnText.Good(Own now) -> known(now);
      case OwnText.BadInventory(Own now) -> {
        Optional<Own> before = readOwn.or(() -> keptOwn);
        inventoryKnown = before.isPresent() && inventoryKnown;
        yield Optional.of(now.withCards(before.map(Own::cards).orElse(0)));
      }
      case OwnText.Bad _ -> readOwn.or(() -> keptOwn);
      case OwnText.Empty _, OwnText.Gone _ -> known(Own.DEFAULTS);
    };
  }

  private Optional<Own> known(Own now) {
    inventoryKnown = true;
    keptOwn = Optional.of(now);
    return keptOwn;
  }

  /** Whether both configs have been valid once since the plugin's start. */
  boolean inForce() {
    return readOwn.isPresent() && readDevice.isPresent();
  }

  private boolean isInControl() {
    return running && !away && inForce() && rights.contains(Right.STATUS);
  }

  private Own own() {
    return readOwn.orElse(Own.DEFAULTS);
  }

  /** Whether cards of the inventory are made up. */
  boolean isMade() {
    return own().cards() > 0 && register instanceof Annotation.Gone && !plugins.contains(Names.GPU);
  }

  /** HAMi's config makes the annotation count only where a plugin serves the cards. */
  private boolean isGated() {
    return readDevice.flatMap(factor -> factor).isPresent() && !plugins.contains(Names.GPU);
  }

  boolean has(Right right) {
    return rights.contains(right);
  }

  /** Whether what an earlier life made up must stay, because nobody knows whether it is wanted. */
  boolean keepsMadeUp() {
    return !inForce() || !inventoryKnown;
  }

  boolean running() {
    return running;
  }

  /** What the Node must show of {@code name}. */
  Expected expected(ResourceName name) {
    if (unclear.contains(name)) {
      return new Expected.Unclear();
    }
    Expected wanted = inForce() ? wanted(name) : new Expected.Withheld(Set.of());
    if (plugins.contains(name) || numbers.contains(name)) {
      return new Expected.Theirs(wanted instanceof Expected.Units);
    }
    if (name.equals(Names.TOKENS) && (!rights.contains(Right.STATUS) || !inForce())) {
      return new Expected.Unclear();
    }
    return wanted;
  }

  private Expected wanted(ResourceName name) {
    Own now = own();
    if (name.equals(Names.LICENCES)) {
      return custom(now.licences());
    } else if (name.equals(Names.TOKENS)) {
      return custom(now.tokens());
    } else if (name.equals(Names.SLOTS)) {
      return now.slots()
          ? slotsRead
              .<Expected>map(number -> new Expected.Units(2L * number, 2L * number))
              .orElse(new Expected.Withheld(Set.of(Kind.NO_SOURCE, Kind.MALFORMED)))
          : custom(0);
    } else if (name.equals(Names.AMD_MEMORY)) {
      return hardware
          ? new Expected.Units(2L * AMD_MEBIBYTES, (long) amdHealthy * AMD_MEBIBYTES)
          : new Expected.Withheld(Set.of());
    } else if (name.equals(Names.GPU)) {
      return isMade() ? sum(_ -> SLOTS_A_CARD, 1) : new Expected.Withheld(Set.of());
    } else if (name.equals(Names.MEMORY)) {
      int factor =
          now.memoryFactor() > 0
              ? now.memoryFactor()
              : readDevice.flatMap(given -> given).orElse(1);
      return sum(Card::memory, factor);
    }
    return sum(_ -> PERCENT_A_CARD, 1);
  }

  private static Expected custom(int number) {
    return number == 0 ? new Expected.Withheld(Set.of()) : new Expected.Units(number, number);
  }

  private Expected sum(ToLongFunction<Card> quantity, int factor) {
    long total = cards.stream().mapToLong(quantity).sum();
    long healthy = cards.stream().filter(Card::healthy).mapToLong(quantity).sum();
    if (cards.isEmpty()) {
      return new Expected.Withheld(
          Set.of(Kind.NO_ANNOTATION, Kind.GATE, Kind.MALFORMED, Kind.CONTENDED));
    }
    return total / factor == 0
        ? new Expected.Withheld(Set.of(Kind.FACTOR))
        : new Expected.Units(total / factor, healthy / factor);
  }
}
