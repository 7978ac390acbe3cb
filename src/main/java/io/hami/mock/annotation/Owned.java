package io.hami.mock.annotation;

import io.hami.mock.annotation.JsonReader.Value;
import io.hami.mock.model.ResourceName;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The annotations and counts on a Node that this plugin has made up. The plugin records them in an
 * annotation on the Node: after a restart they are still there, and without the record they could
 * not be told from those of other writers (docs/architecture.md, decision 4).
 *
 * @param annotations keys
 * @param resources names of counts
 */
public record Owned(Set<String> annotations, Set<ResourceName> resources) {
  /** The annotation that holds it. */
  public static final String KEY = "mock.hami.io/owned";

  public static final Owned NOTHING = new Owned(Set.of(), Set.of());

  private static final Map<String, Value<?>> SCHEMA =
      Map.of("annotations", Owned::strings, "resources", Owned::strings);

  public Owned {
    annotations = Set.copyOf(annotations);
    resources = Set.copyOf(resources);
  }

  /** Reads the annotation; entries that cannot be read are left out. */
  public static Owned of(Optional<String> annotation) {
    return annotation.map(Owned::read).orElse(NOTHING);
  }

  private static Owned read(String text) {
    try {
      JsonReader.Fields fields = JsonReader.read(text, in -> in.object(SCHEMA));
      return new Owned(
          Set.copyOf(fields.list("annotations", String.class)),
          Set.copyOf(
              fields.list("resources", String.class).stream()
                  .filter(name -> ResourceName.violation(name).isEmpty())
                  .map(ResourceName::parse)
                  .toList()));
    } catch (MalformedException _) {
      return NOTHING;
    }
  }

  private static List<String> strings(JsonReader in) throws IOException {
    return in.array("an array of names", "name", JsonReader::string);
  }

  /** The value of the annotation. */
  @Override
  public String toString() {
    return CardTexts.write(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("annotations");
          for (String key : new TreeSet<>(annotations)) {
            json.writeString(key);
          }
          json.writeEndArray();
          json.writeArrayFieldStart("resources");
          for (ResourceName name : new TreeSet<>(resources)) {
            json.writeString(name.toString());
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }
}
