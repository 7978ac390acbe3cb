package io.hami.mock.app;

import io.hami.mock.binding.Grants;
import io.hami.mock.cluster.ConfigMaps;
import io.hami.mock.cluster.NodeApi;
import io.hami.mock.cluster.NodeName;
import io.hami.mock.cluster.NodeWatch;
import io.hami.mock.config.SeedOverrides;
import io.hami.mock.control.Identity;
import io.hami.mock.control.web.WebProperties;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.kubelet.KubeletDirectory;
import io.hami.mock.port.Cluster;
import io.hami.mock.port.FactsSource;
import io.hami.mock.port.HardwareSource;
import io.hami.mock.port.Loop;
import io.hami.mock.port.NodeStatus;
import io.hami.mock.port.NodeWriter;
import io.hami.mock.port.Pods;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Reconciler;
import io.hami.mock.reconcile.Sources;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.env.PropertySource;
import io.micronaut.context.exceptions.BeanInstantiationException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The assembled plugin: Micronaut puts the beans of all rooms together, this puts in what came from
 * the command line.
 */
final class Plugin implements AutoCloseable {
  /** For taking back what the Node's status has; the process has 2 s in all for its end. */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final ApplicationContext context;
  private final Optional<HardwareSource> hardware;
  private final Controls controls = new Controls();
  private final Rest rest = new Rest();

  private Plugin(ApplicationContext context, Optional<HardwareSource> hardware) {
    this.context = context;
    this.hardware = hardware;
  }

  /**
   * A plugin that follows its Node and its configs in a cluster.
   *
   * @throws BadInput when the kubeconfig is not one; an API server that is away is no error
   */
  static Plugin onNode(
      Options options, KubeletDirectory directory, NodeName node, Optional<Path> kubeconfig)
      throws BadInput {
    ApplicationContext context =
        context(options, directory, new Identity(node.value(), version()), kubeconfig);
    context.registerSingleton(NodeName.class, node);
    NodeWatch watch = signedIn(context, NodeWatch.class);
    ConfigMaps maps = context.getBean(ConfigMaps.class);
    Plugin plugin = new Plugin(context, HardwareSources.of(options.hardware()));
    plugin.start(
        new Sources(
            watch,
            ConfigSources.of(options.configs(), maps),
            ConfigSources.writer(options.configs(), maps),
            plugin.hardware,
            Optional.of(cluster(context, node))),
        options,
        options.control(),
        _ -> {});
    return plugin;
  }

  private static Cluster cluster(ApplicationContext context, NodeName node) {
    NodeApi nodes = context.getBean(NodeApi.class);
    return new Cluster(
        context.getBean(NodeWriter.class),
        context.getBean(NodeStatus.class),
        context.getBean(Pods.class),
        node.value(),
        key -> nodes.facts().annotation(key));
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
   * A plugin that is told of its Node by {@code source}, and of configs by files.
   *
   * @param reader hears of every state, on the loop
   */
  static Plugin on(
      FactsSource source,
      String node,
      Options options,
      KubeletDirectory directory,
      Consumer<NodeState> reader) {
    Plugin plugin =
        new Plugin(
            context(options, directory, new Identity(node, version()), Optional.empty()),
            Optional.empty());
    plugin.start(
        new Sources(source, ConfigSources.files(options.configs()), Optional.empty()),
        options,
        options.control().withoutEvents(),
        reader);
    return plugin;
  }

  private static String version() {
    return BuildVersion.current().version();
  }

  /** All vendors, with nothing else assembled. */
  static Vendors vendors() {
    try (ApplicationContext context = builder(Map.of()).start()) {
      return context.getBean(Vendors.class);
    }
  }

  /**
   * Asks the API server once.
   *
   * @throws IOException when it does not say
   */
  static <T> T ask(NodeName node, Optional<Path> kubeconfig, Question<T> question)
      throws IOException, BadInput {
    try (ApplicationContext context = builder(kubernetes(kubeconfig)).build()) {
      context.registerSingleton(NodeName.class, node);
      NodeApi nodes = signedIn(context.start(), NodeApi.class);
      return question.ask(nodes, context.getBean(ConfigMaps.class));
    }
  }

  /** What is asked of the API server. */
  @FunctionalInterface
  interface Question<T> {
    T ask(NodeApi nodes, ConfigMaps maps) throws IOException;
  }

  private void start(
      Sources sources, Options options, ControlOptions control, Consumer<NodeState> reader) {
    Reconciler reconciler = context.getBean(Reconciler.class);
    reconciler.onChange(reader);
    Grants grants = context.getBean(Grants.class);
    sources.cluster().ifPresent(cluster -> grants.start(context.getBean(Loop.class), cluster));
    reconciler.onChange(
        state ->
            grants.look(
                state.facts(),
                state.discoveries(),
                state
                    .config()
                    .inForce()
                    .filter(all -> all.plugin().hami().bindings())
                    .isPresent()));
    reconciler.onChange(new LiveLog(options.log()));
    reconciler.onChange(rest);
    reconciler.onChange(controls);
    reconciler.start(sources);
    controls.start(control, context);
    rest.start();
  }

  private static ApplicationContext context(
      Options options, KubeletDirectory directory, Identity identity, Optional<Path> kubeconfig) {
    Map<String, Object> properties = new HashMap<>(kubernetes(kubeconfig));
    properties.putAll(
        WebProperties.of(options.control().http(), options.control().grpcHealth(), identity));
    ApplicationContext context = builder(properties).build();
    context.registerSingleton(SeedOverrides.class, options.seed());
    context.registerSingleton(KubeletDirectory.class, directory);
    context.registerSingleton(Identity.class, identity);
    return context.start();
  }

  private static Map<String, Object> kubernetes(Optional<Path> kubeconfig) {
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

  /** Ends the streams, removes the sockets, takes back what the Node has, and stops the threads. */
  @Override
  public void close() throws IOException {
    try {
      rest.close();
      controls.close();
      hardware.ifPresent(HardwareSource::close);
      context.getBean(Loop.class).execute(context.getBean(Grants.class)::close);
      context.getBean(Reconciler.class).stop(FAREWELL);
    } finally {
      context.close();
    }
  }
}
