package io.hami.mock.control.jmx;

/** One resource. A factor that is refused throws {@link IllegalArgumentException}. */
@About("One resource, advertised or planned, and its numbers")
public interface ResourceMXBean {
  @About("Units that are advertised now")
  long getAdvertisedUnits();

  @About("Units that are advertised now and healthy")
  long getHealthyUnits();

  @About("Units that should be advertised")
  long getPlannedUnits();

  @About("The quantity before it is divided by the split factor")
  long getRawQuantity();

  @About("What the raw quantity counts")
  String getUnit();

  @About("How much of the raw quantity one unit stands for, at least 1")
  int getSplitFactor();

  void setSplitFactor(int factor);

  @About("Who set the split factor: default, device config, plugin config or operator")
  String getFactorOrigin();

  @About("The size of the device list that the kubelet gets, in bytes")
  int getFrameBytes();

  @About("The largest device list that a kubelet accepts, in bytes")
  int getFrameBytesLimit();

  @About("Open ListAndWatch streams")
  int getStreams();

  @About("Device lists that were sent to the kubelet")
  long getSends();

  @About("Registrations that the kubelet accepted")
  long getRegistrations();

  @About("Allocate calls")
  long getAllocations();

  @About("advertised, degraded, refused, or how far the registration is")
  String getState();

  @About("How the count was computed, or why the resource is not advertised")
  String getReason();

  @About("Resets the factor that was set for this resource")
  void resetSplitFactor();
}
