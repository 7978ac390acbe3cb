package io.hami.mock.model;

/** What a split factor is asked for. */
public sealed interface FactorScope {
  /** Whether this is about {@code resource}, of {@code vendor}. */
  boolean covers(String vendor, VirtualResource resource);

  /**
   * All resources of a vendor that count {@code measure}: its {@code memoryFactor} or {@code
   * coreFactor}.
   *
   * @param vendor as {@link Family#vendor} has it
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

  /** One resource, whatever it counts; beats its vendor's. */
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
