package io.hami.mock.control.jmx;

import io.hami.mock.control.Operator;
import io.hami.mock.model.FactorScope;
import io.hami.mock.model.FrameLimit;
import io.hami.mock.model.Units;
import io.hami.mock.port.Publication;
import io.hami.mock.port.Publication.Traffic;
import io.hami.mock.reconcile.ResourceState;

/** Shows the newest state of one resource, and passes requests to the operator. */
final class ResourceBean implements ResourceMXBean {
  private final Operator operator;
  private volatile ResourceState now;

  ResourceBean(Operator operator, ResourceState now) {
    this.operator = operator;
    this.now = now;
  }

  void show(ResourceState next) {
    now = next;
  }

  @Override
  public long getAdvertisedUnits() {
    return now.listed().capacity();
  }

  @Override
  public long getHealthyUnits() {
    return now.listed().allocatable();
  }

  @Override
  public long getPlannedUnits() {
    return now.planned().units().orElse(Units.NONE).capacity();
  }

  @Override
  public long getRawQuantity() {
    return now.planned().source().map(source -> source.quantity().total()).orElse(0L);
  }

  @Override
  public String getUnit() {
    return now.planned().source().map(source -> source.unit().toString()).orElse("");
  }

  @Override
  public int getSplitFactor() {
    return now.planned().factor().value();
  }

  @Override
  public void setSplitFactor(int factor) {
    Wish.grant(() -> operator.setFactor(scope(), factor));
  }

  @Override
  public void resetSplitFactor() {
    Wish.grant(() -> operator.resetFactor(scope()));
  }

  private FactorScope scope() {
    return new FactorScope.OfResource(now.name());
  }

  @Override
  public String getFactorOrigin() {
    return now.planned().factor().origin().toString();
  }

  private Traffic traffic() {
    return now.publication().map(Publication::traffic).orElse(Traffic.NONE);
  }

  @Override
  public int getFrameBytes() {
    return traffic().frameBytes();
  }

  @Override
  public int getFrameBytesLimit() {
    return FrameLimit.MAX_BYTES;
  }

  @Override
  public int getStreams() {
    return now.publication().map(Publication::streams).orElse(0);
  }

  @Override
  public long getSends() {
    return traffic().sends();
  }

  @Override
  public long getRegistrations() {
    return traffic().registrations();
  }

  @Override
  public long getAllocations() {
    return traffic().allocations();
  }

  @Override
  public String getState() {
    return now.state();
  }

  @Override
  public String getReason() {
    return now.reason();
  }
}
