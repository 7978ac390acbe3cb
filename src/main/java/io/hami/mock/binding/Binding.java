package io.hami.mock.binding;

import io.hami.mock.annotation.PodDevices.PodDevice;
import io.hami.mock.port.BoundPod;
import java.util.List;

/** What became of completing a binding. */
public sealed interface Binding {
  /**
   * One container of the pod has its devices.
   *
   * @param pod as it was before
   * @param devices what HAMi's scheduler chose for it; at least one
   */
  record Bound(BoundPod pod, List<PodDevice> devices) implements Binding {
    public Bound {
      devices = List.copyOf(devices);
    }
  }

  /** Nothing waits here for devices that HAMi's scheduler chose: this is an ordinary pod's. */
  record NoBinding() implements Binding {}

  /** It cannot be completed; a pod that was found is marked so and its lock is released. */
  record Broken(String why) implements Binding {}
}
