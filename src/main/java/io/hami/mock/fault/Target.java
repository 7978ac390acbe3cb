package io.hami.mock.fault;

import io.hami.mock.model.ResourceName;

/** The target of a fault. */
public sealed interface Target {
  Target EVERYTHING = new Everything();

  /** Whether the target includes {@code resource} of {@code vendor}. */
  boolean covers(String vendor, ResourceName resource);

  /**
   * Whether the target is the cards of {@code vendor} themselves, not only one of their resources.
   */
  boolean covers(String vendor);

  /** All cards and resources. */
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
   * All cards and resources of one vendor.
   *
   * @param name the vendor's name in this project, or {@code custom}
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

  /** One resource. */
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
