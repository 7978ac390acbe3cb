package io.hami.mock.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.Parsed;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class AnyDeviceConfigTest {
  @Property(tries = 500)
  void noTextMakesTheParserThrow(@ForAll String yaml) {
    assertSound(yaml);
  }

  @Property(tries = 2000)
  void noSequenceOfYamlMakesTheParserThrow(@ForAll("yamlish") String yaml) {
    assertSound(yaml);
  }

  private static void assertSound(String yaml) {
    switch (EveryVendor.VENDORS.readDeviceConfig(yaml)) {
      case Parsed.Good<DeviceConfig> good -> assertThat(good.value()).isNotNull();
      case Parsed.Bad<DeviceConfig> bad -> assertThat(bad.problems()).isNotEmpty();
    }
  }

  @Provide
  Arbitrary<String> yamlish() {
    return Arbitraries.of(
            "nvidia",
            "vnpus",
            "iluvatars",
            "enflame",
            "configs",
            "commonWord",
            "memoryFactor",
            "resourceCountName",
            "resourceMemoryName",
            "knownMigGeometries",
            "allowedGeometries",
            ":",
            ": ",
            "\n",
            "\n  ",
            "\n- ",
            "- ",
            "{",
            "}",
            "[",
            "]",
            ", ",
            "&a ",
            "*a",
            "<<: ",
            "a.b/c",
            "1",
            "-1",
            "1e400",
            "0x",
            "0b2",
            ".inf",
            ".nan",
            "~",
            "yes",
            "'",
            "\"",
            "\\UFFFFFFFF",
            "!!int ",
            "!x ",
            "? ",
            "| \n",
            "---\n",
            "...\n",
            "%YAML 9.9\n",
            "#",
            "\t",
            "\uD800",
            "\uFEFF")
        .list()
        .ofMaxSize(30)
        .map(parts -> String.join("", parts));
  }
}
