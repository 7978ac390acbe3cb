package io.hami.mock.config;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads HAMi's {@code device-config.yaml} by the rules of docs/vendors.md 3.2, so that this plugin
 * and HAMi's scheduler read the same values from the same file. Keys that only HAMi's other
 * components use are still checked for their type, because a wrong type anywhere ends the
 * scheduler.
 */
public final class DeviceConfigParser {
  private static final int EXAMPLES = 2;

  private final Findings findings = new Findings();
  private final Map<String, DeviceSection<?>> sections = new LinkedHashMap<>();

  private DeviceConfigParser(Collection<? extends DeviceSection<?>> sections) {
    sections.forEach(section -> this.sections.put(section.key(), section));
  }

  /**
   * Parses {@code yaml}; never throws. An empty file is {@link DeviceConfig#EMPTY}. The result has
   * all problems, not only the first. Unknown and repeated keys, and values whose meaning differs
   * from how they look, are warnings.
   *
   * @param sections those that the file may have
   */
  public static Parsed<DeviceConfig> parse(
      String yaml, Collection<? extends DeviceSection<?>> sections) {
    DeviceConfigParser parser = new DeviceConfigParser(sections);
    String examples =
        sections.stream().map(DeviceSection::key).limit(EXAMPLES).collect(Collectors.joining(", "));
    return parser.findings.conclude(
        Section.ofFile(yaml, ConfigKind.DEVICE, examples, parser.findings)
            .map(parser::file)
            .orElse(DeviceConfig.EMPTY));
  }

  private DeviceConfig file(Section file) {
    DeviceConfig config = DeviceConfig.EMPTY;
    // In the file's order: of two resources with the same name, the later one is reported.
    for (String key : file.inOrder(sections.keySet())) {
      if (sections.get(key) instanceof DeviceSection<?> section) {
        config = read(section, file, config);
      }
    }
    file.close();
    return config;
  }

  private static <T> DeviceConfig read(
      DeviceSection<T> section, Section file, DeviceConfig config) {
    return section.reader().apply(file).map(value -> config.with(section, value)).orElse(config);
  }
}
