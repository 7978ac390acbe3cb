package io.hami.mock.port;

import io.hami.mock.model.Advertisement;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.ResourceName;
import java.util.Map;
import java.util.Set;

/** Port: brings counts to the Node. All methods are called on the loop. */
public interface Publisher {
  /** Who hears of the kubelet, on the loop. */
  interface Listener {
    /** Where a resource stands has changed. */
    void published(Publication publication);

    /** The kubelet's checkpoint is another one; also once at the beginning, if there is none. */
    void checkpoint(Checkpoint now);
  }

  /** Begins; {@code listener} hears from now on. */
  void start(Listener listener);

  /**
   * Makes {@code wanted} what is advertised: new names are registered, changed counts sent, missing
   * names withdrawn. Whatever stays the same is not touched.
   *
   * @param taken names that another plugin has taken, none of them among {@code wanted}: an open
   *     stream stays open in silence, for on some releases its end cuts that plugin off
   * @param faults what is made to go wrong with names among {@code wanted}
   */
  void publish(
      Map<ResourceName, Advertisement> wanted,
      Set<ResourceName> taken,
      Map<ResourceName, EndpointFaults> faults);

  /** Makes {@code version} the release of the kubelet that is dealt with. */
  void kubelet(KubeletVersion version);

  /** Ends the streams of {@code names}, as a plugin does that crashes, and registers them anew. */
  void drop(Set<ResourceName> names);

  /** Registers everything anew, as after a restart of the kubelet. */
  void reregister();
}
