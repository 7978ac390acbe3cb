package io.hami.mock.cli;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import io.hami.mock.inventory.CardProfile;
import io.hami.mock.inventory.CardProfiles;
import io.hami.mock.model.TextTable;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** The {@code profiles} command: the models of cards that an inventory can name. */
public final class ProfileList {
  private ProfileList() {}

  /** A table with a line for each model. */
  public static String text(CardProfiles profiles) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("PROFILE", "VENDOR", "MODEL", "MEMORY MiB", "CORES", "SLOTS", "TYPE"));
    for (CardProfile profile : profiles.all()) {
      rows.add(
          List.of(
              profile.name(),
              profile.vendor(),
              profile.model(),
              profile.memoryMiB() == 0 ? "-" : Integer.toString(profile.memoryMiB()),
              Integer.toString(profile.cores()),
              Integer.toString(profile.slots()),
              profile.type()));
    }
    return TextTable.of(rows);
  }

  /** A JSON list with an object for each model. */
  public static String json(CardProfiles profiles) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
      json.setPrettyPrinter(new DefaultPrettyPrinter());
      json.writeStartArray();
      for (CardProfile profile : profiles.all()) {
        json.writeStartObject();
        json.writeStringField("profile", profile.name());
        json.writeStringField("vendor", profile.vendor());
        json.writeStringField("model", profile.model());
        json.writeNumberField("memory", profile.memoryMiB());
        json.writeNumberField("cores", profile.cores());
        json.writeNumberField("slots", profile.slots());
        json.writeStringField("type", profile.type());
        json.writeEndObject();
      }
      json.writeEndArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.append('\n').toString();
  }
}
