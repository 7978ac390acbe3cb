package io.hami.mock.app;

import io.hami.mock.cluster.NodeApi;
import io.hami.mock.cluster.NodeName;
import io.hami.mock.cluster.NodeWatch;
import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.SeedOverrides;
import io.hami.mock.kubelet.KubeletDirectory;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.reconcile.ConfigSource;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Reconciler;
import io.hami.mock.reconcile.Sources;
import io.hami.mock.vendor.Vendors;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.exceptions.BeanInstantiationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The assembled plugin: Micronaut puts the beans of all rooms together, this puts in what came from
 * the command line.
 */
final class Plugin implements AutoCloseable {
  private final ApplicationContext context;

  private Plugin(ApplicationContext context) {
    this.context = context;
  }

  /**
   * A plugin that follows its Node in a cluster.
   *
   * @throws BadInput when the kubeconfig is not one; an API server that is away is no error
   */
  static Plugin onNode(
      SeedOverrides seed,
      Map<ConfigKind, ConfigSource> configs,
      KubeletDirectory directory,
      NodeName node,
      Optional<Path> kubeconfig)
      throws BadInput {
    Plugin plugin = new Plugin(context(seed, directory, kubeconfig));
    plugin.context.registerSingleton(NodeName.class, node);
    plugin.start(
        new Sources(signedIn(plugin.context, NodeWatch.class), configs, Optional.empty()), _ -> {});
    return plugin;
  }

  /**
   * A bean that needs the API client, which is made of the kubeconfig when it is first asked for.
   */
  private static <T> T signedIn(ApplicationContext context, Class<T> bean) throws BadInput {
    try {
      return context.getBean(bean);
    } catch (BeanInstantiationException failure) {
      Throwable cause = failure;
      while (cause.getCause() instanceof Throwable deeper) {
        cause = deeper;
      }
      String why =
          cause instanceof ClassCastException ? "it is none" : String.valueOf(cause.getMessage());
      throw new BadInput("cannot make use of the kubeconfig: " + why.strip());
    }
  }

  /**
   * A plugin that is told of its Node and its configs by {@code sources}.
   *
   * @param reader hears of every state, on the loop
   */
  static Plugin on(
      Sources sources, SeedOverrides seed, KubeletDirectory directory, Consumer<NodeState> reader) {
    Plugin plugin = new Plugin(context(seed, directory, Optional.empty()));
    plugin.start(sources, reader);
    return plugin;
  }

  /** All vendors, with nothing else assembled. */
  static Vendors vendors() {
    try (ApplicationContext context = builder(Map.of()).start()) {
      return context.getBean(Vendors.class);
    }
  }

  /**
   * The Node as it is now.
   *
   * @throws IOException when the API server does not say
   */
  static NodeFacts look(NodeName node, Optional<Path> kubeconfig) throws IOException, BadInput {
    try (ApplicationContext context = builder(properties(kubeconfig)).build()) {
      context.registerSingleton(NodeName.class, node);
      return signedIn(context.start(), NodeApi.class).facts();
    }
  }

  private void start(Sources sources, Consumer<NodeState> reader) {
    Reconciler reconciler = context.getBean(Reconciler.class);
    reconciler.onChange(reader);
    reconciler.start(sources);
  }

  private static ApplicationContext context(
      SeedOverrides seed, KubeletDirectory directory, Optional<Path> kubeconfig) {
    ApplicationContext context = builder(properties(kubeconfig)).build();
    context.registerSingleton(SeedOverrides.class, seed);
    context.registerSingleton(KubeletDirectory.class, directory);
    return context.start();
  }

  private static Map<String, Object> properties(Optional<Path> kubeconfig) {
    return kubeconfig
        .<Map<String, Object>>map(
            path -> Map.of("kubernetes.client.kube-config-path", path.toString()))
        .orElse(Map.of());
  }

  /**
   * Everything that could be configured is a flag: no property files, no environment, no guesses.
   */
  private static ApplicationContextBuilder builder(Map<String, Object> properties) {
    return ApplicationContext.builder()
        .banner(false)
        .deduceEnvironment(false)
        .enableDefaultPropertySources(false)
        .propertySources(PropertySource.of("command line", properties));
  }

  /** Ends the streams, removes the sockets and stops the threads. */
  @Override
  public void close() {
    context.close();
  }
}
