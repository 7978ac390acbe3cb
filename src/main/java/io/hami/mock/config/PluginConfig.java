package io.hami.mock.config;

import io.hami.mock.fault.Injection;
import io.hami.mock.model.Factors;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.RouteChoice;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The plugin's own {@code config.yaml}.
 *
 * @param factors split factors of vendors and of resources
 * @param routes of resources; those that are not named take {@link RouteChoice#AUTO}
 * @param log what it says of the log, over the flags
 * @param control what may be done to the running plugin, and what it may do to the cluster
 * @param custom resources that it declares, each name once
 * @param inventory cards that it makes up
 * @param hami what HAMi's scheduler is told of them
 * @param faults that are injected from when this comes into force
 * @param topology whether units say their card's NUMA node
 */
public record PluginConfig(
    Factors factors,
    Map<ResourceName, RouteChoice> routes,
    Log log,
    Control control,
    List<CustomResource> custom,
    DeclaredInventory inventory,
    Hami hami,
    List<Injection> faults,
    boolean topology) {
  /** What an empty file says. */
  public static final PluginConfig DEFAULTS =
      new PluginConfig(
          Factors.NONE,
          Map.of(),
          Log.DEFAULTS,
          Control.DEFAULTS,
          List.of(),
          DeclaredInventory.NONE,
          Hami.DEFAULTS,
          List.of(),
          false);

  public PluginConfig {
    routes = Map.copyOf(routes);
    custom = List.copyOf(custom);
    faults = List.copyOf(faults);
  }

  /** The same with other factors. */
  PluginConfig with(Factors others) {
    return new PluginConfig(
        others, routes, log, control, custom, inventory, hami, faults, topology);
  }

  /** The same, with the inventory of {@code before} where this one's is wrong. */
  public PluginConfig keepingInventoryOf(PluginConfig before) {
    return new PluginConfig(
        factors,
        routes,
        log,
        control,
        custom,
        inventory.or(before.inventory),
        hami,
        faults,
        topology);
  }

  /**
   * What HAMi's scheduler is told of cards that are made up; nothing of it is for any others.
   *
   * @param annotations whether the Node's annotations describe them: register, handshake, and what
   *     goes with them
   * @param scores whether scores of pairs of cards are written too, where a vendor has some
   * @param bindings whether Allocate completes what the scheduler has begun, and the Node's lock is
   *     released when its pod has ended
   */
  public record Hami(boolean annotations, boolean scores, boolean bindings) {
    public static final Hami DEFAULTS = new Hami(true, false, true);
  }

  /**
   * Verbosities, as the flags {@code -v} and {@code -vmodule} have them.
   *
   * @param verbosity empty to leave it to the flag
   * @param modules patterns and their verbosities, in the order of the text; empty to leave it to
   *     the flag
   */
  public record Log(Optional<Integer> verbosity, Optional<Map<String, Integer>> modules) {
    public static final Log DEFAULTS = new Log(Optional.empty(), Optional.empty());

    public Log {
      // The first pattern that fits counts: a copy without an order would lose which that is.
      modules = modules.map(given -> Collections.unmodifiableMap(new LinkedHashMap<>(given)));
    }
  }

  /**
   * Switches that may be turned while it runs.
   *
   * @param changes whether an operator may change anything over JMX or HTTP
   * @param events whether Events may be written
   */
  public record Control(boolean changes, boolean events) {
    public static final Control DEFAULTS = new Control(true, true);
  }
}
