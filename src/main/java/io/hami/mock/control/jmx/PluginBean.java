package io.hami.mock.control.jmx;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.control.Identity;
import io.hami.mock.control.Operator;
import io.hami.mock.fault.ActiveFault;
import io.hami.mock.fault.FaultForm;
import io.hami.mock.model.FactorScope;
import io.hami.mock.model.Measure;
import io.hami.mock.model.Notice;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceRow;
import io.hami.mock.port.Kubelet;
import io.hami.mock.reconcile.ConfigStatus;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Reconciler;
import io.hami.mock.reconcile.ResourceState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Shows the newest state, and passes requests to the operator. */
final class PluginBean implements DevicePluginMXBean {
  private final Reconciler reconciler;
  private final Operator operator;
  private final Kubelet kubelet;
  private final Identity identity;

  PluginBean(Reconciler reconciler, Operator operator, Kubelet kubelet, Identity identity) {
    this.reconciler = reconciler;
    this.operator = operator;
    this.kubelet = kubelet;
    this.identity = identity;
  }

  @Override
  public String getNode() {
    return identity.node();
  }

  @Override
  public String getVersion() {
    return identity.version();
  }

  @Override
  public long getConfigGeneration() {
    return reconciler.state().config().generation();
  }

  @Override
  public String getConfigResult() {
    Map<ConfigKind, ConfigStatus> statuses = reconciler.state().config().statuses();
    return Stream.of(ConfigKind.values())
        .flatMap(
            kind ->
                statuses.get(kind) instanceof ConfigStatus status
                    ? Stream.of(kind.key() + ": " + result(status))
                    : Stream.of())
        .collect(Collectors.joining("; "));
  }

  private static String result(ConfigStatus status) {
    return status.result() + " (" + status.origin() + ")";
  }

  @Override
  public String[] getConfigProblems() {
    return reconciler.state().config().complaints().toArray(String[]::new);
  }

  @Override
  public boolean isKubeletPresent() {
    return kubelet.contact().present();
  }

  @Override
  public long getKubeletRestarts() {
    return kubelet.contact().restarts();
  }

  @Override
  public String getKubeletLastHeard() {
    return kubelet.contact().heard().map(Instant::toString).orElse("");
  }

  @Override
  public Map<String, ResourceRow> getResources() {
    Map<String, ResourceRow> rows = new LinkedHashMap<>();
    reconciler.state().resources().stream()
        .map(ResourceState::row)
        .forEach(row -> rows.put(row.resource() + " " + row.vendor(), row));
    return rows;
  }

  @Override
  public String[] getOperatorFactors() {
    return reconciler.state().operator().values().entrySet().stream()
        .map(entry -> entry.getKey() + " is " + entry.getValue())
        .sorted()
        .toArray(String[]::new);
  }

  @Override
  public String getLastError() {
    NodeState state = reconciler.state();
    return Stream.of(
            state.trouble().stream(),
            state.config().complaints().stream(),
            state.contract().stream(),
            state.resources().stream().filter(PluginBean::ailing).map(PluginBean::ailment))
        .flatMap(wrong -> wrong)
        .findFirst()
        .orElse("");
  }

  @Override
  public String[] getNotices() {
    return notices().toArray(String[]::new);
  }

  private List<String> notices() {
    return reconciler.state().plan().notices().stream().map(Notice::text).toList();
  }

  private static boolean ailing(ResourceState resource) {
    return switch (resource.planned().outcome()) {
      case Outcome.Refuse _ -> true;
      case Outcome.Withhold(Reason why) -> why.kind() == Reason.Kind.MALFORMED;
      case Outcome.Advertise(var _, var _, var degraded, var _) -> degraded.isPresent();
    };
  }

  private static String ailment(ResourceState resource) {
    return resource.name() + " is " + resource.state() + ": " + resource.planned().reason();
  }

  @Override
  public void setMemoryFactor(String vendor, int factor) {
    set(vendor, Measure.MEMORY, factor);
  }

  @Override
  public void setCoreFactor(String vendor, int factor) {
    set(vendor, Measure.CORES, factor);
  }

  private void set(String vendor, Measure measure, int factor) {
    Wish.grant(() -> operator.setFactor(new FactorScope.OfVendor(vendor, measure), factor));
  }

  @Override
  public void resetFactors(String vendor) {
    Wish.grant(() -> operator.resetFactors(vendor));
  }

  @Override
  public String[] getFaults() {
    return reconciler.state().faults().stream().map(ActiveFault::toString).toArray(String[]::new);
  }

  @Override
  public String injectFault(String fault) {
    return Wish.answer(() -> operator.inject(FaultForm.fields(fault)));
  }

  @Override
  public void resetFault(String id) {
    if (id.isBlank()) {
      throw new IllegalArgumentException("the id of a fault was expected, such as f3");
    }
    Wish.grant(() -> operator.resetFaults(id.strip()));
  }

  @Override
  public void resetFaults() {
    Wish.grant(() -> operator.resetFaults(""));
  }

  @Override
  public void reload() {
    Wish.grant(operator::reload);
  }

  @Override
  public void reregister() {
    Wish.grant(operator::reregister);
  }

  @Override
  public String persist() {
    return Wish.answer(operator::persist);
  }

  @Override
  public String explain() {
    return ResourceRow.table(reconciler.state().resources().stream().map(ResourceState::row))
        + notices().stream().map(notice -> "\n" + notice + "\n").collect(Collectors.joining());
  }
}
