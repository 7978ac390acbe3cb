package io.hami.mock.observe;

import io.hami.mock.model.FrameLimit;
import io.hami.mock.model.Notice;
import io.hami.mock.model.Units;
import io.hami.mock.port.Kubelet;
import io.hami.mock.port.Publication.Traffic;
import io.hami.mock.port.Supervisor;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Reconciler;
import io.hami.mock.reconcile.ResourceState;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.SummarySnapshot;
import io.prometheus.metrics.model.snapshots.SummarySnapshot.SummaryDataPointSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/**
 * The state as metrics, computed for each scrape: the series appear and disappear with the
 * resources, and no value is stored twice.
 */
final class ResourceMetrics implements MultiCollector {
  private static final String PREFIX = "mock_device_plugin_";

  private final Reconciler reconciler;
  private final Kubelet kubelet;
  private final AllocateTimes times;
  private final Supervisor supervisor;

  ResourceMetrics(
      Reconciler reconciler, Kubelet kubelet, AllocateTimes times, Supervisor supervisor) {
    this.supervisor = supervisor;
    this.reconciler = reconciler;
    this.kubelet = kubelet;
    this.times = times;
  }

  @Override
  public MetricSnapshots collect() {
    NodeState state = reconciler.state();
    Collection<ResourceState> resources = distinct(state);
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(
        gauge(
            "units_planned",
            "Units that should be advertised",
            resources,
            resource -> resource.planned().units().map(Units::capacity).orElse(0L)));
    all.add(
        gauge(
            "units_advertised",
            "Units that are advertised now",
            resources,
            resource -> resource.listed().capacity()));
    all.add(
        gauge(
            "units_unhealthy",
            "Units that are advertised now and unhealthy",
            resources,
            resource -> resource.listed().capacity() - resource.listed().allocatable()));
    all.add(
        gauge(
            "frame_bytes",
            "Size of the device list that the kubelet gets",
            resources,
            resource -> traffic(resource).frameBytes()));
    all.add(
        scalar("frame_bytes_limit", "The largest list that kubelets accept", FrameLimit.MAX_BYTES));
    all.add(counter("sends", "Device lists sent to the kubelet", resources, Traffic::sends));
    all.add(
        counter(
            "registrations",
            "Registrations that the kubelet accepted",
            resources,
            Traffic::registrations));
    all.add(counter("allocations", "Allocate calls", resources, Traffic::allocations));
    all.add(factors(resources));
    all.add(states(resources));
    all.add(notices(state));
    all.add(taskFailures());
    all.addAll(allocate());
    all.add(
        scalar(
            "config_generation",
            "Configurations that came into force",
            (double) state.config().generation()));
    all.add(scalar("config_age_seconds", "Age of the configuration in force", age(state)));
    all.add(
        scalar(
            "config_good",
            "1 when every config that exists is in force",
            state.config().complaints().isEmpty() ? 1 : 0));
    all.add(
        scalar("faults_injected", "Faults that are injected at present", state.faults().size()));
    Kubelet.Contact contact = kubelet.contact();
    all.add(
        CounterSnapshot.builder()
            .name(PREFIX + "kubelet_restarts")
            .help("Kubelet restarts since the start of this plugin")
            .dataPoint(
                CounterDataPointSnapshot.builder().value((double) contact.restarts()).build())
            .build());
    all.add(
        scalar(
            "kubelet_heard_seconds",
            "Time since the kubelet last called or answered",
            contact.heard().map(ResourceMetrics::since).orElse(Double.NaN)));
    return new MetricSnapshots(all);
  }

  /** Families of one vendor may have an entry for the same name; only the chief one is used. */
  private static Collection<ResourceState> distinct(NodeState state) {
    Map<Labels, ResourceState> distinct = new LinkedHashMap<>();
    for (ResourceState resource : state.resources()) {
      distinct.merge(labels(resource), resource, ResourceState::chief);
    }
    return distinct.values();
  }

  private static Traffic traffic(ResourceState resource) {
    return resource.publication().map(publication -> publication.traffic()).orElse(Traffic.NONE);
  }

  private static double age(NodeState state) {
    return state.config().generation() == 0 ? Double.NaN : since(state.config().since());
  }

  private static double since(Instant then) {
    return Duration.between(then, Instant.now()).toMillis() / 1000.0;
  }

  private static Labels labels(ResourceState resource) {
    return Labels.of("vendor", resource.vendor(), "resource", resource.name().toString());
  }

  private static GaugeSnapshot gauge(
      String name,
      String help,
      Collection<ResourceState> resources,
      ToDoubleFunction<ResourceState> value) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(PREFIX + name).help(help);
    resources.forEach(
        resource ->
            gauge.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(labels(resource))
                    .value(value.applyAsDouble(resource))
                    .build()));
    return gauge.build();
  }

  private static CounterSnapshot counter(
      String name,
      String help,
      Collection<ResourceState> resources,
      ToLongFunction<Traffic> value) {
    CounterSnapshot.Builder counter = CounterSnapshot.builder().name(PREFIX + name).help(help);
    resources.forEach(
        resource ->
            counter.dataPoint(
                CounterDataPointSnapshot.builder()
                    .labels(labels(resource))
                    .value((double) value.applyAsLong(traffic(resource)))
                    .build()));
    return counter.build();
  }

  private static GaugeSnapshot scalar(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(PREFIX + name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static GaugeSnapshot factors(Collection<ResourceState> resources) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name(PREFIX + "split_factor")
            .help("How much of the raw quantity one unit stands for");
    resources.forEach(
        resource ->
            gauge.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(
                        labels(resource)
                            .add("origin", resource.planned().factor().origin().toString()))
                    .value(resource.planned().factor().value())
                    .build()));
    return gauge.build();
  }

  private static GaugeSnapshot states(Collection<ResourceState> resources) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder().name(PREFIX + "resource_state").help("1 for the resource's state");
    resources.forEach(
        resource ->
            gauge.dataPoint(
                GaugeDataPointSnapshot.builder()
                    .labels(
                        labels(resource)
                            .add("reason", resource.planned().cause())
                            .add("state", resource.state()))
                    .value(1)
                    .build()));
    return gauge.build();
  }

  private static GaugeSnapshot notices(NodeState state) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name(PREFIX + "notices")
            .help("What is missing or overlooked on this Node, by kind");
    for (Notice.Kind kind : Notice.Kind.values()) {
      gauge.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(Labels.of("kind", kind.toString()))
              .value(
                  (double)
                      state.plan().notices().stream()
                          .filter(notice -> notice.kind() == kind)
                          .count())
              .build());
    }
    return gauge.build();
  }

  private MetricSnapshot taskFailures() {
    CounterSnapshot.Builder failures =
        CounterSnapshot.builder()
            .name(PREFIX + "task_failures")
            .help("How often a long-lived task of the plugin failed and was started again");
    supervisor
        .failures()
        .forEach(
            (task, count) ->
                failures.dataPoint(
                    CounterDataPointSnapshot.builder()
                        .labels(Labels.of("task", task))
                        .value((double) count)
                        .build()));
    return failures.build();
  }

  private List<MetricSnapshot> allocate() {
    SummarySnapshot.Builder seconds =
        SummarySnapshot.builder()
            .name(PREFIX + "allocate_seconds")
            .help("Time from an Allocate call to its answer");
    CounterSnapshot.Builder units =
        CounterSnapshot.builder().name(PREFIX + "allocated_units").help("Units allocated");
    CounterSnapshot.Builder refusals =
        CounterSnapshot.builder()
            .name(PREFIX + "allocate_refusals")
            .help("Allocate calls that were answered with an error");
    times
        .sums()
        .forEach(
            (name, sum) -> {
              Labels labels = Labels.of("resource", name.toString());
              seconds.dataPoint(
                  SummaryDataPointSnapshot.builder()
                      .labels(labels)
                      .count(sum.calls().sum())
                      .sum(sum.nanos().sum() / 1e9)
                      .build());
              units.dataPoint(
                  CounterDataPointSnapshot.builder()
                      .labels(labels)
                      .value((double) sum.units().sum())
                      .build());
              refusals.dataPoint(
                  CounterDataPointSnapshot.builder()
                      .labels(labels)
                      .value((double) sum.refusals().sum())
                      .build());
            });
    return List.of(seconds.build(), units.build(), refusals.build());
  }
}
