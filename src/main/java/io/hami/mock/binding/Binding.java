package io.hami.mock.binding;

import io.hami.mock.annotation.PodDevices.PodDevice;
import io.hami.mock.port.BoundPod;
import java.util.List;

/** The result of completing a binding. */
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

  /**
   * No pod waits here for devices that HAMi's scheduler chose: the Allocate is for an ordinary pod.
   */
  record NoBinding() implements Binding {}

  /**
   * The binding cannot be completed. If the pod was found, it is marked as failed and its lock is
   * released.
   */
  record Broken(String why) implements Binding {}
}
