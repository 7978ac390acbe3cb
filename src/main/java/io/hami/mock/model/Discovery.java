package io.hami.mock.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was found on a Node for one family of cards. */
public sealed interface Discovery {
  /** The family that was looked for. */
  Family family();

  /**
   * The cards are there.
   *
   * @param origin where the cards are known from
   * @param cards as described; none where the vendor's figures come from capacity
   * @param resources the resources of these cards, of {@code family().serves()}
   * @param withheld why the rest of {@code family().serves()} is not among {@code resources}
   */
  record Present(
      Family family,
      Origin origin,
      List<Card> cards,
      List<VirtualResource> resources,
      Map<ResourceName, Reason> withheld)
      implements Discovery {
    public Present {
      cards = List.copyOf(cards);
      resources = List.copyOf(resources);
      withheld = Map.copyOf(withheld);
    }

    /** All resources that the family serves, for cards that the Node describes. */
    public Present(Family family, List<Card> cards, List<VirtualResource> resources) {
      this(family, Origin.NODE, cards, resources, Map.of());
    }

    /** The same family with other cards. */
    public Present with(List<Card> others, List<VirtualResource> amounts) {
      return new Present(family, origin, others, amounts, withheld);
    }

    /** Why {@code name} is not among the resources. */
    public Reason without(ResourceName name) {
      return withheld.getOrDefault(
          name, new Reason(Reason.Kind.GATE, family + " cards do not offer " + name + " now"));
    }
  }

  /** There is nothing to advertise; what was advertised before is withdrawn. */
  record Absent(Family family, Reason why) implements Discovery {}

  /**
   * The source cannot be read; what was advertised before stays (docs/architecture.md, decision 3).
   *
   * @param last the cards as they were when they could be read; empty where they never could
   */
  record Unreadable(Family family, Reason why, Optional<Present> last) implements Discovery {
    /** Without cards of an earlier time. */
    public Unreadable(Family family, Reason why) {
      this(family, why, Optional.empty());
    }
  }
}
