package io.hami.mock.node;

import io.hami.mock.port.Backoff;
import io.hami.mock.port.CleanedNode;
import io.hami.mock.port.CleanedNode.Item;
import io.hami.mock.port.CleanedNode.Outcome;
import io.hami.mock.port.Leftover;
import io.hami.mock.port.ListedNode;
import io.hami.mock.port.NodeWriter.Answer;
import io.hami.mock.port.NodeWriter.Release;
import io.hami.mock.port.Nodes;
import io.hami.mock.port.Nodes.Part;
import io.hami.mock.port.Nodes.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Removes what this plugin has left on Nodes, for the time after it was uninstalled. Nodes are read
 * page by page, and only those with something of ours are kept until the page is done. After a pass
 * that has removed something the Nodes are read again: a plugin that still runs writes everything
 * again, which must not be reported as done.
 */
public final class Cleanup {
  /** How many Nodes are written at the same time. */
  static final int AT_ONCE = 8;

  /** How often a request is made that fails, or whose Node changes meanwhile. */
  static final int ATTEMPTS = 5;

  /** How often the Nodes are read. The last pass removes nothing. */
  static final int PASSES = 4;

  /** The wait before the second pass; a plugin that runs has written by then. It doubles. */
  static final Duration FIRST_PASS_PAUSE = Duration.ofSeconds(3);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

  private static final String COMES_BACK =
      "it is written again each time it is removed: the plugin still runs there; delete its"
          + " DaemonSet first";

  private final Nodes nodes;
  private final Pause pause;
  private final Consumer<CleanedNode> report;

  /** The Nodes that are not looked at again: nothing was removed, or something could not be. */
  private final Set<String> settled = new HashSet<>();

  /** Waits. */
  @FunctionalInterface
  public interface Pause {
    void sleep(Duration time) throws InterruptedException;
  }

  /**
   * @param report is given each Node that has something of ours, on the thread that calls {@link
   *     #run}
   */
  public Cleanup(Nodes nodes, Pause pause, Consumer<CleanedNode> report) {
    this.nodes = nodes;
    this.pause = pause;
    this.report = report;
  }

  /**
   * Looks at the Nodes and removes what is ours; returns when that is done or was tried often
   * enough.
   *
   * @param dryRun only report, and write nothing
   * @return how many Nodes there are
   * @throws IOException when the Nodes cannot be read
   */
  public int run(Scope scope, boolean dryRun) throws IOException, InterruptedException {
    try (ExecutorService threads =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().name("cleanup-", 0).factory())) {
      if (dryRun) {
        return pass(scope, threads, Cleanup::found).seen();
      }
      Passed first = pass(scope, threads, this::clean);
      Passed last = first;
      Backoff pauses = new Backoff(FIRST_PASS_PAUSE, FIRST_PASS_PAUSE.multipliedBy(1 << PASSES));
      for (int pass = 2; pass <= PASSES && last.wrote(); pass++) {
        pause.sleep(pauses.next());
        last = pass(scope, threads, pass < PASSES ? this::clean : Cleanup::comesBack);
      }
      return first.seen();
    }
  }

  /**
   * @param seen how many Nodes were read
   * @param wrote whether something was removed
   */
  private record Passed(int seen, boolean wrote) {}

  /** What is done with a Node that has something of ours. */
  @FunctionalInterface
  private interface Step {
    CleanedNode take(ListedNode node) throws InterruptedException;
  }

  private Passed pass(Scope scope, ExecutorService threads, Step step)
      throws IOException, InterruptedException {
    return switch (scope) {
      case Scope.One(String name) -> {
        Optional<ListedNode> node = attempted(() -> nodes.get(name));
        List<ListedNode> found = new ArrayList<>();
        node.filter(this::isToDo).ifPresent(found::add);
        yield new Passed(node.isPresent() ? 1 : 0, all(found, threads, step));
      }
      case Scope.Selected selected -> pages(selected, threads, step);
    };
  }

  private Passed pages(Scope.Selected scope, ExecutorService threads, Step step)
      throws IOException, InterruptedException {
    boolean wrote = false;
    for (int attempt = 1; ; attempt++) {
      int seen = 0;
      try {
        String from = "";
        do {
          Page page = page(scope, from);
          seen += page.read();
          wrote |= all(page.found(), threads, step);
          from = page.next();
        } while (!from.isEmpty());
        return new Passed(seen, wrote);
      } catch (Nodes.ExpiredException expired) {
        // Nothing is left on the Nodes that are done, so beginning again costs only the reading.
        if (attempt == ATTEMPTS) {
          throw expired;
        }
      }
    }
  }

  /**
   * @param read how many Nodes the page had
   * @param found those with something of ours
   * @param next where the next page begins; empty where there is none
   */
  private record Page(int read, List<ListedNode> found, String next) {}

  private Page page(Scope.Selected scope, String from) throws IOException, InterruptedException {
    return attempted(
        () -> {
          AtomicInteger read = new AtomicInteger();
          List<ListedNode> found = new ArrayList<>();
          String next =
              nodes.page(
                  scope,
                  from,
                  node -> {
                    read.incrementAndGet();
                    if (isToDo(node)) {
                      found.add(node);
                    }
                  });
          return new Page(read.get(), found, next);
        });
  }

  /** Whether something is left, and the Node was not settled in an earlier pass. */
  private boolean isToDo(ListedNode node) {
    return !settled.contains(node.facts().name()) && !Remains.of(node).isEmpty();
  }

  private boolean all(List<ListedNode> found, ExecutorService threads, Step step)
      throws InterruptedException {
    boolean wrote = false;
    List<Callable<CleanedNode>> tasks =
        found.stream().map(node -> (Callable<CleanedNode>) () -> step.take(node)).toList();
    for (Future<CleanedNode> task : threads.invokeAll(tasks)) {
      CleanedNode cleaned = result(task);
      report.accept(cleaned);
      boolean removed = has(cleaned, Outcome.Removed.class);
      if (!removed || has(cleaned, Outcome.Failed.class)) {
        settled.add(cleaned.name());
      }
      wrote |= removed;
    }
    return wrote;
  }

  private static boolean has(CleanedNode cleaned, Class<? extends Outcome> outcome) {
    return cleaned.items().stream().map(Item::outcome).anyMatch(outcome::isInstance);
  }

  private static CleanedNode result(Future<CleanedNode> task) throws InterruptedException {
    try {
      return task.get();
    } catch (ExecutionException failure) {
      throw new IllegalStateException(failure.getCause());
    }
  }

  private static CleanedNode found(ListedNode node) {
    return each(node, new Outcome.Found());
  }

  private static CleanedNode comesBack(ListedNode node) {
    return each(node, new Outcome.Failed(COMES_BACK));
  }

  private static CleanedNode each(ListedNode node, Outcome outcome) {
    Remains remains = Remains.of(node);
    List<Item> items = new ArrayList<>();
    for (Part part : Part.values()) {
      items.addAll(items(remains.of(part), outcome));
    }
    items.addAll(remains.kept());
    return new CleanedNode(node.facts().name(), items);
  }

  private CleanedNode clean(ListedNode node) throws InterruptedException {
    List<Item> items = new ArrayList<>();
    for (Part part : Part.values()) {
      items.addAll(clean(node, part));
    }
    items.addAll(Remains.of(node).kept());
    return new CleanedNode(node.facts().name(), items);
  }

  private List<Item> clean(ListedNode node, Part part) throws InterruptedException {
    String name = node.facts().name();
    Optional<ListedNode> now = Optional.of(node);
    Backoff pauses = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    for (int attempt = 1; ; attempt++) {
      List<Leftover> ours = now.map(Remains::of).map(left -> left.of(part)).orElse(List.of());
      if (ours.isEmpty()) {
        // Somebody else has removed it, or the whole Node.
        return List.of();
      }
      String why;
      switch (nodes.remove(name, part, ours)) {
        case Answer.Written() -> {
          return items(ours, new Outcome.Removed());
        }
        case Answer.Forbidden(String missing) -> {
          return items(ours, new Outcome.Failed(missing));
        }
        case Release.Changed() -> why = "another writer keeps changing it; run cleanup again";
        case Answer.Failed(String failure) -> why = failure;
      }
      if (attempt == ATTEMPTS) {
        return items(ours, new Outcome.Failed(why));
      }
      pause.sleep(pauses.next());
      now = again(name, now);
    }
  }

  /** The Node as it is now; as it was where it cannot be read. */
  private Optional<ListedNode> again(String name, Optional<ListedNode> before) {
    try {
      return nodes.get(name);
    } catch (IOException _) {
      return before;
    }
  }

  private static List<Item> items(List<Leftover> leftovers, Outcome outcome) {
    return leftovers.stream().map(leftover -> new Item(leftover, outcome)).toList();
  }

  /** A request that reads. */
  @FunctionalInterface
  private interface Reading<T> {
    T read() throws IOException;
  }

  /** Reads several times if the API server does not answer. */
  private <T> T attempted(Reading<T> reading) throws IOException, InterruptedException {
    Backoff pauses = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    for (int attempt = 1; ; attempt++) {
      try {
        return reading.read();
      } catch (Nodes.ExpiredException
          | Nodes.ForbiddenException
          | Nodes.BadSelectorException settled) {
        throw settled;
      } catch (IOException failure) {
        if (attempt == ATTEMPTS) {
          throw failure;
        }
      }
      pause.sleep(pauses.next());
    }
  }
}
