package io.hami.mock.control.jmx;

/** One resource. A factor that is refused throws {@link IllegalArgumentException}. */
@About("One resource that is advertised, or would be were nothing in the way")
public interface ResourceMXBean {
  @About("Units that the kubelet is told now")
  long getAdvertisedUnits();

  @About("Units among them that are healthy")
  long getHealthyUnits();

  @About("Units that the plan wants")
  long getPlannedUnits();

  @About("The quantity before it is divided by the split factor")
  long getRawQuantity();

  @About("What the raw quantity counts")
  String getUnit();

  @About("How much of the raw quantity one unit stands for, at least 1")
  int getSplitFactor();

  void setSplitFactor(int factor);

  @About("Who said so: default, device config, plugin config or operator")
  String getFactorOrigin();

  @About("The size of the list that the kubelet gets, in bytes")
  int getFrameBytes();

  @About("The largest list that a kubelet takes, in bytes")
  int getFrameBytesLimit();

  @About("Open ListAndWatch streams")
  int getStreams();

  @About("Lists that were sent")
  long getSends();

  @About("Registrations that the kubelet took")
  long getRegistrations();

  @About("Allocate calls")
  long getAllocations();

  @About("advertised, degraded, refused, or how far the registration is")
  String getState();

  @About("How the count came about, or what is in the way")
  String getReason();

  @About("Takes back the factor that was set for this resource")
  void resetSplitFactor();
}
