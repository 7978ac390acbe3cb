package io.hami.mock.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * One resource as it is shown to people and programs: the same row in {@code explain}, over JMX and
 * over HTTP.
 *
 * @param capacity units of the extended resource on the Node; 0 while there are none
 * @param allocatable those of them that are healthy
 * @param factor the split factor by which the quantity was divided
 * @param factorOrigin who has set the factor
 * @param route how the count gets to the Node; {@code none} while it does not
 * @param state one word, see {@link Plan.PlannedResource#state}
 * @param reason how the count was computed, or why there is none
 */
public record ResourceRow(
    String vendor,
    String resource,
    long capacity,
    long allocatable,
    int factor,
    String factorOrigin,
    String route,
    String state,
    String reason) {
  private static final List<String> HEADINGS =
      List.of(
          "VENDOR", "RESOURCE", "CAPACITY", "ALLOCATABLE", "FACTOR", "ROUTE", "STATE", "REASON");

  /** This row for a resource whose registration is under way or done. */
  public ResourceRow with(Units units, String word, String why) {
    return new ResourceRow(
        vendor,
        resource,
        units.capacity(),
        units.allocatable(),
        factor,
        factorOrigin,
        route,
        word,
        why);
  }

  /** The rows as a table with headings. */
  public static String table(Stream<ResourceRow> rows) {
    List<List<String>> cells = new ArrayList<>(List.of(HEADINGS));
    rows.map(ResourceRow::cells).forEach(cells::add);
    return TextTable.of(cells);
  }

  private List<String> cells() {
    return List.of(
        vendor,
        resource,
        Long.toString(capacity),
        Long.toString(allocatable),
        Integer.toString(factor),
        route,
        state,
        reason);
  }
}
