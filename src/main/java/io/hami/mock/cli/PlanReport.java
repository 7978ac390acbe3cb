package io.hami.mock.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.Plan.Route;
import io.hami.mock.model.Units;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Formats a plan for people and for programs. */
final class PlanReport {
  private static final List<String> HEADINGS =
      List.of(
          "VENDOR", "RESOURCE", "CAPACITY", "ALLOCATABLE", "FACTOR", "ROUTE", "STATE", "REASON");

  private PlanReport() {}

  /**
   * One line of the report.
   *
   * @param state that of {@link PlannedResource#state}
   */
  private record Line(
      String vendor,
      String resource,
      Units units,
      int factor,
      String route,
      String state,
      String reason) {
    List<String> columns() {
      return List.of(
          vendor,
          resource,
          Long.toString(units.capacity()),
          Long.toString(units.allocatable()),
          Integer.toString(factor),
          route,
          state,
          reason);
    }
  }

  /** A table with a line for each resource. */
  static String text(Plan plan) {
    List<List<String>> rows = new ArrayList<>(List.of(HEADINGS));
    plan.resources().forEach(resource -> rows.add(line(resource).columns()));
    return TextTable.of(rows);
  }

  /** A JSON list with an object for each resource. */
  static String json(Plan plan) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartArray();
      for (PlannedResource resource : plan.resources()) {
        Line line = line(resource);
        json.writeStartObject();
        json.writeStringField("vendor", line.vendor());
        json.writeStringField("resource", line.resource());
        json.writeNumberField("capacity", line.units().capacity());
        json.writeNumberField("allocatable", line.units().allocatable());
        json.writeNumberField("factor", line.factor());
        json.writeStringField("route", line.route());
        json.writeStringField("state", line.state());
        json.writeStringField("reason", line.reason());
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.append('\n').toString();
  }

  private static Line line(PlannedResource resource) {
    boolean advertised = resource.outcome() instanceof Outcome.Advertise;
    return new Line(
        resource.family().vendor(),
        resource.name().toString(),
        advertised ? resource.units().orElse(Units.NONE) : Units.NONE,
        resource.factor().value(),
        resource.outcome() instanceof Outcome.Advertise(_, Route route, _, _)
            ? route.toString()
            : "none",
        resource.state(),
        resource.reason());
  }
}
