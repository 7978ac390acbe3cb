package io.hami.mock.names;

import io.hami.mock.model.DeviceIds;
import io.hami.mock.model.DeviceIds.Whose;
import io.hami.mock.model.Plan.Route;
import io.hami.mock.model.Reason;
import io.hami.mock.model.ResourceName;
import io.hami.mock.port.Publication;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides which plugin each resource name belongs to. A kubelet gives a name to the plugin that
 * registers last and does not tell the plugin before. After a restart of this plugin the Node still
 * has its own numbers. So no single sign is proof (docs/architecture.md, decision 4). The signs,
 * strongest first: this plugin's open stream, unless the Node keeps showing a number that this
 * plugin never sent; the IDs in the kubelet's checkpoint; this plugin's mark on the Node; the
 * writer of the Node's status; and last a number on the Node that none of these explains.
 *
 * <p>The ledger keeps state between two looks, because some signs count only after a time. It has
 * no clock: the loop calls {@link #look} and passes the time. A look settles the answers for every
 * name of which there is a sign; the questions only read them.
 */
public final class Ledger implements Names {
  /** Two status periods of the kubelet, of 10 s each, plus 4 % of jitter. */
  public static final Duration PATIENCE = Duration.ofSeconds(21);

  /**
   * docs/kubelet.md 2.1: how long a kubelet remembers a plugin that has gone, plus one status
   * period.
   */
  public static final Duration FORGETTING = Duration.ofMinutes(5).plusSeconds(20);

  /** How long this plugin waits for another plugin that has gone before it takes over its name. */
  public static final Duration RESPITE = Duration.ofMinutes(1);

  /**
   * The wait where no sign shows that the name was another plugin's: mostly it was this plugin's
   * own.
   */
  public static final Duration SHORT_RESPITE = Duration.ofSeconds(5);

  /**
   * How often another number may replace this plugin's in the Node's status before the name counts
   * as taken.
   */
  public static final int RESTORATIONS = 3;

  /** Numbers sent in 100 s at most, many times as long as a Node's status takes. */
  private static final int TOLD = 1_000;

  private final Map<ResourceName, Account> accounts = new HashMap<>();
  private Map<ResourceName, Answers> answers = Map.of();
  private long now;

  /**
   * @param units for the route of a device plugin
   * @param number for the route of the Node's status
   * @param lost whether another plugin has taken the name while this plugin served it
   */
  private record Answers(Standing units, Standing number, Optional<Reason> holder, boolean lost) {
    static final Answers NO_SIGN =
        new Answers(Standing.FREE, Standing.FREE, Optional.empty(), false);

    /** What keeps this plugin from serving the name, but for its own endpoint. */
    List<Standing> obstacles() {
      return Stream.of(units, number)
          .filter(
              standing ->
                  switch (standing) {
                    case Standing.Taken _ -> true;
                    case Standing.Remembered(String _, long until) -> until < Long.MAX_VALUE;
                    case Standing.Free _, Standing.Ours _ -> false;
                  })
          .toList();
    }
  }

  /** The state kept for one name; times are in nanoseconds. */
  private static final class Account {
    /**
     * The capacities that this plugin has sent to the kubelet since its endpoint opened, the newest
     * last: of these the Node shows one, however late.
     */
    private final SequencedSet<BigDecimal> told = new LinkedHashSet<>();

    private Optional<Long> strangeSince = Optional.empty();
    private Optional<Long> idleSince = Optional.empty();
    private Optional<Long> leftAt = Optional.empty();
    private Optional<Long> knownSince = Optional.empty();
    private Optional<Long> overwrittenUntil = Optional.empty();

    /** Whether the last devices of the name in the checkpoint were another plugin's. */
    private boolean others;

    private boolean streaming;
    private boolean listed;

    /** What the checkpoint had of the name when this plugin's stream opened. */
    private Optional<DeviceIds> beforeOurs = Optional.empty();

    private boolean lost;

    /** Whether the Node has shown allocatable units since the name was lost. */
    private boolean seen;

    private String overwritten = "";
    private final Patches patches = new Patches();

    boolean hasTold(BigDecimal capacity) {
      return told.stream().anyMatch(number -> number.compareTo(capacity) == 0);
    }

    /** Whether there is no state that could change an answer. */
    boolean isBlank(long now) {
      return !lost
          && !others
          && patches.isBlank()
          && Stream.of(strangeSince, idleSince, knownSince, overwrittenUntil)
              .allMatch(Optional::isEmpty)
          && leftAt.filter(at -> now - at < FORGETTING.toNanos()).isEmpty();
    }
  }

  /**
   * Takes in the observations at {@code time} nanoseconds.
   *
   * @return whether a name can be served now that could not before, or the other way round
   */
  public boolean look(Observations observations, long time) {
    now = time;
    Map<ResourceName, Answers> settled = new HashMap<>();
    Set<ResourceName> names = observations.names();
    names.addAll(accounts.keySet());
    for (ResourceName name : names) {
      Account account = account(name);
      look(name, account, observations);
      settled.put(name, answers(name, account, observations));
    }
    accounts
        .entrySet()
        .removeIf(
            entry ->
                entry.getValue().isBlank(now)
                    && !observations.endpoints().containsKey(entry.getKey()));
    Map<ResourceName, Answers> before = answers;
    answers = settled;
    return Stream.concat(before.keySet().stream(), settled.keySet().stream())
        .anyMatch(
            name ->
                !before
                    .getOrDefault(name, Answers.NO_SIGN)
                    .obstacles()
                    .equals(answers(name).obstacles()));
  }

  private Account account(ResourceName name) {
    return accounts.computeIfAbsent(name, _ -> new Account());
  }

  private void look(ResourceName name, Account account, Observations all) {
    Publication ours = all.endpoint(name);
    Whose whose = all.devices(name).map(DeviceIds::whose).orElse(Whose.NOBODYS);
    account.others = whose == Whose.OTHERS || (account.others && all.isEmptied(name));
    // A Node that cannot be read may have had units again since.
    boolean idle = all.current() && all.isIdle(name);
    account.idleSince =
        since(account.idleSince, ours == null && (idle || (account.others && all.isEmptied(name))));
    // Begins anew when it is over: the checkpoint is the proof, the time only says when to look.
    account.knownSince =
        since(
            account.knownSince.filter(at -> !isOver(at, FORGETTING)),
            ours == null && all.devices(name).isPresent());
    if (ours != null) {
      account.told.addLast(BigDecimal.valueOf(ours.listed().capacity()));
      if (account.told.size() > TOLD) {
        account.told.removeFirst();
      }
    }
    // A kubelet whose checkpoint has this plugin's devices is only late with its status.
    boolean strange = whose != Whose.OURS && isStrange(name, account, all);
    boolean streaming = ours != null && ours.streams() > 0;
    account.strangeSince = since(account.strangeSince, strange && streaming && all.current());
    // The kubelet writes its checkpoint only after it has applied this plugin's list, so other
    // devices that were there before replace nothing.
    if (streaming && !account.streaming) {
      account.beforeOurs = all.devices(name);
    }
    account.streaming = streaming;
    boolean written = account.listed || !all.devices(name).equals(account.beforeOurs);
    boolean replaced =
        ours != null
            && streaming
            && written
            && (whose == Whose.OTHERS || (whose == Whose.NUMBERED && !isNumbered(ours)));
    // Right after the loss the Node may still show this plugin's own units, all unhealthy. That
    // does not mean that the other plugin has gone.
    boolean left = all.isIdle(name) && (account.seen || !account.hasTold(all.capacity(name)));
    boolean theirs = strange || (whose == Whose.OTHERS && !left);
    account.lost =
        replaced
            || (account.lost && theirs)
            || account.strangeSince.filter(since -> isOver(since, PATIENCE)).isPresent();
    account.seen = account.lost && (account.seen || !all.isIdle(name));
    if (account.lost) {
      account.beforeOurs = all.devices(name);
    }
    account.listed = streaming && !account.lost && (account.listed || whose == Whose.OURS);
    overwritten(name, account, all);
    boolean patched = isStrange(name, account, all) || account.patches.why().isPresent();
    account.patches.look(
        patched && !account.lost
            ? all.foreignWriter(name).map(by -> patched(by, name, all))
            : Optional.empty(),
        now);
  }

  private static String patched(String by, ResourceName name, Observations all) {
    return "'%s' has written %s of it into the Node's status"
        .formatted(by, all.capacity(name).toPlainString());
  }

  /** Whether the healthy units of this plugin's list may all have numbers as IDs. */
  private static boolean isNumbered(Publication ours) {
    return ours.listed().capacity() - ours.listed().allocatable() >= DeviceIds.BEFORE_NUMBERS;
  }

  /**
   * A capacity is strange when this plugin never sent it and some of it is allocatable; when none
   * is allocatable, no plugin serves it.
   */
  private static boolean isStrange(ResourceName name, Account account, Observations all) {
    BigDecimal shown = all.capacity(name);
    return all.node().capacity(name).isPresent()
        && !account.told.isEmpty()
        && !account.hasTold(shown)
        && !all.isIdle(name)
        && shown.signum() > 0;
  }

  /**
   * A number that keeps coming back has another writer; a zero or a missing number only means that
   * the kubelet forgets the resource.
   */
  private void overwritten(ResourceName name, Account account, Observations all) {
    account.overwrittenUntil = account.overwrittenUntil.filter(until -> until - now > 0);
    Observations.Written written = all.written().get(name);
    if (written != null
        && written.restored() >= RESTORATIONS
        && all.capacity(name).signum() > 0
        && !all.shows(name, written.units())) {
      account.overwrittenUntil = Optional.of(now + RESPITE.toNanos());
      account.overwritten =
          "another component keeps overwriting it with %s".formatted(all.capacity(name));
    }
  }

  private Optional<Long> since(Optional<Long> before, boolean is) {
    return is ? before.or(() -> Optional.of(now)) : Optional.empty();
  }

  private boolean isOver(long since, Duration patience) {
    return now - since >= patience.toNanos();
  }

  /**
   * Records that this plugin's endpoint for the name has gone at {@code time}; the kubelet still
   * remembers it.
   */
  public void left(ResourceName name, long time) {
    Account account = account(name);
    account.leftAt = Optional.of(time);
    account.listed = false;
    if (!account.lost) {
      account.told.clear();
    }
  }

  private Answers answers(ResourceName name, Account account, Observations all) {
    Standing units = asUnits(name, account, all);
    return new Answers(
        units,
        account.lost || account.patches.why().isPresent() ? units : asNumber(name, account, all),
        holder(name, units, account, all),
        account.lost);
  }

  private Standing asUnits(ResourceName name, Account account, Observations all) {
    if (account.lost) {
      return new Standing.Taken(
          all.devices(name)
              .filter(devices -> devices.whose() == Whose.OTHERS)
              .map(Ledger::theirs)
              .orElse(
                  "the Node shows %s of it, a number of another plugin"
                      .formatted(all.capacity(name))));
    }
    if (account.patches.why().isPresent()) {
      return new Standing.Taken(account.patches.why().get());
    }
    Publication ours = all.endpoint(name);
    Standing known =
        all.devices(name)
            .map(devices -> registered(name, devices, account, all))
            .orElseGet(() -> withoutDevices(name, all));
    boolean serving = ours != null && (ours.streams() > 0 || !(known instanceof Standing.Taken));
    return serving ? new Standing.Ours(true) : known;
  }

  /** The kubelet does not know the name, so a number of it has been written into the status. */
  private static Standing withoutDevices(ResourceName name, Observations all) {
    return all.foreignWriter(name)
        .<Standing>map(by -> new Standing.Taken(patched(by, name, all)))
        .orElse(Standing.FREE);
  }

  /** The kubelet knows the name as a device plugin's, and this plugin does not serve it. */
  private Standing registered(
      ResourceName name, DeviceIds devices, Account account, Observations all) {
    if (devices.whose() != Whose.OTHERS && all.isMarked(name)) {
      return new Standing.Ours(true);
    }
    return switch (devices.whose()) {
      case OURS -> new Standing.Ours(true);
      case NUMBERED, OTHERS ->
          all.isIdle(name)
              ? gone(account, RESPITE, theirs(devices))
              : new Standing.Taken(theirs(devices));
      case NOBODYS -> {
        if (account.others) {
          // A kubelet that has started again knows no device until its plugin has registered.
          yield gone(account, RESPITE, "another plugin served it, which has no devices now");
        }
        yield all.isIdle(name)
            ? gone(account, SHORT_RESPITE, "a plugin served it that has no devices any more")
            : new Standing.Ours(true);
      }
    };
  }

  private Standing gone(Account account, Duration respite, String who) {
    long since = account.idleSince.orElse(now);
    return isOver(since, respite)
        ? new Standing.Ours(true)
        : new Standing.Remembered(
            "%s; no unit is allocatable: this plugin takes it over when that lasts for %d s"
                .formatted(who, respite.toSeconds()),
            since + respite.toNanos());
  }

  private static String theirs(DeviceIds devices) {
    return "another plugin serves it, with devices such as '%s'".formatted(devices.sample());
  }

  /**
   * A kubelet that knows a name as a device plugin's writes its own number with every status, as
   * long as that plugin lives and for five minutes after (docs/kubelet.md 2.1, 5).
   */
  private Standing asNumber(ResourceName name, Account account, Observations all) {
    if (all.endpoints().containsKey(name)) {
      return new Standing.Remembered(
          "its units are still registered with the kubelet", Long.MAX_VALUE);
    }
    if (account.leftAt.filter(at -> !isOver(at, FORGETTING)).isPresent()) {
      long at = account.leftAt.get();
      return new Standing.Remembered(
          "its device plugin was withdrawn; the kubelet remembers it for five minutes",
          at + FORGETTING.toNanos());
    }
    if (account.overwrittenUntil.isPresent()) {
      return new Standing.Taken(account.overwritten);
    }
    Observations.Written written = all.written().get(name);
    if (written != null && all.shows(name, written.units())) {
      return new Standing.Ours(false);
    }
    Optional<DeviceIds> devices = all.devices(name);
    if (devices.isEmpty()) {
      return all.isMarked(name) ? new Standing.Ours(false) : withoutDevices(name, all);
    }
    if (registered(name, devices.get(), account, all) instanceof Standing.Taken taken) {
      return taken;
    }
    return new Standing.Remembered(
        "the kubelet still remembers its device plugin, for five minutes at most",
        account.knownSince.orElse(now) + FORGETTING.toNanos());
  }

  private Optional<Reason> holder(
      ResourceName name, Standing units, Account account, Observations all) {
    return switch (units) {
      case Standing.Ours _ -> Optional.empty();
      case Standing.Taken(String why) -> Optional.of(contended(name + ": " + why));
      case Standing.Remembered(String why, long _) -> Optional.of(remembered(name + ": " + why));
      case Standing.Free() -> unaccounted(name, account, all);
    };
  }

  private static Reason contended(String why) {
    return new Reason(Reason.Kind.CONTENDED, why);
  }

  private static Reason remembered(String why) {
    return new Reason(Reason.Kind.REMEMBERED, why);
  }

  private Optional<Reason> unaccounted(ResourceName name, Account account, Observations all) {
    Optional<String> writer = all.node().writer(name);
    if (all.capacity(name).signum() == 0
        || all.isMarked(name)
        // The kubelet wrote the number, but its checkpoint no longer has the name, so it will not
        // write the number again.
        || (all.checkpoint().readable() && writer.equals(Optional.of("kubelet")))) {
      return Optional.empty();
    }
    if (all.isIdle(name)) {
      return gone(account, SHORT_RESPITE, "a plugin that has gone advertised it")
              instanceof Standing.Remembered(String why, long _)
          ? Optional.of(remembered(name + ": " + why))
          : Optional.empty();
    }
    return Optional.of(
        contended(
            "the Node has %s of %s, which another plugin serves"
                .formatted(all.capacity(name).toPlainString(), name)));
  }

  private Answers answers(ResourceName name) {
    return answers.getOrDefault(name, Answers.NO_SIGN);
  }

  @Override
  public Standing standing(ResourceName name, Route route) {
    return switch (route) {
      case DEVICE_PLUGIN -> answers(name).units();
      case NODE_STATUS -> answers(name).number();
    };
  }

  /**
   * Why {@code name} cannot be the count of made-up cards. A real plugin on the Node may serve such
   * a name, so a number that no other sign explains also counts as another plugin's.
   */
  public Optional<Reason> holder(ResourceName name) {
    return answers(name).holder();
  }

  /** Those of {@code names} that another plugin has taken while this plugin serves them. */
  public Set<ResourceName> lost(Collection<ResourceName> names) {
    return names.stream().filter(name -> answers(name).lost()).collect(Collectors.toSet());
  }

  /** The time until an answer may change although nothing happens; empty when none can. */
  public Optional<Duration> next() {
    return accounts.values().stream()
        .flatMap(Ledger::ends)
        .map(end -> end - now)
        .filter(rest -> rest > 0)
        .min(Long::compare)
        .map(Duration::ofNanos);
  }

  private static Stream<Long> ends(Account account) {
    return Stream.of(
            end(account.strangeSince, PATIENCE),
            end(account.idleSince, SHORT_RESPITE),
            end(account.idleSince, RESPITE),
            end(account.leftAt, FORGETTING),
            end(account.knownSince, FORGETTING),
            account.overwrittenUntil,
            account.patches.end())
        .flatMap(Optional::stream);
  }

  private static Optional<Long> end(Optional<Long> since, Duration after) {
    return since.map(at -> at + after.toNanos());
  }
}
