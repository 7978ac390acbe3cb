package io.hami.mock.discovery;

import static io.hami.mock.discovery.Found.mebibytes;
import static io.hami.mock.discovery.Found.percents;
import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.discovery.Ascend.Mode;
import io.hami.mock.discovery.Ascend.Vnpus;
import io.hami.mock.model.Measure;
import io.hami.mock.model.Reason.Kind;
import io.hami.mock.model.Unit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AscendTest {
  private static final String B3 = "huawei.com/Ascend910B3";
  private static final String B3_REGISTER = "hami.io/node-register-Ascend910B3";
  private static final String CARDS =
      """
      [{"id":"a","devmem":65536,"devcore":100,"health":true},
      {"id":"b","devmem":65536,"devcore":150,"health":true},
      {"id":"c","devmem":65536,"devcore":20,"health":false}]\
      """;

  private final Vendor<Vnpus> ascend = new Ascend();

  private static Chip chip(String chipName, int factor) {
    String name = "huawei.com/Ascend" + chipName;
    return new Chip(
        chipName, "Ascend" + chipName, Node.names(name, name + "-memory", name + "-core", factor));
  }

  private static Node node() {
    return Node.empty().capacity(B3, "12").annotation(B3_REGISTER, CARDS);
  }

  private Found found(Node node, Vnpus vnpus) {
    return Found.by(ascend, node, vnpus);
  }

  private static Vnpus vnpus(boolean softMode, Chip... chips) {
    return vnpus(softMode ? Mode.HAMI_CORE : Mode.TEMPLATE, chips);
  }

  private static Vnpus vnpus(Mode mode, Chip... chips) {
    return new Vnpus(mode, List.of(chips));
  }

  @Test
  void hardModeServesMemoryButStillNamesTheCores() {
    Found found = found(node(), vnpus(false, chip("910B3", 1)));

    found.isPresent(mebibytes(B3 + "-memory", 196608, 131072));
    found.servesAndReads(List.of(B3 + "-memory", B3 + "-core"), List.of(B3));
  }

  @Test
  void softModeServesWhatACardAdvertisesAndAtLeast100() {
    found(node(), vnpus(true, chip("910B3", 1)))
        .isPresent(mebibytes(B3 + "-memory", 196608, 131072), percents(B3 + "-core", 350, 250));
  }

  @ParameterizedTest
  @CsvSource({
    "true,-,true",
    "false,-,false",
    "false,true,true",
    "true,false,false",
    "true,True,false",
    "true,'',false",
    "true,1,false",
    "false,' true',false"
  })
  void theNodesAnnotationOverridesTheConfiguredSoftMode(
      boolean configured, String annotation, boolean cores) {
    Node node = annotation.equals("-") ? node() : node().annotation("hami-vnpu-core", annotation);
    Found found = found(node, vnpus(configured, chip("910B3", 1)));

    if (cores) {
      found.isPresent(mebibytes(B3 + "-memory", 196608, 131072), percents(B3 + "-core", 350, 250));
    } else {
      found.isPresent(mebibytes(B3 + "-memory", 196608, 131072));
    }
  }

  /** As HAMi's scheduler decides it: each annotation overrides its own mode alone. */
  @ParameterizedTest
  @CsvSource({
    "TEMPLATE,-,-,false",
    "HAMI_CORE,-,-,true",
    "ENPU,-,-,true",
    "TEMPLATE,false,true,true",
    "TEMPLATE,true,false,true",
    "HAMI_CORE,false,-,false",
    "HAMI_CORE,-,false,true",
    "ENPU,-,false,false",
    "ENPU,false,-,true",
    "ENPU,true,false,true",
    "HAMI_CORE,false,false,false"
  })
  void eachAnnotationOverridesItsOwnMode(Mode mode, String core, String enpu, boolean cores) {
    Node node = node();
    node = core.equals("-") ? node : node.annotation("hami-vnpu-core", core);
    node = enpu.equals("-") ? node : node.annotation("hami.io/enpu", enpu);
    Found found = found(node, vnpus(mode, chip("910B3", 1)));

    if (cores) {
      found.isPresent(mebibytes(B3 + "-memory", 196608, 131072), percents(B3 + "-core", 350, 250));
    } else {
      found.isPresent(mebibytes(B3 + "-memory", 196608, 131072));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{}|TEMPLATE",
        "{hamiVnpuMode: ''}|TEMPLATE",
        "{hamiVnpuMode: template}|TEMPLATE",
        "{hamiVnpuMode: hami-core}|HAMI_CORE",
        "{hamiVnpuMode: hamiCore}|HAMI_CORE",
        "{hamiVnpuMode: ' ENPU '}|ENPU",
        "{hamiVnpuCore: true}|HAMI_CORE",
        "{hamiVnpuMode: ~, hamiVnpuCore: true}|HAMI_CORE",
        "{hamiVnpuMode: '', hamiVnpuCore: true}|HAMI_CORE",
        "{hamiVnpuMode: template, hamiVnpuCore: true}|TEMPLATE",
        "{hamiVnpuMode: enpu, hamiVnpuCore: true}|ENPU",
        "{hamiVnpuMode: hamicore, hamiVnpuCore: false}|HAMI_CORE"
      })
  void theModeBeatsTheDeprecatedKey(String vnpus, Mode mode) {
    assertThat(EveryVendor.names(EveryVendor.config("vnpus: " + vnpus), new Ascend()).mode())
        .isEqualTo(mode);
  }

  @ParameterizedTest
  @CsvSource({"enup,the text", "false,the boolean", "invalid,the text"})
  void anotherModeIsRefusedWithTheWords(String mode, String found) {
    assertThat(EveryVendor.bad("vnpus: {hamiVnpuMode: " + mode + ", hamiVnpuCore: true}"))
        .singleElement()
        .satisfies(
            problem ->
                assertThat(problem.toString())
                    .contains(
                        "vnpus.hamiVnpuMode: template, hami-core (or hamiCore) or enpu was"
                            + " expected, found "
                            + found));
  }

  @Test
  void theKeysOfEveryChipAreKnown() {
    assertThat(
            EveryVendor.good(
                    "vnpus: {hamiVnpuMode: enpu, enpuPolicy: elastic, overwriteEnv: false,"
                        + " runtimeClassName: ascend, deviceCoreScaling: 1.5,"
                        + " vnpuDeviceSplitCount: 10}")
                .warnings())
        .isEmpty();
    assertThat(EveryVendor.good("vnpus: {hamiVnpuMdoe: enpu}").warnings())
        .singleElement()
        .satisfies(warning -> assertThat(warning.toString()).contains("'hamiVnpuMode'"));
    assertThat(EveryVendor.good("vnpus: {hamiVnpuCor: true}").warnings())
        .singleElement()
        .satisfies(
            warning ->
                assertThat(warning.toString())
                    .as("no hint leads to a deprecated key")
                    .doesNotContain("hamiVnpuCore"));
  }

  @Test
  void softModeWithoutACoreNameServesMemoryAlone() {
    Chip chip =
        new Chip("910A", "Ascend910A", Node.names(B3, "huawei.com/Ascend910A-memory", "", 1));
    found(
            Node.empty().capacity(B3, "1").annotation("hami.io/node-register-Ascend910A", CARDS),
            vnpus(true, chip))
        .isPresent(mebibytes("huawei.com/Ascend910A-memory", 196608, 131072));
  }

  @Test
  void theFactorGoesWithMemoryOnly() {
    found(node(), vnpus(true, chip("910B3", 16)))
        .isPresent(
            Found.resource(
                B3 + "-memory",
                Measure.MEMORY,
                Unit.MEBIBYTE,
                196608,
                131072,
                Found.configured(16)),
            percents(B3 + "-core", 350, 250));
  }

  @Test
  void everyChipIsLookedForByItself() {
    Found found =
        found(
            node()
                .capacity("huawei.com/Ascend310P3", "7")
                .annotation("hami.io/node-register-Ascend310P3", "[{\"devmem\":-1}]")
                .capacity("huawei.com/Ascend910C", "1"),
            vnpus(false, chip("910B3", 1), chip("310P3", 1), chip("910C", 1), chip("910A", 1)));

    found.family("Ascend Ascend910B3").isPresent(mebibytes(B3 + "-memory", 196608, 131072));
    found
        .family("Ascend Ascend310P3")
        .isUnreadable(
            "annotation hami.io/node-register-Ascend310P3: card 1, devmem: expected a whole number"
                + " from 0 to 2147483647, found -1 at position 11");
    found.family("Ascend Ascend910C").isAbsentForWantOf("hami.io/node-register-Ascend910C");
    found
        .family("Ascend Ascend910A")
        .isAbsent(
            Kind.GATE,
            "capacity has no huawei.com/Ascend910A: the vendor's own device plugin is not running"
                + " here");
  }

  @Test
  void aChipWithoutAResourceNameIsAbsent() {
    Chip chip = new Chip("910A", "Ascend910A", Node.names("", "huawei.com/m", "", 1));
    found(node(), vnpus(false, chip))
        .isAbsent(
            Kind.GATE,
            "the device config has no resourceName for Ascend910A, which names the vendor's own"
                + " resource");
  }

  @Test
  void textIsMalformedForAscend() {
    found(node().annotation(B3_REGISTER, "a,1,2,3,T,0,true:"), vnpus(false, chip("910B3", 1)))
        .isUnreadable("annotation " + B3_REGISTER + ": expected valid JSON, found a at position 0");
  }

  @Test
  void withoutChipsNothingIsDiscovered() {
    Found.unconfigured(ascend, node()).isNothing();
    found(node(), vnpus(true)).isNothing();
  }

  @ParameterizedTest
  @CsvSource({"0,0", "9,0", "10,65536", "79,458752", "80,524288", "1k,6553600", "80.0,524288"})
  void theReferenceMakesMemoryOfTensOfSlots(String allocatable, long memory) {
    Found found =
        Found.byReference(ascend, Node.empty().allocatable("huawei.com/Ascend910", allocatable));

    found.isPresent(mebibytes("huawei.com/Ascend910-memory", memory, memory));
    found.servesAndReads(List.of("huawei.com/Ascend910-memory"), List.of("huawei.com/Ascend910"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"500m", "-10", "1.5", "many"})
  void theReferenceTakesWholeNumbersOnly(String allocatable) {
    Found.byReference(ascend, Node.empty().allocatable("huawei.com/Ascend910", allocatable))
        .isAbsent(
            Kind.GATE,
            "allocatable huawei.com/Ascend910 is "
                + allocatable
                + ", not a whole number of at least 0");
  }

  @Test
  void theReferenceDoesNotLookAtCapacity() {
    Found.byReference(ascend, Node.empty().capacity("huawei.com/Ascend910", "80"))
        .isAbsent(
            Kind.GATE,
            "allocatable has no huawei.com/Ascend910: the vendor's own device plugin is not running"
                + " here");
  }
}
