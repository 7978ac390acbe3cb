import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Adds to the list of what is shipped the Java that the distribution brings, the checksum of the plugin's own jar, and which libraries
 * are in it. Runs on the JDK that the runtime was linked from.
 */
final class Sbom {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String TRIMMED =
      "The classes that are used are in lib/mock-device-plugin.jar; the checksum is that of the published library";

  /** Takes the distribution's directory. */
  public static void main(String[] arguments) throws IOException, GeneralSecurityException {
    Path dist = Path.of(arguments[0]);
    Path file = dist.resolve("sbom.json");
    ObjectNode sbom = (ObjectNode) JSON.readTree(file.toFile());
    ((ObjectNode) sbom.at("/metadata/component"))
        .set("hashes", hash(dist.resolve("lib").resolve("mock-device-plugin.jar")));
    ArrayNode components = (ArrayNode) sbom.get("components");
    for (JsonNode component : components) {
      String jar = component.path("name").asText() + "-" + component.path("version").asText() + ".jar";
      if (!Files.exists(dist.resolve("lib").resolve(jar))) {
        ((ObjectNode) component).putObject("pedigree").put("notes", TRIMMED);
      }
    }
    components.add(runtime(dist.resolve("runtime")));
    JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), sbom);
  }

  private static ObjectNode runtime(Path runtime) throws IOException, GeneralSecurityException {
    String version = System.getProperty("java.runtime.version");
    String purl = "pkg:generic/openjdk@" + version.replace("+", "%2B");
    ObjectNode component = JSON.createObjectNode();
    component.put("type", "platform");
    component.put("bom-ref", purl);
    component.putObject("supplier").put("name", System.getProperty("java.vendor"));
    component.put("name", "openjdk");
    component.put("version", version);
    component.put("description", "The Java runtime in runtime/; the checksum is that of runtime/lib/modules");
    component.set("hashes", hash(runtime.resolve("lib").resolve("modules")));
    component.putArray("licenses").addObject().putObject("license").put("id", "GPL-2.0-with-classpath-exception");
    component.put("purl", purl);
    return component;
  }

  private static ArrayNode hash(Path file) throws IOException, GeneralSecurityException {
    ArrayNode hashes = JSON.createArrayNode();
    hashes
        .addObject()
        .put("alg", "SHA-256")
        .put("content", HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))));
    return hashes;
  }
}
