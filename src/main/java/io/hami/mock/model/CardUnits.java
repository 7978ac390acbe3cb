package io.hami.mock.model;

/**
 * The units of one card within a list of units.
 *
 * @param card the card's id
 * @param numa its NUMA node; -1 when unknown
 * @param healthy whether the card's units are healthy
 * @param units how many, at least 0
 */
public record CardUnits(String card, long numa, boolean healthy, int units) {
  public CardUnits {
    if (units < 0) {
      throw new IllegalArgumentException("at least 0 units were expected, not " + units);
    }
  }
}
