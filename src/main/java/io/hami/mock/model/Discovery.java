package io.hami.mock.model;

import java.util.List;

/** What a vendor's discovery makes of a Node, for one family of cards. */
public sealed interface Discovery {
  /** The family that was looked for. */
  Family family();

  /**
   * The cards are there. {@code resources} are of {@code family().serves()}, not necessarily all of
   * them.
   */
  record Present(Family family, List<Card> cards, List<VirtualResource> resources)
      implements Discovery {
    public Present {
      cards = List.copyOf(cards);
      resources = List.copyOf(resources);
    }
  }

  /** Nothing is there to advertise; what was advertised before is withdrawn. */
  record Absent(Family family, Reason why) implements Discovery {}

  /** What is there cannot be read; what was advertised before stays (design decision 3). */
  record Unreadable(Family family, Reason why) implements Discovery {}
}
