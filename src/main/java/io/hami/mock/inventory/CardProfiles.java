package io.hami.mock.inventory;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The models that cards can be made up of. Figures, types and slots are those of vendors.md section
 * 6, which names the source of each; those behind {@link #assumed} have none there and are taken
 * from the tests of HAMi's scheduler, not from a data sheet.
 */
public final class CardProfiles {
  /** HAMi's chart splits a card into so many. */
  private static final int SPLIT = 10;

  private static final List<CardProfile> ALL =
      Stream.of(nvidia(), ascend(), others(), assumed()).flatMap(Function.identity()).toList();

  private static final Map<String, CardProfile> BY_NAME =
      ALL.stream().collect(Collectors.toUnmodifiableMap(CardProfile::name, Function.identity()));

  private CardProfiles() {}

  /** All of them, by vendor. */
  public static List<CardProfile> all() {
    return ALL;
  }

  /** The one of that name. */
  public static Optional<CardProfile> named(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** The names there are. */
  public static Collection<String> names() {
    return ALL.stream().map(CardProfile::name).toList();
  }

  private static Stream<CardProfile> nvidia() {
    return Stream.of(
        nvidia("nvidia-p4", "Tesla P4", 7680, "NVIDIA-Tesla P4"),
        nvidia("nvidia-k80", "Tesla K80", 11441, "NVIDIA-Tesla-K80"),
        nvidia("nvidia-t4", "Tesla T4", 15360, "NVIDIA-Tesla T4"),
        nvidia("nvidia-v100-32gb", "Tesla V100-PCIE-32GB", 32768, "NVIDIA-Tesla V100-PCIE-32GB"),
        nvidia("nvidia-gtx-1050", "GeForce GTX 1050", 4096, "NVIDIA GeForce GTX 1050"),
        nvidia("nvidia-rtx-3090", "GeForce RTX 3090", 24576, "NVIDIA GeForce RTX 3090"),
        nvidia("nvidia-a10", "A10", 23028, "NVIDIA A10"),
        nvidia("nvidia-a100-40gb", "A100-SXM4-40GB", 40960, "NVIDIA A100-SXM4-40GB"),
        nvidia("nvidia-a100-80gb", "A100-SXM4-80GB", 81920, "NVIDIA A100-SXM4-80GB"),
        nvidia("nvidia-l40s", "L40S", 49140, "NVIDIA L40S"),
        nvidia("nvidia-h100-80gb", "H100 80GB HBM3", 81920, "NVIDIA H100 80GB HBM3"),
        nvidia("nvidia-h200", "H200", 144384, "NVIDIA H200"),
        nvidia("nvidia-b200", "B200", 196608, "NVIDIA B200"),
        nvidia("nvidia-gb200", "GB200", 196608, "NVIDIA GB200"),
        nvidia("nvidia-gb300", "GB300 NVL", 294912, "NVIDIA GB300 NVL"),
        nvidia(
            "nvidia-rtx-pro-6000",
            "RTX PRO 6000 Blackwell Server Edition",
            97887,
            "NVIDIA RTX PRO 6000 Blackwell Server Edition"),
        nvidia("nvidia-gb10", "GB10 (DGX Spark)", 131072, "NVIDIA GB10"));
  }

  private static CardProfile nvidia(String name, String model, int memoryMiB, String type) {
    return new CardProfile(name, "NVIDIA", "NVIDIA", model, type, memoryMiB, 100, SPLIT);
  }

  /** A card has as many slots as its smallest template goes into its memory (vendors 5). */
  private static Stream<CardProfile> ascend() {
    return Stream.of(
        ascend("ascend-910a", "910A", "Ascend910A", 32768, 30, 15),
        ascend("ascend-910b2", "910B2", "Ascend910B2", 65536, 24, 8),
        ascend("ascend-910b3", "910B3", "Ascend910B3", 65536, 20, 4),
        ascend("ascend-910b4", "910B4", "Ascend910B4", 32768, 20, 4),
        ascend("ascend-910b4-1", "910B4-1", "Ascend910B4-1", 65536, 20, 4),
        ascend("ascend-310p", "310P3", "Ascend310P", 21527, 8, 7),
        ascend("ascend-910c", "910C", "Ascend910C", 65536, 20, 4));
  }

  private static CardProfile ascend(
      String name, String model, String word, int memoryMiB, int cores, int slots) {
    return new CardProfile(name, "Ascend", word, model, word, memoryMiB, cores, slots);
  }

  private static Stream<CardProfile> others() {
    return Stream.of(
        new CardProfile("hygon-k100-ai", "Hygon", "Hygon", "K100_AI", "DCU-K100_AI", 65520, 100, 4),
        new CardProfile("hygon-z100l", "Hygon", "Hygon", "Z100L", "DCU-Z100L", 16384, 100, 4),
        new CardProfile("kunlun-p800", "Kunlun", "vXPU", "P800-OAM", "XPU", 98304, 100, 4),
        new CardProfile(
            "kunlun-p800-whole", "Kunlun", "XPU", "P800-OAM, whole", "XPU", 98304, 100, 1),
        new CardProfile(
            "amd-mi300x-vf",
            "AMD",
            "AMD",
            "Instinct MI300X VF",
            "AMD Instinct MI300X VF",
            196288,
            304,
            SPLIT),
        new CardProfile("metax-mxc500", "Metax", "sGPU", "MXC500", "Metax-SGPU", 65536, 100, 16),
        new CardProfile(
            "metax-mxc500-whole", "Metax", "GPU", "MXC500, whole", "Metax-GPU", 65536, 100, 1),
        new CardProfile(
            "mthreads-s4000",
            "Moore Threads",
            "Moore Threads",
            "MTT S4000",
            "Mthreads",
            49152,
            16,
            100),
        new CardProfile(
            "cambricon-mlu370-x4", "Cambricon", "Cambricon", "MLU370-X4", "MLU", 23308, 100, SPLIT),
        new CardProfile("biren", "Biren", "Biren", "(not named)", "Biren", 65024, 100, 1));
  }

  private static Stream<CardProfile> assumed() {
    return Stream.of(
        new CardProfile(
            "iluvatar-mr-v100", "Iluvatar", "MR-V100", "MR-V100", "MR-V100", 8192, 100, SPLIT),
        new CardProfile("vastai-va", "Vastai", "Vastai", "(not named)", "Vastai", 32768, 100, 1),
        new CardProfile(
            "enflame-s60", "Enflame", "DRS", "S60, profile 6g.40gb", "Enflame", 40960, 100, 6),
        new CardProfile("enflame-s60-whole", "Enflame", "GCU", "S60, whole", "Enflame", 0, 100, 1),
        new CardProfile(
            "aws-neuron", "AWS Neuron", "AWS Neuron", "Neuron device", "AWSNeuron", 0, 2, 2));
  }
}
