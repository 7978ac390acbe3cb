package io.hami.mock.hami;

import io.hami.mock.hami.Form.Stage;
import io.hami.mock.hami.Form.When;
import java.util.List;
import java.util.Map;

/** What is expected beyond the record, or otherwise than recorded, from HAMi's code. */
final class Unrecorded {
  private static final String ONE_OF_TWO =
      "1 1/2 AllocatedCardsInsufficientRequest, 1/2 CardNotHealth";
  private static final String OUTDATED =
      "recorded when the annotation had the largest profile alone";
  private static final String SLICES = "Fit of enflame takes the profile of exactly so many slices";
  private static final String SPEC = "Fit of enflame takes the smallest profile that has both";
  private static final String WEBHOOK =
      "the template whose memory HAMi's webhook has rounded up to";
  private static final String SMALLEST = "the smallest profile with that much memory and a place";

  /** The pod that wants all cards, where the record has none. */
  static final Map<String, Trial> UNHEALTHY =
      Map.of(
          "ascend310p",
          Trial.of(
              Form.UNHEALTHY,
              "huawei.com/Ascend310P: 2",
              Outcome.refused(ONE_OF_TWO),
              "as recorded of ascend910b3"),
          "ascend910b3-core",
          Trial.of(
                  Form.UNHEALTHY,
                  "huawei.com/Ascend910B3: 2, huawei.com/Ascend910B3-memory: 100",
                  Outcome.refused(ONE_OF_TWO),
                  "as recorded of ascend910b3")
              .annotated("huawei.com/vnpu-mode", "hami-core"),
          "enflame-whole",
          Trial.of(
              Form.UNHEALTHY,
              "enflame.com/gcu: 2",
              new Outcome("Failed", "", "", ""),
              "HAMi counts capacity, and the kubelet has one healthy card; as recorded of metax"),
          "kunlun",
          Trial.of(
              Form.UNHEALTHY,
              "kunlunxin.com/xpu: 8",
              new Outcome("Failed", "", "", ""),
              "HAMi counts capacity, and the kubelet has 7 healthy cards; as recorded of metax"));

  /** Forms that nobody has recorded. */
  static final List<Form> FORMS = List.of(mig(), ascend310p(), ascend910b3(), enflame());

  private Unrecorded() {}

  /** The same trial, with what is expected where the record is out of date or has nothing. */
  static Trial corrected(String form, Trial trial) {
    return switch (form + ", " + trial.question()) {
      case "enflame, " + Form.FIRST,
          "enflame, " + Form.SECOND,
          "enflame, " + Form.THIRD,
          "enflame, " + Form.LATER ->
          trial.expecting(Outcome.running("allocating", "1g.6gb"), OUTDATED);
      case "enflame, " + Form.TWO ->
          trial.expecting(Outcome.running("allocating", "1g.6gb+1g.6gb"), OUTDATED);
      case "enflame, " + Form.TOO_MUCH ->
          trial.expecting(
              Outcome.running("allocating", "1g.6gb"),
              "beside drs-gcu HAMi reads neither memory nor cores");
      case "enflame-6g, " + Form.UNHEALTHY ->
          trial.expecting(Outcome.running("allocating", "3g.20gb"), OUTDATED);
      case "metax, " + Form.TWO ->
          trial.expecting(
              Outcome.refused("1 1/2 CardNotFoundCustomFilterRule, 1/2 CardTimeSlicingExhausted"),
              "HAMi wants all containers of a pod on one whole Metax card");
      case "mthreads, " + Form.UNHEALTHY ->
          Trial.of(
              Form.UNHEALTHY,
              "mthreads.com/vgpu: 2, mthreads.com/sgpu-core: 32, mthreads.com/sgpu-memory: 192",
              trial.expected(),
              "as recorded; HAMi's webhook had added memory and cores of two cards");
      default -> trial;
    };
  }

  private static Form mig() {
    String all = "nvidia.com/gpu: 1, nvidia.com/gpumem: ";
    String mode = "nvidia.com/vgpu-mode";
    String card = "nvidia.com/use-gpuuuid";
    Vector nvidia = Vector.named("nvidia");
    String first = nvidia.json().at("/cards/0/id").asText();
    Trial twenty =
        Trial.of("2g", all + "19000", Outcome.running("success", "2g.20gb"), SMALLEST)
            .annotated(card, first);
    return new Form(
        "nvidia-mig",
        nvidia,
        "mig",
        false,
        List.of(
            new Stage(
                When.AT_ONCE,
                List.of(
                    Trial.of("1g", all + "9000", Outcome.running("success", "1g.10gb"), SMALLEST)
                        .annotated(mode, "mig"),
                    Trial.of(
                        "no mode asked for",
                        all + "9000",
                        Outcome.running("success", "1g.10gb"),
                        "such a pod takes a card of any mode"),
                    Trial.of(
                        "two containers",
                        all + "9000; " + all + "9000",
                        Outcome.running("success", "1g.10gb+1g.10gb"),
                        SMALLEST),
                    Trial.of("3g", all + "40000", Outcome.running("success", "3g.40gb"), SMALLEST),
                    Trial.of(
                            "hami-core asked for",
                            all + "9000",
                            Outcome.refused("1 2/2 CardTypeMismatch"),
                            "the cards have another mode")
                        .annotated(mode, "hami-core"),
                    Trial.of(
                        "more than a card",
                        all + "90000",
                        Outcome.refused("1 2/2 CardInsufficientMemory"),
                        "memory is looked at before places"))),
            new Stage(
                When.AT_ONCE,
                List.of(
                    twenty,
                    twenty,
                    twenty,
                    Trial.of(
                            "fourth 2g of a card",
                            all + "19000",
                            Outcome.refused(
                                "1 1/2 CardMigTopologyInfeasible, 1/2 CardUuidMismatch"),
                            "memory is left, but none of the three places")
                        .annotated(card, first),
                    Trial.of(
                        "7g", all + "80000", Outcome.running("success", "7g.80gb"), SMALLEST)))));
  }

  private static Form ascend310p() {
    String all = "huawei.com/Ascend310P: 1, huawei.com/Ascend310P-memory: ";
    Trial whole =
        Trial.of(
            "whole card",
            all + "21527",
            new Outcome("Running", "success", "", ""),
            "more than the largest template");
    return new Form(
        "ascend310p-templates",
        Vector.named("ascend310p"),
        "template",
        false,
        List.of(
            new Stage(
                When.AT_ONCE,
                List.of(
                    Trial.of("vir01", all + "3072", Outcome.running("success", "vir01"), WEBHOOK),
                    Trial.of("vir02", all + "6144", Outcome.running("success", "vir02"), WEBHOOK),
                    Trial.of("vir04", all + "12288", Outcome.running("success", "vir04"), WEBHOOK),
                    Trial.of(
                        "two containers",
                        all + "6144; " + all + "3072",
                        Outcome.running("success", "vir02+vir01"),
                        WEBHOOK),
                    Trial.of(
                        "whole card beside templates",
                        all + "21527",
                        Outcome.refused("1 2/2 CardInsufficientMemory"),
                        "both cards have a template"))),
            new Stage(
                When.AT_ONCE,
                List.of(
                    whole,
                    whole,
                    Trial.of(
                        "template beside whole cards",
                        all + "3072",
                        Outcome.refused("1 2/2 CardInsufficientMemory"),
                        "nothing is left")))));
  }

  private static Form ascend910b3() {
    String all = "huawei.com/Ascend910B3: 1, huawei.com/Ascend910B3-memory: ";
    return new Form(
        "ascend910b3-templates",
        Vector.named("ascend910b3"),
        "template",
        false,
        List.of(
            new Stage(
                When.AT_ONCE,
                List.of(
                    Trial.of(
                        "vir05_1c_16g",
                        all + "16384",
                        Outcome.running("success", "vir05_1c_16g"),
                        WEBHOOK),
                    Trial.of(
                        "vir10_3c_32g",
                        all + "32768",
                        Outcome.running("success", "vir10_3c_32g"),
                        WEBHOOK),
                    Trial.of(
                            "hami-core asked for",
                            all + "16384",
                            Outcome.refused("1 1/2 ModeNotFit"),
                            "the Node's hami-vnpu-core is false")
                        .annotated("huawei.com/vnpu-mode", "hami-core")))));
  }

  private static Form enflame() {
    String slices = "enflame.com/drs-gcu: ";
    String memory = "enflame.com/gcu-memory: ";
    String cores = ", enflame.com/gcu-core: ";
    return new Form(
        "enflame-profiles",
        Vector.named("enflame"),
        "",
        false,
        List.of(
            new Stage(
                When.AT_ONCE,
                List.of(
                    Trial.of(
                        "6 slices", slices + "6", Outcome.running("allocating", "6g.40gb"), SLICES),
                    Trial.of(
                        "1 slice", slices + "1", Outcome.running("allocating", "1g.6gb"), SLICES),
                    Trial.of(
                        "3 slices", slices + "3", Outcome.running("allocating", "3g.20gb"), SLICES),
                    Trial.of(
                        "2 slices",
                        slices + "2",
                        Outcome.refused("1 1/2 ModeNotFit"),
                        "no profile has 2"))),
            new Stage(
                When.AT_ONCE,
                List.of(
                    Trial.of(
                        "by memory and cores",
                        memory + "8" + cores + "20",
                        Outcome.running("allocating", "3g.20gb"),
                        SPEC),
                    Trial.of(
                        "by memory", memory + "4", Outcome.running("allocating", "1g.6gb"), SPEC),
                    Trial.of(
                        "more than a card",
                        memory + "41",
                        Outcome.refused("1 1/2 ModeNotFit"),
                        "no profile has 41 GB")))));
  }
}
