package io.hami.mock.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.ResourceRow;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;

/** Formats a plan for people and for programs. */
final class PlanReport {
  private PlanReport() {}

  /** A table with a line for each resource, and the notices. */
  static String text(Plan plan) {
    return ResourceRow.table(plan.resources().stream().map(PlannedResource::row))
        + plan.notices().stream().map(notice -> "\n" + notice + "\n").collect(Collectors.joining());
  }

  /** A JSON list with an object for each resource. */
  static String json(Plan plan) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartArray();
      for (PlannedResource resource : plan.resources()) {
        ResourceRow row = resource.row();
        json.writeStartObject();
        json.writeStringField("vendor", row.vendor());
        json.writeStringField("resource", row.resource());
        json.writeNumberField("capacity", row.capacity());
        json.writeNumberField("allocatable", row.allocatable());
        json.writeNumberField("factor", row.factor());
        json.writeStringField("route", row.route());
        json.writeStringField("state", row.state());
        json.writeStringField("reason", row.reason());
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.append('\n').toString();
  }
}
