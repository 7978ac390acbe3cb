package io.hami.mock.port;

import io.hami.mock.model.Advertisement;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.ResourceName;
import java.util.Map;
import java.util.Set;

/** Port: advertises units of resources on the Node. All methods are called on the loop. */
public interface Publisher {
  /** Is told, on the loop, of the state of resources and of the kubelet's checkpoint. */
  interface Listener {
    /** The state of a resource has changed. */
    void published(Publication publication);

    /**
     * The kubelet's checkpoint has changed; also called once at the beginning, even without a
     * checkpoint.
     */
    void checkpoint(Checkpoint now);
  }

  /** Starts; {@code listener} is called from now on. */
  void start(Listener listener);

  /**
   * Makes {@code wanted} what is advertised: registers new names, sends changed counts, withdraws
   * missing names. Names that stay the same are not touched.
   *
   * @param taken names that another plugin has taken, none of them among {@code wanted}: an open
   *     stream stays open but sends nothing, because on some releases its end cuts that plugin off
   * @param faults the faults to inject into names among {@code wanted}
   */
  void publish(
      Map<ResourceName, Advertisement> wanted,
      Set<ResourceName> taken,
      Map<ResourceName, EndpointFaults> faults);

  /** Sets the release of the present kubelet. */
  void kubelet(KubeletVersion version);

  /** Ends the streams of {@code names}, as a plugin that crashes does, and registers them again. */
  void drop(Set<ResourceName> names);

  /** Registers everything again, as after a restart of the kubelet. */
  void reregister();
}
