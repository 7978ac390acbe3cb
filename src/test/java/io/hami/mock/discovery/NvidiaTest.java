package io.hami.mock.discovery;

import static io.hami.mock.discovery.Found.mebibytes;
import static io.hami.mock.discovery.Found.percents;
import static org.assertj.core.api.Assertions.assertThat;

import io.hami.mock.model.Measure;
import io.hami.mock.model.Reason.Kind;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Unit;
import io.hami.mock.model.VirtualResource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NvidiaTest {
  private static final String REGISTER = "hami.io/node-nvidia-register";
  private static final String SCORE = "hami.io/node-nvidia-score";
  private static final String TWO_A10 =
      """
      [{"id":"a","count":10,"devmem":24564,"devcore":100,"type":"NVIDIA A10","health":true},
      {"id":"b","count":10,"devmem":24564,"devcore":150,"type":"NVIDIA A10","mode":"mig","health":false}]\
      """;

  private final Vendor<Nvidia.Names> nvidia = new Nvidia();

  private static Nvidia.Names config(int factor) {
    return config("nvidia.com/gpu", factor);
  }

  private static Nvidia.Names config(String count, int factor) {
    return new Nvidia.Names(
        Node.names(count, "nvidia.com/gpumem", "nvidia.com/gpucores", factor),
        CardNames.name("nvidia.com/gpumem-percentage"));
  }

  private static Node node(String register) {
    return Node.empty().capacity("nvidia.com/gpu", "20").annotation(REGISTER, register);
  }

  private static VirtualResource percentage(long total, long healthy) {
    return Found.resource(
        "nvidia.com/gpumem-percentage",
        Measure.PERCENTAGE,
        Unit.PERCENT,
        total,
        healthy,
        Found.ONE);
  }

  private Found found(Node node, Nvidia.Names form) {
    return Found.by(nvidia, node, form);
  }

  @Test
  void allCardsCountAndHealthyOnesApart() {
    Found found = found(node(TWO_A10), config(1));

    assertThat(
            found
                .isPresent(
                    mebibytes("nvidia.com/gpumem", 49128, 24564),
                    percents("nvidia.com/gpucores", 250, 100),
                    percentage(200, 100))
                .cards())
        .hasSize(2);
    found.servesAndReads(
        List.of("nvidia.com/gpumem", "nvidia.com/gpucores", "nvidia.com/gpumem-percentage"),
        List.of("nvidia.com/gpu"));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 7, 100_000})
  void theMemoryFactorGoesWithMemoryOnly(int factor) {
    found(node(TWO_A10), config(factor))
        .isPresent(
            Found.resource(
                "nvidia.com/gpumem",
                Measure.MEMORY,
                Unit.MEBIBYTE,
                49128,
                24564,
                Found.configured(factor)),
            percents("nvidia.com/gpucores", 250, 100),
            percentage(200, 100));
  }

  @Test
  void sumsBeyond32BitsAreExact() {
    String card = "{\"devmem\":2147483647,\"devcore\":2147483647,\"health\":true}";
    found(node("[" + card + "," + card + "," + card + "]"), config(1))
        .isPresent(
            mebibytes("nvidia.com/gpumem", 6442450941L, 6442450941L),
            percents("nvidia.com/gpucores", 6442450941L, 6442450941L),
            percentage(300, 300));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"a,10,7680,100,Tesla P4,0,true:", "a,10,7680,100,Tesla P4,0,true,0,hami-core:"})
  void textIsReadToo(String register) {
    for (Found found :
        List.of(found(node(register), config(1)), Found.byReference(nvidia, node(register)))) {
      found.isPresent(
          mebibytes("nvidia.com/gpumem", 7680, 7680),
          percents("nvidia.com/gpucores", 100, 100),
          percentage(100, 100));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "500m", "-1", "1k", "100k"})
  void anyCountButZeroOpensTheGate(String count) {
    found(node(TWO_A10).capacity("nvidia.com/gpu", count), config(1))
        .isPresent(
            mebibytes("nvidia.com/gpumem", 49128, 24564),
            percents("nvidia.com/gpucores", 250, 100),
            percentage(200, 100));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0m", "-0"})
  void aCountOfZeroClosesTheGate(String count) {
    found(node(TWO_A10).capacity("nvidia.com/gpu", count), config(1))
        .isAbsent(
            Kind.GATE,
            "capacity nvidia.com/gpu is "
                + count
                + ": the vendor's own device plugin offers no card");
  }

  @Test
  void noCountClosesTheGateThoughItIsAllocatable() {
    found(Node.empty().allocatable("nvidia.com/gpu", "1").annotation(REGISTER, TWO_A10), config(1))
        .isAbsent(
            Kind.GATE,
            "capacity has no nvidia.com/gpu: the vendor's own device plugin is not running here");
  }

  @Test
  void aCountWithoutAConfiguredNameNeverOpensTheGate() {
    Found found = found(node(TWO_A10), config("", 1));

    found.isAbsent(
        Kind.GATE,
        "the device config has no nvidia.resourceCountName, which names the vendor's own resource");
    found.servesAndReads(
        List.of("nvidia.com/gpumem", "nvidia.com/gpucores", "nvidia.com/gpumem-percentage"),
        List.of());
  }

  @Test
  void aMissingAnnotationMeansAbsent() {
    found(Node.empty().capacity("nvidia.com/gpu", "1"), config(1)).isAbsentForWantOf(REGISTER);
    Found.byReference(nvidia, Node.empty()).isAbsentForWantOf(REGISTER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "null", ":"})
  void anAnnotationWithoutCardsMeansAbsent(String register) {
    found(node(register), config(1))
        .isAbsent(Kind.NO_ANNOTATION, "annotation " + REGISTER + " lists no card");
  }

  @Test
  void aMalformedAnnotationIsUnreadable() {
    Node node = node("[{},{\"devmem\":\"7680\"}]");
    for (Found found : List.of(found(node, config(1)), Found.byReference(nvidia, node))) {
      found.isUnreadable(
          "annotation hami.io/node-nvidia-register: card 2, devmem: expected a whole number"
              + " from 0 to 2147483647, found \"7680\" at position 14");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~ | expected a JSON array of pair scores, found end of text at position 0
          {} | expected a JSON array of pair scores, found an object at position 0
          [{"uuid":"a","score":{"b":"x"}}] | entry 1, score: expected a whole number from -9223372036854775808 to 9223372036854775807, found "x" at position 26
          """)
  void malformedScoresMakeAllCardsUnreadable(String score, String text) {
    found(node(TWO_A10).annotation(SCORE, score), config(1))
        .isUnreadable("annotation hami.io/node-nvidia-score: " + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[{\"uuid\":\"a\",\"score\":{\"b\":50}}]"})
  void readableScoresChangeNothing(String score) {
    Node node = node(TWO_A10);
    assertThat(found(node.annotation(SCORE, score), config(1))).isEqualTo(found(node, config(1)));
  }

  @Test
  void scoresDoNotMatterWhereThereAreNoCards() {
    found(node("[]").annotation(SCORE, "{}"), config(1))
        .isAbsent(Kind.NO_ANNOTATION, "annotation " + REGISTER + " lists no card");
  }

  @Test
  void theReferenceHasNoGateAndTakesNoNoticeOfScores() {
    ReferenceNames names =
        new ReferenceNames(
            Map.of(
                ReferenceFlag.RESOURCE_MEM, ResourceName.parse("a.io/mem"),
                ReferenceFlag.RESOURCE_MEM_PERCENTAGE, ResourceName.parse("bb.io/percent"),
                ReferenceFlag.RESOURCE_CORES, ResourceName.parse("ccc.io/cores")));
    Node node = Node.empty().annotation(REGISTER, TWO_A10).annotation(SCORE, "{}");
    Found found = Found.byReference(nvidia, node, names);

    found.isPresent(
        mebibytes("a.io/mem", 49128, 24564),
        percents("ccc.io/cores", 250, 100),
        Found.resource("bb.io/percent", Measure.PERCENTAGE, Unit.PERCENT, 200, 100, Found.ONE));
    found.servesAndReads(List.of("a.io/mem", "ccc.io/cores", "bb.io/percent"), List.of());
  }

  @Test
  void fullConfiguredNamesAreServedAndRead() {
    Nvidia.Names form =
        new Nvidia.Names(
            Node.names("acme.example/gpu", "acme.example/mem", "other.example/cores", 1),
            CardNames.name(""));
    Found found =
        found(Node.empty().capacity("acme.example/gpu", "1").annotation(REGISTER, TWO_A10), form);

    found.isPresent(
        mebibytes("acme.example/mem", 49128, 24564), percents("other.example/cores", 250, 100));
    found.servesAndReads(
        List.of("acme.example/mem", "other.example/cores"), List.of("acme.example/gpu"));
  }

  @Test
  void theNameOfTheGateIsNeverServed() {
    Nvidia.Names form =
        new Nvidia.Names(
            Node.names("nvidia.com/gpu", "nvidia.com/gpu", "nvidia.com/gpucores", 1),
            CardNames.name(""));

    found(node(TWO_A10), form).isPresent(percents("nvidia.com/gpucores", 250, 100));
  }

  @Test
  void withoutAConfigNothingIsDiscovered() {
    Found.unconfigured(nvidia, node(TWO_A10)).isNothing();
    found(
            node(TWO_A10),
            new Nvidia.Names(Node.names("nvidia.com/gpu", "", "", 1), CardNames.name("")))
        .isNothing();
  }

  /** HAMi #3004: such a card is in another machine. */
  @Test
  void aRemoteCardIsNotCounted() {
    Node node = Node.empty().capacity("nvidia.com/gpu", "20");
    String remote =
        "{\"id\":\"r\",\"count\":10,\"devmem\":8192,\"devcore\":100,\"mode\":\"remote\",\"health\":true}";
    String local = remote.replace("remote", "hami-core").replace("\"r\"", "\"l\"");
    Nvidia.Names names =
        new Nvidia.Names(
            Node.names("nvidia.com/gpu", "nvidia.com/gpumem", "", 1), CardNames.name(""));
    Found.by(
            new Nvidia(),
            node.annotation("hami.io/node-nvidia-register", "[" + remote + "," + local + "]"),
            names)
        .isPresent(Found.mebibytes("nvidia.com/gpumem", 8192, 8192));
    Found.by(
            new Nvidia(),
            node.annotation("hami.io/node-nvidia-register", "[" + remote + "]"),
            names)
        .isAbsent(Kind.NO_ANNOTATION, "annotation hami.io/node-nvidia-register lists no card");
  }
}
