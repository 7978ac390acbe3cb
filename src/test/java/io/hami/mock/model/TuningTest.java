package io.hami.mock.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hami.mock.model.FactorScope.OfResource;
import io.hami.mock.model.FactorScope.OfVendor;
import io.hami.mock.model.SplitFactor.Origin;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Which factor is used: the operator's, the plugin config's, the device config's, or the default.
 */
class TuningTest {
  private static final ResourceName NAME = new ResourceName("nvidia.com", "gpumem");
  private static final VirtualResource MEMORY =
      new VirtualResource(
          NAME,
          Measure.MEMORY,
          Unit.MEBIBYTE,
          Quantity.of(65536),
          new SplitFactor(2, Origin.DEVICE_CONFIG));
  private static final OfVendor VENDOR = new OfVendor("NVIDIA", Measure.MEMORY);
  private static final OfResource RESOURCE = new OfResource(NAME);

  private static SplitFactor factor(Factors config, Factors operator) {
    return new Tuning(config, operator, Map.of()).factor("NVIDIA", MEMORY);
  }

  private static Factors of(FactorScope scope, int factor) {
    return Factors.NONE.with(scope, factor);
  }

  @Test
  void theStrongerOriginIsUsedAndWithinItTheResourceBeforeItsVendor() {
    assertThat(factor(Factors.NONE, Factors.NONE)).isEqualTo(MEMORY.factor());
    assertThat(factor(of(VENDOR, 1), Factors.NONE))
        .isEqualTo(new SplitFactor(1, Origin.PLUGIN_CONFIG));
    assertThat(factor(of(VENDOR, 3).with(RESOURCE, 4), Factors.NONE))
        .isEqualTo(new SplitFactor(4, Origin.PLUGIN_CONFIG));
    assertThat(factor(of(RESOURCE, 4), of(VENDOR, 5)))
        .isEqualTo(new SplitFactor(5, Origin.OPERATOR));
    assertThat(factor(Factors.NONE, of(VENDOR, 5).with(RESOURCE, 6)))
        .isEqualTo(new SplitFactor(6, Origin.OPERATOR));
  }

  @Test
  void aVendorsFactorIsForItsOwnResourcesOfThatMeasure() {
    Factors factors = of(VENDOR, 8).with(new OfVendor("Hygon", Measure.MEMORY), 9);
    assertThat(factors.find("NVIDIA", MEMORY)).hasValue(8);
    assertThat(factors.find("Ascend", MEMORY)).isEmpty();
    assertThat(of(new OfVendor("NVIDIA", Measure.CORES), 8).find("NVIDIA", MEMORY)).isEmpty();
    assertThat(factors.without(VENDOR::equals).find("NVIDIA", MEMORY)).isEmpty();
  }

  @Test
  void aFactorIsAtLeastOneAndAVendorHasNoneForCounts() {
    assertThatThrownBy(() -> of(VENDOR, 0)).hasMessageContaining("at least 1");
    assertThatThrownBy(() -> new OfVendor("NVIDIA", Measure.COUNT))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
