package io.hami.mock.plan;

import io.hami.mock.model.Card;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Discovery.Present;
import io.hami.mock.model.Discovery.Unreadable;
import io.hami.mock.model.Family;
import io.hami.mock.model.Measure;
import io.hami.mock.model.Origin;
import io.hami.mock.model.Quantity;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.SplitFactor;
import io.hami.mock.model.Unit;
import io.hami.mock.model.VirtualResource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Discoveries to plan with. */
final class Cards {
  static final ResourceName COUNT = ResourceName.parse("example.com/gpu");
  static final ResourceName MEMORY = ResourceName.parse("example.com/gpumem");
  static final ResourceName CORES = ResourceName.parse("example.com/gpucores");
  static final Family FAMILY = family("Example", MEMORY);
  static final Reason GONE = new Reason(Reason.Kind.NO_ANNOTATION, "no annotation");
  static final Reason BROKEN = new Reason(Reason.Kind.MALFORMED, "card 0, devmem: not a number");

  private Cards() {}

  static Family family(String vendor, ResourceName... serves) {
    return new Family(vendor, vendor, List.of(serves), Set.of(COUNT));
  }

  static SplitFactor factor(int value) {
    return new SplitFactor(value, SplitFactor.Origin.DEVICE_CONFIG);
  }

  static VirtualResource memory(Quantity mebibytes, int factor) {
    return new VirtualResource(MEMORY, Measure.MEMORY, Unit.MEBIBYTE, mebibytes, factor(factor));
  }

  static VirtualResource cores(Quantity percent, int factor) {
    return new VirtualResource(CORES, Measure.CORES, Unit.PERCENT, percent, factor(factor));
  }

  static Present present(Family family, VirtualResource... resources) {
    return new Present(family, List.of(), List.of(resources));
  }

  static Present withheld(Family family, Map<ResourceName, Reason> why, VirtualResource... rest) {
    return new Present(family, Origin.NODE, List.of(), List.of(rest), why);
  }

  static Discovery unreadable(Family family) {
    return new Unreadable(family, BROKEN);
  }

  /** Cards of 24,564 MiB each, healthy or not. */
  static Quantity cards(Boolean... healthy) {
    List<Card> cards =
        Arrays.stream(healthy)
            .map(well -> new Card("GPU", 0, 10, 24_564, 100, "4090", 0, "hami-core", well))
            .toList();
    return Quantity.sum(cards, Card::memoryMiB);
  }
}
