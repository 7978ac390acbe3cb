package io.hami.mock.control.web;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.hami.mock.config.ConfigKind;
import io.hami.mock.control.Identity;
import io.hami.mock.fault.ActiveFault;
import io.hami.mock.model.Card;
import io.hami.mock.model.Discovery;
import io.hami.mock.model.Notice;
import io.hami.mock.model.ResourceRow;
import io.hami.mock.model.Units;
import io.hami.mock.model.VirtualResource;
import io.hami.mock.port.Kubelet;
import io.hami.mock.port.Publication.Traffic;
import io.hami.mock.reconcile.ConfigState;
import io.hami.mock.reconcile.ConfigStatus;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.ResourceState;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;

/** The state as JSON: the answer of {@code /resources}, which the page shows. */
final class StateJson {
  private static final JsonFactory JSON = new JsonFactory();

  private StateJson() {}

  static String of(NodeState state, Kubelet.Contact kubelet, Identity identity) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("node", identity.node());
      json.writeStringField("version", identity.version());
      optional(json, "trouble", state.trouble());
      optional(json, "contract", state.contract());
      config(json, state.config());
      json.writeObjectFieldStart("kubelet");
      json.writeBooleanField("present", kubelet.present());
      json.writeNumberField("restarts", kubelet.restarts());
      optional(json, "heard", kubelet.heard().map(Object::toString));
      json.writeEndObject();
      json.writeArrayFieldStart("operatorFactors");
      for (var factor : state.operator().values().entrySet()) {
        json.writeStartObject();
        json.writeStringField("scope", factor.getKey().toString());
        json.writeNumberField("factor", factor.getValue());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("notices");
      for (Notice notice : state.plan().notices()) {
        json.writeStartObject();
        json.writeStringField("kind", notice.kind().toString());
        json.writeStringField("text", notice.text());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeFieldName("faults");
      faults(json, state.faults());
      json.writeArrayFieldStart("resources");
      for (ResourceState resource : state.resources()) {
        resource(json, resource);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("cards");
      for (Discovery discovery : state.discoveries()) {
        if (discovery instanceof Discovery.Present present) {
          cards(json, present);
        }
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  /** The injected faults alone. */
  static String of(List<ActiveFault> faults) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      faults(json, faults);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static void faults(JsonGenerator json, List<ActiveFault> faults) throws IOException {
    json.writeStartArray();
    for (ActiveFault active : faults) {
      json.writeStartObject();
      json.writeStringField("id", active.id());
      json.writeStringField("fault", active.injection().fault().toString());
      json.writeStringField("of", active.injection().target().toString());
      json.writeStringField("until", active.until().toString());
      json.writeBooleanField("configured", active.configured());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void config(JsonGenerator json, ConfigState config) throws IOException {
    json.writeObjectFieldStart("config");
    json.writeNumberField("generation", config.generation());
    optional(
        json,
        "since",
        Optional.of(config).filter(now -> now.generation() > 0).map(now -> now.since().toString()));
    json.writeArrayFieldStart("sources");
    for (ConfigKind kind : ConfigKind.values()) {
      if (config.statuses().get(kind) instanceof ConfigStatus status) {
        json.writeStartObject();
        json.writeStringField("kind", kind.key());
        json.writeStringField("origin", status.origin());
        json.writeStringField("result", status.result().toString());
        texts(json, "problems", status.problems());
        texts(json, "warnings", status.warnings());
        optional(json, "trouble", status.trouble());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void resource(JsonGenerator json, ResourceState resource) throws IOException {
    ResourceRow row = resource.row();
    Traffic traffic = resource.publication().map(now -> now.traffic()).orElse(Traffic.NONE);
    Optional<VirtualResource> source = resource.planned().source();
    json.writeStartObject();
    json.writeStringField("vendor", row.vendor());
    json.writeStringField("resource", row.resource());
    json.writeNumberField("capacity", row.capacity());
    json.writeNumberField("allocatable", row.allocatable());
    json.writeNumberField("planned", resource.planned().units().map(Units::capacity).orElse(0L));
    json.writeNumberField("factor", row.factor());
    json.writeStringField("factorOrigin", row.factorOrigin());
    json.writeStringField("route", row.route());
    json.writeNumberField("raw", source.map(raw -> raw.quantity().total()).orElse(0L));
    json.writeStringField("unit", source.map(raw -> raw.unit().toString()).orElse(""));
    json.writeStringField("state", row.state());
    json.writeStringField("reason", row.reason());
    json.writeNumberField("frameBytes", traffic.frameBytes());
    json.writeNumberField("streams", resource.publication().map(now -> now.streams()).orElse(0));
    json.writeNumberField("sends", traffic.sends());
    json.writeNumberField("registrations", traffic.registrations());
    json.writeNumberField("allocations", traffic.allocations());
    json.writeEndObject();
  }

  private static void cards(JsonGenerator json, Discovery.Present present) throws IOException {
    for (Card card : present.cards()) {
      json.writeStartObject();
      json.writeStringField("origin", present.origin().toString());
      json.writeStringField("vendor", present.family().vendor());
      json.writeStringField("family", present.family().name());
      json.writeStringField("id", card.id());
      json.writeNumberField("index", card.index());
      json.writeStringField("type", card.type());
      json.writeNumberField("memoryMiB", card.memoryMiB());
      json.writeNumberField("cores", card.cores());
      json.writeNumberField("slots", card.slots());
      json.writeNumberField("numa", card.numa());
      json.writeBooleanField("healthy", card.healthy());
      json.writeEndObject();
    }
  }

  private static void texts(JsonGenerator json, String field, List<?> values) throws IOException {
    json.writeArrayFieldStart(field);
    for (Object value : values) {
      json.writeString(value.toString());
    }
    json.writeEndArray();
  }

  /** Null where there is none. */
  private static void optional(JsonGenerator json, String field, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeStringField(field, value.get());
    } else {
      json.writeNullField(field);
    }
  }
}
