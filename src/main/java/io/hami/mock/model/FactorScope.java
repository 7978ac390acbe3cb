package io.hami.mock.model;

/** The resources that a split factor applies to. */
public sealed interface FactorScope {
  /** Whether the factor applies to {@code resource}, of {@code vendor}. */
  boolean covers(String vendor, VirtualResource resource);

  /**
   * All resources of a vendor that count {@code measure}: its {@code memoryFactor} or {@code
   * coreFactor}.
   *
   * @param vendor as in {@link Family#vendor}
   * @param measure {@link Measure#MEMORY} or {@link Measure#CORES}
   */
  record OfVendor(String vendor, Measure measure) implements FactorScope {
    public OfVendor {
      if (measure != Measure.MEMORY && measure != Measure.CORES) {
        throw new IllegalArgumentException("a vendor has no factor for its " + measure);
      }
    }

    @Override
    public boolean covers(String ofVendor, VirtualResource resource) {
      return vendor.equals(ofVendor) && measure == resource.measure();
    }

    @Override
    public String toString() {
      return vendor + "'s " + (measure == Measure.CORES ? "coreFactor" : "memoryFactor");
    }
  }

  /** One resource, whatever it counts. Its factor takes precedence over its vendor's. */
  record OfResource(ResourceName name) implements FactorScope {
    @Override
    public boolean covers(String vendor, VirtualResource resource) {
      return name.equals(resource.name());
    }

    @Override
    public String toString() {
      return "the factor of " + name;
    }
  }
}
