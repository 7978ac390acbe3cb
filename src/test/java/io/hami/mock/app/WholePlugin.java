package io.hami.mock.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.discovery.ReferenceNames;
import io.hami.mock.discovery.Vendor;
import io.hami.mock.file.LastGoodFiles;
import io.hami.mock.kubelet.KubeletDirectory;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.ConfigSource;
import io.hami.mock.port.FactsSource;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Reconciler;
import io.hami.mock.reconcile.ResourceState;
import io.hami.mock.reconcile.Sources;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The whole plugin over a kubelet's directory, without a command line and without a cluster. */
public final class WholePlugin implements AutoCloseable {
  private final ApplicationContext context = beans();
  private final Reconciler reconciler;

  /**
   * @param others vendors beside all that the plugin comes with
   */
  public WholePlugin(
      Path directory,
      FactsSource node,
      Map<ConfigKind, ConfigSource> configs,
      Vendor<?>... others) {
    context.registerSingleton(KubeletDirectory.class, new KubeletDirectory(directory));
    context.registerSingleton(ReferenceNames.class, ReferenceNames.DEFAULTS);
    for (Vendor<?> other : others) {
      context.registerSingleton(other);
    }
    reconciler = context.start().getBean(Reconciler.class);
    reconciler.start(
        new Sources(
            node,
            configs,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new LastGoodFiles(directory)));
  }

  /** The beans of all rooms, not started. */
  public static ApplicationContext beans() {
    return Plugin.builder(Map.of()).build();
  }

  public NodeState state() {
    return reconciler.state();
  }

  private Optional<ResourceState> resource(ResourceName name) {
    return state().resources().stream()
        .filter(resource -> resource.name().equals(name))
        .findFirst();
  }

  public void awaitState(ResourceName name, String state) {
    await(name + " " + state)
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(resource(name).map(ResourceState::state)).hasValue(state));
  }

  public String reason(ResourceName name) {
    return resource(name).orElseThrow().reason();
  }

  @Override
  public void close() {
    reconciler.stop(Duration.ofSeconds(1));
    context.close();
  }
}
