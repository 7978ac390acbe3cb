package io.hami.mock.app;

import io.hami.mock.binding.Grants;
import io.hami.mock.cli.BadInput;
import io.hami.mock.cli.BuildVersion;
import io.hami.mock.cli.ControlOptions;
import io.hami.mock.cli.Options;
import io.hami.mock.cluster.NodeName;
import io.hami.mock.cluster.SignIn;
import io.hami.mock.control.Identity;
import io.hami.mock.control.web.WebProperties;
import io.hami.mock.discovery.ReferenceNames;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.file.LastGoodFiles;
import io.hami.mock.kubelet.KubeletDirectory;
import io.hami.mock.port.Cluster;
import io.hami.mock.port.FactsSource;
import io.hami.mock.port.HardwareSource;
import io.hami.mock.port.LastGood;
import io.hami.mock.port.Loop;
import io.hami.mock.port.Supervisor;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Reconciler;
import io.hami.mock.reconcile.Sources;
import io.kubernetes.client.openapi.ApiClient;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.ApplicationContextBuilder;
import io.micronaut.context.env.PropertySource;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The assembled plugin: Micronaut creates the beans of all rooms, and this class adds what comes
 * from the command line.
 */
@Singleton
final class Plugin implements AutoCloseable {
  /**
   * The time for removing this plugin's numbers from the Node's status; the process has 2 s in all
   * to end.
   */
  private static final Duration FAREWELL = Duration.ofSeconds(1);

  private final ApplicationContext context;
  private final Options options;
  private final Reconciler reconciler;
  private final Loop loop;
  private final Grants grants;
  private final Controls controls;
  private final Supervisor supervisor;
  private final Provider<ApiServer> server;
  private final Optional<HardwareSource> hardware;
  private final LastGood lastGood;
  private final Rest rest = new Rest();

  /**
   * Created by the context; no other bean is requested from it.
   *
   * @param server not used where there is no API server
   */
  Plugin(
      ApplicationContext context,
      Options options,
      KubeletDirectory directory,
      Reconciler reconciler,
      Loop loop,
      Grants grants,
      Controls controls,
      Supervisor supervisor,
      Provider<ApiServer> server) {
    this.context = context;
    this.options = options;
    this.reconciler = reconciler;
    this.loop = loop;
    this.grants = grants;
    this.controls = controls;
    this.supervisor = supervisor;
    this.server = server;
    this.lastGood = new LastGoodFiles(directory.path());
    this.hardware = HardwareSources.of(options.hardware(), supervisor);
  }

  /**
   * A plugin that follows its Node and its configs in a cluster.
   *
   * @throws BadInput when the kubeconfig is wrong; an API server that cannot be reached is no error
   */
  static Plugin onNode(Options options, KubeletDirectory directory, NodeName node) throws BadInput {
    ApplicationContext context =
        context(
            options,
            directory,
            new Identity(node.value(), version()),
            Inputs.kubeconfig(options)
                .<Map<String, Object>>map(file -> Map.of(SignIn.KUBECONFIG, file.toString()))
                .orElse(Map.of()));
    context.registerSingleton(NodeName.class, node);
    // Created first, so that a wrong kubeconfig gives its own message.
    var _ = Inputs.signedIn(() -> context.getBean(ApiClient.class));
    Plugin plugin = context.getBean(Plugin.class);
    plugin.start(plugin.inCluster(node), _ -> {});
    return plugin;
  }

  private Sources inCluster(NodeName node) {
    ApiServer api = server.get();
    return new Sources(
        api.watch(),
        ConfigSources.of(options.configs(), api.configMaps(), supervisor),
        ConfigSources.writer(options.configs(), api.configMaps()),
        hardware,
        Optional.of(
            new Cluster(
                api.writer(),
                api.status(),
                api.pods(),
                node.value(),
                key -> api.node().facts().annotation(key))),
        lastGood);
  }

  /**
   * A plugin that reads its Node from {@code source}, and its configs from files.
   *
   * @param reader receives every state, on the loop
   */
  static Plugin on(
      FactsSource source,
      String node,
      Options options,
      KubeletDirectory directory,
      Consumer<NodeState> reader) {
    // There is no cluster to write Events to.
    Options quiet = options.with(options.control().withoutEvents());
    Plugin plugin =
        context(quiet, directory, new Identity(node, version()), Map.of()).getBean(Plugin.class);
    plugin.start(
        new Sources(
            source, ConfigSources.files(options.configs(), plugin.supervisor), Optional.empty()),
        reader);
    return plugin;
  }

  private static String version() {
    return BuildVersion.current().version();
  }

  /** All vendors, without assembling anything else. */
  static Vendors vendors(ReferenceNames reference) {
    try (ApplicationContext context = builder(Map.of()).build()) {
      context.registerSingleton(ReferenceNames.class, reference);
      return context.start().getBean(Vendors.class);
    }
  }

  private void start(Sources sources, Consumer<NodeState> reader) {
    reconciler.onChange(reader);
    sources.cluster().ifPresent(cluster -> grants.start(loop, cluster));
    reconciler.onChange(showing(grants));
    reconciler.onChange(new LiveLog(options.log()));
    reconciler.onChange(rest);
    reconciler.onChange(controls);
    reconciler.start(sources);
    controls.start();
    rest.start();
  }

  /** Shows each state to {@code grants}. */
  static Consumer<NodeState> showing(Grants grants) {
    return state ->
        grants.look(
            state.facts(),
            state.discoveries(),
            state.config().inForce().filter(all -> all.plugin().hami().bindings()).isPresent());
  }

  private static ApplicationContext context(
      Options options,
      KubeletDirectory directory,
      Identity identity,
      Map<String, Object> apiServer) {
    ControlOptions control = options.control();
    Map<String, Object> properties =
        new HashMap<>(WebProperties.of(control.http(), control.grpcHealth(), identity));
    properties.putAll(apiServer);
    ApplicationContext context = builder(properties).build();
    context.registerSingleton(Options.class, options);
    context.registerSingleton(ReferenceNames.class, options.reference());
    context.registerSingleton(KubeletDirectory.class, directory);
    context.registerSingleton(Identity.class, identity);
    return context.start();
  }

  /**
   * All settings are flags: Micronaut reads no property files and no environment, and deduces
   * nothing.
   */
  static ApplicationContextBuilder builder(Map<String, Object> properties) {
    return ApplicationContext.builder()
        .banner(false)
        .deduceEnvironment(false)
        .enableDefaultPropertySources(false)
        .propertySources(PropertySource.of("command line", properties));
  }

  /**
   * Ends the streams, removes the sockets, removes this plugin's numbers from the Node, and stops
   * the threads.
   */
  @Override
  public void close() throws IOException {
    try {
      rest.close();
      controls.close();
      hardware.ifPresent(HardwareSource::close);
      loop.execute(grants::close);
      reconciler.stop(FAREWELL);
    } finally {
      context.close();
    }
  }
}
