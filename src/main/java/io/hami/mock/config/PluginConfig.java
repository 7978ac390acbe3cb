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
 * @param log the log settings, which take precedence over the flags
 * @param control what may be changed in the running plugin, and what the plugin may write to the
 *     cluster
 * @param custom resources that it declares, each name once
 * @param inventory cards that are made up
 * @param hami what HAMi's scheduler is told about the made-up cards
 * @param faults that are injected as soon as this config is in force
 * @param topology whether units carry their card's NUMA node
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
  /** The config of an empty file. */
  public static final PluginConfig DEFAULTS = defaults(DeclaredInventory.NONE);

  /**
   * In force where the config may not be read: the defaults, but what an earlier config made on the
   * Node stays, because it may still be wanted.
   */
  public static final PluginConfig UNKNOWN = defaults(DeclaredInventory.UNKNOWN);

  private static PluginConfig defaults(DeclaredInventory inventory) {
    return new PluginConfig(
        Factors.NONE,
        Map.of(),
        Log.DEFAULTS,
        Control.DEFAULTS,
        List.of(),
        inventory,
        Hami.DEFAULTS,
        List.of(),
        false);
  }

  public PluginConfig {
    routes = Map.copyOf(routes);
    custom = List.copyOf(custom);
    faults = List.copyOf(faults);
  }

  /** This config with other factors. */
  PluginConfig with(Factors others) {
    return new PluginConfig(
        others, routes, log, control, custom, inventory, hami, faults, topology);
  }

  /** This config, with the inventory of {@code before} where this one's is wrong. */
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
   * What HAMi's scheduler is told about made-up cards. It does not apply to any other cards.
   *
   * @param annotations whether the Node's annotations describe the cards: register, handshake and
   *     related ones
   * @param scores whether scores of pairs of cards are written too, for vendors that have them
   * @param bindings whether Allocate completes the bindings that the scheduler has begun, and the
   *     Node's lock is released when its pod has ended
   */
  public record Hami(boolean annotations, boolean scores, boolean bindings) {
    public static final Hami DEFAULTS = new Hami(true, false, true);
  }

  /**
   * Log verbosities, as in the flags {@code -v} and {@code -vmodule}.
   *
   * @param verbosity empty to use the flag's
   * @param modules patterns and their verbosities, in the order of the text; empty to use the
   *     flag's
   */
  public record Log(Optional<Integer> verbosity, Optional<Map<String, Integer>> modules) {
    public static final Log DEFAULTS = new Log(Optional.empty(), Optional.empty());

    public Log {
      // The first pattern that matches is used, so the copy must keep the order.
      modules = modules.map(given -> Collections.unmodifiableMap(new LinkedHashMap<>(given)));
    }
  }

  /**
   * Switches that can be changed at run time.
   *
   * @param changes whether an operator may change anything over JMX or HTTP
   * @param events whether Events may be written
   */
  public record Control(boolean changes, boolean events) {
    public static final Control DEFAULTS = new Control(true, true);
  }
}
