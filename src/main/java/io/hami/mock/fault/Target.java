package io.hami.mock.fault;

import io.hami.mock.model.ResourceName;

/** What a fault is done to. */
public sealed interface Target {
  Target EVERYTHING = new Everything();

  /** Whether {@code resource} of {@code vendor}'s is meant. */
  boolean covers(String vendor, ResourceName resource);

  /** Whether the cards of {@code vendor} themselves are meant, and not what one name counts. */
  boolean covers(String vendor);

  /** Whatever there is. */
  record Everything() implements Target {
    @Override
    public boolean covers(String vendor, ResourceName resource) {
      return true;
    }

    @Override
    public boolean covers(String vendor) {
      return true;
    }

    @Override
    public String toString() {
      return "everything";
    }
  }

  /**
   * What there is of one vendor.
   *
   * @param name as the vendor is called here, or {@code custom}
   */
  record OfVendor(String name) implements Target {
    @Override
    public boolean covers(String vendor, ResourceName resource) {
      return covers(vendor);
    }

    @Override
    public boolean covers(String vendor) {
      return vendor.equals(name);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** One name. */
  record OfResource(ResourceName name) implements Target {
    @Override
    public boolean covers(String vendor, ResourceName resource) {
      return resource.equals(name);
    }

    @Override
    public boolean covers(String vendor) {
      return false;
    }

    @Override
    public String toString() {
      return name.toString();
    }
  }
}
