package io.hami.mock.control;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.FactorEdit;
import io.hami.mock.config.Nearest;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.fault.FaultForm;
import io.hami.mock.fault.Faults;
import io.hami.mock.fault.Injection;
import io.hami.mock.model.FactorScope;
import io.hami.mock.model.Factors;
import io.hami.mock.model.Plan;
import io.hami.mock.model.Plan.Outcome;
import io.hami.mock.model.Plan.PlannedResource;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.ConfigWriter;
import io.hami.mock.port.Loop;
import io.hami.mock.reconcile.ConfigStatus;
import io.hami.mock.reconcile.NodeState;
import io.hami.mock.reconcile.Reconciler;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes that a person can make to the running plugin. Each method passes its request to the
 * loop and waits for the answer; it may be called from any thread but the loop's own. A request
 * that is refused changes nothing.
 */
@Singleton
public final class Operator {
  /** The loop answers in milliseconds or is stuck. */
  private static final long PATIENCE_SECONDS = 5;

  private static final Logger log = LoggerFactory.getLogger(Operator.class);

  private final Loop loop;
  private final Reconciler reconciler;
  private final Vendors vendors;

  public Operator(Loop loop, Reconciler reconciler, Vendors vendors) {
    this.loop = loop;
    this.reconciler = reconciler;
    this.vendors = vendors;
  }

  /**
   * Sets a split factor. It takes precedence over every config until it is reset or the plugin
   * restarts.
   *
   * @param factor at least 1
   * @throws RefusedException when the factor is out of range, would advertise nothing or more than
   *     fits into a message, or there is no resource that it applies to
   */
  public void setFactor(FactorScope scope, int factor) throws RefusedException {
    if (factor < 1) {
      throw new RefusedException("a split factor is a whole number of at least 1, not " + factor);
    }
    FactorScope known = known(scope);
    wish(
        () -> {
          Factors next = reconciler.state().operator().with(known, factor);
          refuseUnlessItFits(known, reconciler.rehearse(next));
          log.info("an operator set {} to {}", known, factor);
          reconciler.use(next);
        });
  }

  private static void refuseUnlessItFits(FactorScope scope, Plan then) throws RefusedException {
    List<PlannedResource> affected =
        then.resources().stream()
            .filter(
                resource ->
                    resource
                        .source()
                        .filter(source -> scope.covers(resource.family().vendor(), source))
                        .isPresent())
            .toList();
    if (affected.isEmpty()) {
      throw new RefusedException("this node has no resource that " + scope + " applies to");
    }
    for (PlannedResource resource : affected) {
      if (resource.outcome() instanceof Outcome.Refuse(_, var why)) {
        throw new RefusedException(resource.name() + ": " + why);
      }
    }
  }

  /**
   * Resets the factors that were set for a vendor and for its resources.
   *
   * @param vendor empty for all vendors; {@code custom} for the resources of the plugin's own
   *     config
   */
  public void resetFactors(String vendor) throws RefusedException {
    String known = vendor.isEmpty() ? "" : known(vendor, vendors.families());
    wish(
        () ->
            reset(
                scope ->
                    known.isEmpty()
                        || switch (scope) {
                          case FactorScope.OfVendor(String of, var _) -> of.equals(known);
                          case FactorScope.OfResource(ResourceName name) -> isOf(known, name);
                        }));
  }

  private boolean isOf(String vendor, ResourceName name) {
    return reconciler.state().plan().resources().stream()
        .anyMatch(
            resource -> resource.name().equals(name) && resource.family().vendor().equals(vendor));
  }

  private void reset(Predicate<FactorScope> which) {
    Factors now = reconciler.state().operator();
    Factors next = now.without(which);
    if (!next.equals(now)) {
      log.info("an operator reset split factors");
      reconciler.use(next);
    }
  }

  /** Resets the factor that was set for exactly this scope. */
  public void resetFactor(FactorScope scope) throws RefusedException {
    FactorScope known = known(scope);
    wish(() -> reset(known::equals));
  }

  /** Starts to read the Node and both configs again; returns before they have been read. */
  public void reload() throws RefusedException {
    answer(
        () -> {
          reconciler.reload();
          return "";
        });
  }

  /**
   * Begins a fault that is written in the form of {@link FaultForm}.
   *
   * @return its id
   * @throws RefusedException when the fields are no valid fault, or there is nothing on this Node
   *     that it applies to
   */
  public String inject(Map<String, String> fields) throws RefusedException {
    return switch (FaultForm.read(fields, vendors.names())) {
      case FaultForm.Reading.Bad bad -> throw new RefusedException(bad.toString());
      case FaultForm.Reading.Good(Injection injection) -> answer(() -> begin(injection));
    };
  }

  private String begin(Injection injection) throws RefusedException {
    refuseWhereLocked();
    Faults faults = reconciler.faults();
    if (faults.full()) {
      throw new RefusedException(
          "%d faults are injected already; remove some first".formatted(Faults.MOST));
    }
    if (Faults.names(reconciler.state().plan(), injection.target()).isEmpty()) {
      throw new RefusedException(
          "this node advertises nothing of " + injection.target() + " for the fault to affect");
    }
    return faults.inject(injection);
  }

  /** Ends all injected faults, or the one with {@code id} where that is not empty. */
  public void resetFaults(String id) throws RefusedException {
    wish(
        () -> {
          if (reconciler.faults().reset(id) == 0 && !id.isEmpty()) {
            throw new RefusedException(
                "there is no injected fault '" + id + "'; GET /faults lists them");
          }
        });
  }

  /** Registers every resource with the kubelet again; returns before that is done. */
  public void reregister() throws RefusedException {
    wish(
        () -> {
          log.info("an operator asked to register every resource again");
          reconciler.reregister();
        });
  }

  /**
   * Writes the factors that were set into the plugin's own config, for all nodes that read it;
   * blocks until that is done. The factors also stay set on this Node.
   *
   * @return where they were written to
   * @throws RefusedException when there are none, or the config cannot be written
   */
  public String persist() throws RefusedException {
    NodeState state = reconciler.state();
    Factors factors = state.operator();
    if (factors.values().isEmpty()) {
      throw new RefusedException("no factor is set, so there is nothing to persist; set one first");
    }
    ConfigWriter writer =
        reconciler
            .writer()
            .orElseThrow(
                () ->
                    new RefusedException(
                        "the plugin's own config is not a ConfigMap, and only a ConfigMap can be"
                            + " written; write the factors into the file by hand"));
    refuseWhereLocked();
    try {
      writer.write(text -> FactorEdit.apply(text, factors, vendors::readPluginConfig));
    } catch (IOException | IllegalArgumentException failure) {
      throw new RefusedException("not persisted: " + failure.getMessage());
    } catch (RuntimeException | Error failure) {
      throw new RefusedException("not persisted: " + failure);
    }
    ConfigStatus status = state.config().statuses().get(ConfigKind.PLUGIN);
    return status == null ? ConfigKind.PLUGIN.key() : status.origin();
  }

  /** Why changes are not allowed; empty when they are. */
  public Optional<String> locked() {
    return reconciler
        .state()
        .config()
        .inForce()
        .filter(all -> !all.plugin().control().changes())
        .map(_ -> "changes are switched off: control.changes is false in the plugin's config");
  }

  private void refuseWhereLocked() throws RefusedException {
    Optional<String> locked = locked();
    if (locked.isPresent()) {
      throw new RefusedException(locked.get());
    }
  }

  private FactorScope known(FactorScope scope) throws RefusedException {
    return scope instanceof FactorScope.OfVendor(var name, var measure)
        ? new FactorScope.OfVendor(known(name, vendors.names()), measure)
        : scope;
  }

  private static String known(String name, List<String> names) throws RefusedException {
    for (String known : names) {
      if (known.equalsIgnoreCase(name)) {
        return known;
      }
    }
    throw new RefusedException(
        "there is no vendor '%s'%s; the vendors are %s"
            .formatted(
                name,
                Nearest.to(name, names)
                    .map(nearest -> ", did you mean '" + nearest + "'?")
                    .orElse(""),
                String.join(", ", names)));
  }

  /** A change that the loop is to make. */
  @FunctionalInterface
  private interface Wish {
    void run() throws RefusedException;
  }

  /** Makes the change on the loop, where changes are allowed. */
  private void wish(Wish change) throws RefusedException {
    answer(
        () -> {
          refuseWhereLocked();
          change.run();
          return "";
        });
  }

  /** A task for the loop, with a result. */
  @FunctionalInterface
  private interface Task<T> {
    T run() throws RefusedException;
  }

  private <T> T answer(Task<T> task) throws RefusedException {
    CompletableFuture<T> answer = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            answer.complete(task.run());
          } catch (RefusedException refusal) {
            answer.completeExceptionally(refusal);
          } catch (RuntimeException | Error failure) {
            answer.completeExceptionally(failure);
            throw failure;
          }
        });
    try {
      return answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      throw new RefusedException(
          "the plugin did not answer within %d s; try again, and look into its log and /health"
              .formatted(PATIENCE_SECONDS));
    } catch (ExecutionException failure) {
      if (failure.getCause() instanceof RefusedException refusal) {
        throw refusal;
      }
      throw new RefusedException("the operation failed: " + failure.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new RefusedException("interrupted before the operation finished");
    }
  }
}
