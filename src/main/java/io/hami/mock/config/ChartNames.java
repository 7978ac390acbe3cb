package io.hami.mock.config;

import io.hami.mock.config.DeviceConfig.CardNames;
import io.hami.mock.config.DeviceConfig.Chip;
import io.hami.mock.config.DeviceConfig.Enflame;
import io.hami.mock.config.DeviceConfig.Kunlun;
import io.hami.mock.config.DeviceConfig.Metax;
import io.hami.mock.config.DeviceConfig.Nvidia;
import io.hami.mock.config.DeviceConfig.Vnpus;
import io.hami.mock.model.ResourceName;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The names that HAMi's chart gives all resources (vendors 1.1). Cards that are made up have these
 * where no {@code device-config.yaml} names them otherwise.
 */
public final class ChartNames {
  private static final DeviceConfig CHART =
      new DeviceConfig(
          Optional.of(
              new Nvidia(
                  names("nvidia.com/gpu", "nvidia.com/gpumem", "nvidia.com/gpucores"),
                  name("nvidia.com/gpumem-percentage"),
                  Scaling.CHART)),
          new Vnpus(
              false,
              Stream.of(
                      "Ascend910A",
                      "Ascend910B2",
                      "Ascend910B3",
                      "Ascend910B4",
                      "Ascend910B4-1",
                      "Ascend310P",
                      "Ascend910C")
                  .map(ChartNames::ascend)
                  .toList()),
          Optional.of(names("hygon.com/dcunum", "hygon.com/dcumem", "hygon.com/dcucores")),
          Optional.of(
              names(
                  "cambricon.com/vmlu",
                  "cambricon.com/mlu.smlu.vmemory",
                  "cambricon.com/mlu.smlu.vcore")),
          Stream.of("MR-V100", "MR-V50", "BI-V150", "BI-V100").map(ChartNames::iluvatar).toList(),
          Optional.of(
              new Kunlun(
                  name("kunlunxin.com/xpu"),
                  name("kunlunxin.com/vxpu"),
                  name("kunlunxin.com/vxpu-memory"))),
          Optional.of(names("amd.com/gpu", "amd.com/gpumem", "amd.com/gpucores")),
          Optional.of(
              new Metax(
                  name("metax-tech.com/gpu"),
                  names("metax-tech.com/sgpu", "metax-tech.com/vmemory", "metax-tech.com/vcore"))),
          Optional.of(
              new Enflame(
                  name("enflame.com/gcu"),
                  names("enflame.com/drs-gcu", "enflame.com/gcu-memory", "enflame.com/gcu-core"))),
          Optional.of(
              names("mthreads.com/vgpu", "mthreads.com/sgpu-memory", "mthreads.com/sgpu-core")),
          Optional.of(names("aws.amazon.com/neuron", "", "aws.amazon.com/neuroncore")),
          Optional.of(names("vastaitech.com/va", "", "")),
          Optional.of(names("birentech.com/gpu", "", "")));

  private ChartNames() {}

  /**
   * The names of cards that are made up: those of {@code form}, and the chart's for what it leaves
   * out altogether, a section or a chip.
   */
  public static DeviceConfig completing(Form form) {
    return switch (form) {
      case DeviceConfig config -> completed(config);
      case SeedNames names -> new SeedOverrides(names, changed(names)).applyTo(CHART);
    };
  }

  private static Set<SeedFlag> changed(SeedNames names) {
    return Arrays.stream(SeedFlag.values())
        .filter(flag -> !flag.in(names).equals(flag.in(SeedNames.DEFAULTS)))
        .collect(Collectors.toSet());
  }

  private static DeviceConfig completed(DeviceConfig config) {
    return new DeviceConfig(
        or(config, DeviceConfig::nvidia),
        new Vnpus(config.vnpus().softMode(), chips(config.vnpus().chips(), CHART.vnpus().chips())),
        or(config, DeviceConfig::hygon),
        or(config, DeviceConfig::cambricon),
        chips(config.iluvatars(), CHART.iluvatars()),
        or(config, DeviceConfig::kunlun),
        or(config, DeviceConfig::amd),
        or(config, DeviceConfig::metax),
        or(config, DeviceConfig::enflame),
        or(config, DeviceConfig::mthreads),
        or(config, DeviceConfig::awsneuron),
        or(config, DeviceConfig::vastai),
        or(config, DeviceConfig::biren));
  }

  private static <T> Optional<T> or(
      DeviceConfig config, Function<DeviceConfig, Optional<T>> section) {
    return section.apply(config).or(() -> section.apply(CHART));
  }

  private static List<Chip> chips(List<Chip> given, List<Chip> chart) {
    Set<String> words = new HashSet<>(given.stream().map(Chip::commonWord).toList());
    return Stream.concat(
            given.stream(), chart.stream().filter(chip -> !words.contains(chip.commonWord())))
        .toList();
  }

  private static Chip ascend(String word) {
    String name = "huawei.com/" + word;
    String chip = word.equals("Ascend310P") ? "310P3" : word.substring("Ascend".length());
    return new Chip(chip, word, names(name, name + "-memory", name + "-core"));
  }

  private static Chip iluvatar(String word) {
    String name = "iluvatar.ai/" + word;
    return new Chip(word, word, names(name + "-vgpu", name + ".vMem", name + ".vCore"));
  }

  private static CardNames names(String count, String memory, String cores) {
    return new CardNames(name(count), name(memory), name(cores), 1);
  }

  private static Optional<ResourceName> name(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(ResourceName.parse(text));
  }
}
