package io.hami.mock.port;

import io.hami.mock.model.Advertisement;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.ResourceName;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** Port: brings counts to the Node. All methods are called on the loop. */
public interface Publisher {
  /**
   * Begins; from now on {@code listener} hears, on the loop, whenever a publication has changed.
   */
  void start(Consumer<Publication> listener);

  /**
   * Makes {@code wanted} what is advertised: new names are registered, changed counts sent, missing
   * names withdrawn. Whatever stays the same is not touched.
   *
   * @param contended names among {@code wanted} that another plugin has taken; they are left alone
   *     until they are not
   * @param faults what is made to go wrong with names among {@code wanted}
   */
  void publish(
      Map<ResourceName, Advertisement> wanted,
      Set<ResourceName> contended,
      Map<ResourceName, EndpointFaults> faults);

  /** Makes {@code version} the release of the kubelet that is dealt with. */
  void kubelet(KubeletVersion version);

  /** Ends the streams of {@code names}, as a plugin does that crashes, and registers them anew. */
  void drop(Set<ResourceName> names);

  /** Registers everything anew, as after a restart of the kubelet. */
  void reregister();
}
