package io.hami.mock.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.discovery.ReferenceNames;
import io.hami.mock.kubelet.KubeletDirectory;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.reconcile.HandConfig;
import io.hami.mock.reconcile.HandSource;
import io.hami.mock.reconcile.Reconciler;
import io.hami.mock.reconcile.ResourceState;
import io.hami.mock.reconcile.Sources;
import io.micronaut.context.ApplicationContext;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The whole plugin over a kubelet's directory, told of its Node by hand. */
final class WholePlugin implements AutoCloseable {
  /** A Node that HAMi's NVIDIA plugin has described: 65,536 MiB and 200 percent of cores. */
  static final Map<String, String> TWO_V100 =
      Map.of(
          "hami.io/node-nvidia-register",
          "GPU-1,10,32768,100,NVIDIA-Tesla V100-PCIE-32GB,0,true:"
              + "GPU-2,10,32768,100,NVIDIA-Tesla V100-PCIE-32GB,0,true:");

  private final HandSource node = new HandSource();
  private final HandConfig config = new HandConfig();
  private final ApplicationContext context;
  private final Reconciler reconciler;

  WholePlugin(Path directory) {
    context =
        ApplicationContext.builder()
            .banner(false)
            .deduceEnvironment(false)
            .enableDefaultPropertySources(false)
            .build();
    context.registerSingleton(KubeletDirectory.class, new KubeletDirectory(directory));
    context.registerSingleton(ReferenceNames.class, ReferenceNames.DEFAULTS);
    reconciler = context.start().getBean(Reconciler.class);
    reconciler.start(new Sources(node, Map.of(ConfigKind.PLUGIN, config), Optional.empty()));
    await().until(() -> node.listener().isPresent());
    config.listener().absent();
  }

  /** Tells of a Node with these annotations and no capacity. */
  void see(Map<String, String> annotations) {
    node.facts(new NodeFacts("node-1", annotations, Map.of(), Map.of(), Map.of()));
  }

  private Optional<ResourceState> resource(ResourceName name) {
    return reconciler.state().resources().stream()
        .filter(resource -> resource.name().equals(name))
        .findFirst();
  }

  void awaitState(ResourceName name, String state) {
    await(name + " " + state)
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(resource(name).map(ResourceState::state)).hasValue(state));
  }

  String reason(ResourceName name) {
    return resource(name).orElseThrow().reason();
  }

  @Override
  public void close() {
    reconciler.stop(Duration.ofSeconds(1));
    context.close();
  }
}
