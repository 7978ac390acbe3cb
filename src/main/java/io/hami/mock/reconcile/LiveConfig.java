package io.hami.mock.reconcile;

import io.hami.mock.config.ConfigKind;
import io.hami.mock.config.Configuration;
import io.hami.mock.config.DeviceConfig;
import io.hami.mock.config.MissingConfig;
import io.hami.mock.config.Parsed;
import io.hami.mock.config.PluginConfig;
import io.hami.mock.config.Problem;
import io.hami.mock.discovery.Vendors;
import io.hami.mock.port.ConfigSource;
import io.hami.mock.port.ConfigSource.Nearby;
import io.hami.mock.port.LastGood;
import io.hami.mock.port.LastGood.Kept;
import io.hami.mock.reconcile.ConfigStatus.Result;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Combines the texts of both configs into one configuration. A text is accepted or rejected as a
 * whole: when it cannot be read, the last valid one stays in force (docs/architecture.md, decision
 * 3), also one that an earlier start has kept. When a config is gone, the defaults are in force and
 * a warning is logged (decision 9). No configuration is in force before both configs have been read
 * once, because registering names that are about to change is worse than waiting. Everything here
 * runs on the loop.
 */
final class LiveConfig {
  private static final Logger log = LoggerFactory.getLogger(LiveConfig.class);

  private static final String RECALLED =
      "the last good one is in force, which an earlier start has kept";

  private final Vendors vendors;
  private final Map<ConfigKind, ConfigStatus> statuses = new EnumMap<>(ConfigKind.class);
  private LastGood lastGood = LastGood.NONE;
  private Optional<DeviceConfig> device = Optional.empty();
  private Optional<PluginConfig> plugin = Optional.empty();
  private ConfigState state = ConfigState.INITIAL;

  /**
   * @param vendors define the sections and names that the configs may have
   */
  LiveConfig(Vendors vendors) {
    this.vendors = vendors;
  }

  ConfigState state() {
    return state;
  }

  /**
   * Starts with the {@code origins} that the configs will come from; a config without one has its
   * defaults.
   *
   * @param kept what an earlier start has kept
   */
  void begin(Map<ConfigKind, String> origins, LastGood kept, Instant now) {
    lastGood = kept;
    for (ConfigKind kind : ConfigKind.values()) {
      String origin = origins.get(kind);
      if (origin == null) {
        absent(kind, ConfigStatus.NOWHERE, List.of());
      } else {
        statuses.put(kind, ConfigStatus.unread(origin));
      }
    }
    conclude(now);
  }

  /** A report of a source about a config. */
  sealed interface Word {
    record Text(String text) implements Word {}

    record Absent() implements Word {}

    record Around(Nearby there) implements Word {}

    record Forbidden(String why) implements Word {}

    record Unavailable(String why) implements Word {}
  }

  /** Passes what a source reports to {@code take}, on the source's thread. */
  static ConfigSource.Listener listener(Consumer<Word> take) {
    return new ConfigSource.Listener() {
      @Override
      public void text(String text) {
        take.accept(new Word.Text(text));
      }

      @Override
      public void absent() {
        take.accept(new Word.Absent());
      }

      @Override
      public void nearby(Nearby there) {
        take.accept(new Word.Around(there));
      }

      @Override
      public void forbidden(String why) {
        take.accept(new Word.Forbidden(why));
      }

      @Override
      public void unavailable(String why) {
        take.accept(new Word.Unavailable(why));
      }
    };
  }

  void take(ConfigKind kind, Word word, Instant now) {
    ConfigStatus last = statuses.getOrDefault(kind, ConfigStatus.unread(kind.key()));
    switch (word) {
      case Word.Text(String text) -> text(kind, last, text);
      case Word.Absent() -> {
        switch (last.result()) {
          case UNREAD -> log.info("{} does not exist; the defaults are in force", last.origin());
          case GOOD, PART, BAD ->
              log.warn("{}: it is gone; the defaults are in force", last.origin());
          case ABSENT -> log.debug("{} still does not exist", last.origin());
        }
        keep(kind, last, Kept.ABSENT);
        absent(kind, last.origin(), List.of());
      }
      case Word.Around(Nearby there) -> {
        if (last.isMissing()) {
          absent(kind, last.origin(), instead(kind, last.origin(), there));
        }
      }
      case Word.Forbidden(String why) -> {
        String inForce = forbidden(kind, last);
        if (!last.trouble().equals(Optional.of(why))) {
          log.warn("{}: {}; {} (flags {})", last.origin(), why, inForce, kind.flags());
        }
        trouble(kind, last, why);
      }
      case Word.Unavailable(String why) -> trouble(kind, last, why);
    }
    conclude(now);
  }

  /**
   * "No" is not "gone": what an earlier life made of the config is not taken away.
   *
   * @return what is in force now, for people
   */
  private String forbidden(ConfigKind kind, ConfigStatus last) {
    if (isInForce(kind)) {
      return "the config in force is kept";
    }
    if (recall(kind, last)) {
      return RECALLED;
    }
    absent(kind, last.origin(), List.of());
    plugin = kind == ConfigKind.PLUGIN ? Optional.of(PluginConfig.UNKNOWN) : plugin;
    return "the defaults apply, and what an earlier start has put on the Node is kept";
  }

  private boolean isInForce(ConfigKind kind) {
    return switch (kind) {
      case DEVICE -> device.isPresent();
      case PLUGIN -> plugin.isPresent();
    };
  }

  /**
   * Puts in force what an earlier start has kept, where nothing is in force yet.
   *
   * @return whether it did
   */
  private boolean recall(ConfigKind kind, ConfigStatus last) {
    if (isInForce(kind)) {
      return false;
    }
    Optional<Kept> kept = lastGood.recall(memory(kind, last));
    switch (kind) {
      case DEVICE -> device = recalled(kept, vendors::readDeviceConfig, DeviceConfig.ABSENT);
      case PLUGIN -> plugin = recalled(kept, vendors::readPluginConfig, PluginConfig.DEFAULTS);
    }
    return isInForce(kind);
  }

  private static <T> Optional<T> recalled(
      Optional<Kept> kept, Function<String, Parsed<T>> parse, T absent) {
    return kept.flatMap(
        last ->
            last.text().map(text -> good(parse.apply(text))).orElseGet(() -> Optional.of(absent)));
  }

  private static <T> Optional<T> good(Parsed<T> parsed) {
    return parsed instanceof Parsed.Good<T>(T value, var _) ? Optional.of(value) : Optional.empty();
  }

  /** A config is in force whether it can be kept or not. */
  private void keep(ConfigKind kind, ConfigStatus last, Kept kept) {
    try {
      lastGood.keep(memory(kind, last), kept);
    } catch (RuntimeException | Error failure) {
      log.warn("{}: it is in force, but cannot be kept for the next start", last.origin(), failure);
    }
  }

  /** The name under which a config is kept. */
  private static String memory(ConfigKind kind, ConfigStatus of) {
    return kind.key() + " of " + of.origin();
  }

  private void trouble(ConfigKind kind, ConfigStatus last, String why) {
    // Without an API server the Node cannot be read either, which is logged elsewhere.
    log.debug("{}: {}", last.origin(), why);
    statuses.merge(kind, last, (now, _) -> now.withTrouble(why));
  }

  private static List<Problem> instead(ConfigKind kind, String origin, Nearby there) {
    return MissingConfig.instead(kind, origin, there.keys(), there.namespaces(), there.names())
        .map(text -> new Problem("", 0, 0, text, Optional.empty()))
        .stream()
        .toList();
  }

  private void absent(ConfigKind kind, String origin, List<Problem> warnings) {
    statuses.put(
        kind, new ConfigStatus(origin, Result.ABSENT, List.of(), warnings, Optional.empty()));
    switch (kind) {
      case DEVICE -> device = Optional.of(DeviceConfig.ABSENT);
      case PLUGIN -> plugin = Optional.of(PluginConfig.DEFAULTS);
    }
  }

  private void text(ConfigKind kind, ConfigStatus last, String text) {
    switch (kind) {
      case DEVICE ->
          device =
              parsed(kind, last, vendors.readDeviceConfig(text), UnaryOperator.identity())
                  .or(() -> device);
      case PLUGIN -> {
        Parsed<PluginConfig> parsed = vendors.readPluginConfig(text);
        List<Problem> wrong =
            parsed instanceof Parsed.Good<PluginConfig>(PluginConfig own, var _)
                ? own.inventory().problems()
                : List.of();
        boolean before = wrong.isEmpty() || recall(kind, last) || plugin.isPresent();
        plugin = parsed(kind, last, parsed, this::withInventory).or(() -> plugin);
        if (!wrong.isEmpty()) {
          withoutInventory(kind, last, wrong, before);
        }
      }
    }
    if (statuses.getOrDefault(kind, last).result() == Result.GOOD) {
      keep(kind, last, Kept.of(text));
    }
  }

  private PluginConfig withInventory(PluginConfig config) {
    return plugin.map(config::keepingInventoryOf).orElse(config);
  }

  /** The file is in force except for its inventory. */
  private void withoutInventory(
      ConfigKind kind, ConfigStatus last, List<Problem> problems, boolean before) {
    if (!last.problems().equals(problems)) {
      problems.forEach(problem -> log.error("{}: {}", last.origin(), problem));
      log.error(
          "{}: the inventory is refused and {}; the rest is in force",
          last.origin(),
          before ? "the one before is kept" : "no cards are made up until it is right");
    }
    statuses.computeIfPresent(
        kind,
        (_, now) ->
            new ConfigStatus(
                now.origin(), Result.PART, problems, now.warnings(), Optional.empty()));
  }

  private <T> Optional<T> parsed(
      ConfigKind kind, ConfigStatus last, Parsed<T> parsed, UnaryOperator<T> use) {
    return switch (parsed) {
      case Parsed.Good<T>(T value, List<Problem> warnings) -> {
        if (!last.warnings().equals(warnings)) {
          warnings.forEach(warning -> log.warn("{}: {}", last.origin(), warning));
        }
        statuses.put(
            kind,
            new ConfigStatus(last.origin(), Result.GOOD, List.of(), warnings, Optional.empty()));
        yield Optional.of(use.apply(value));
      }
      case Parsed.Bad<T>(List<Problem> problems) -> {
        String inForce =
            recall(kind, last)
                ? RECALLED
                : isInForce(kind)
                    ? "the last good one stays in force"
                    : "nothing is advertised until it is valid";
        if (!last.problems().equals(problems)) {
          problems.forEach(problem -> log.error("{}: {}", last.origin(), problem));
          log.error("{}: refused; {}", last.origin(), inForce);
        }
        statuses.put(
            kind,
            new ConfigStatus(
                last.origin(), Result.BAD, problems, last.warnings(), Optional.empty()));
        yield Optional.empty();
      }
    };
  }

  private void conclude(Instant now) {
    Optional<Configuration> next =
        device.flatMap(names -> plugin.map(own -> new Configuration(names, own)));
    boolean changed = !next.equals(state.inForce());
    state =
        new ConfigState(
            next,
            changed ? state.generation() + 1 : state.generation(),
            changed ? now : state.since(),
            statuses);
    if (changed && state.generation() > 1) {
      log.info("configuration {} is in force", state.generation());
    }
  }
}
