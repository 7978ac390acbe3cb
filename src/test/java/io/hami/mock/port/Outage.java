package io.hami.mock.port;

import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Something outside of which one call fails, each time, from the outage's beginning to its end. May
 * be used from any thread.
 */
public final class Outage {
  /** The ways in which a call can fail. */
  public enum Way {
    /** It throws an exception that nobody has declared. */
    EXCEPTION,
    /** It throws an Error. */
    ERROR,
    /** It does nothing until the outage has ended. */
    HANG,
    /** It answers with something that makes no sense. */
    GARBAGE
  }

  /** One call to the outside. */
  public record Point(Class<?> port, String method) {
    boolean is(Class<?> type, Method called) {
      return port == type && method.equals(called.getName());
    }

    @Override
    public String toString() {
      return port.getSimpleName() + "." + method;
    }
  }

  /** A call as it would be without the outage. */
  @FunctionalInterface
  public interface Call {
    @Nullable Object run() throws Throwable;

    /** Makes the call late, and hides no failure. */
    default void make() {
      try {
        run();
      } catch (Throwable failure) {
        throw new AssertionError(failure);
      }
    }
  }

  /** What happens in the place of a call. */
  @FunctionalInterface
  public interface Instead {
    @Nullable Object of(Call call, Method method, Object[] arguments) throws Throwable;
  }

  /** What a call throws. */
  public static final class Injected extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  /** What a call throws. */
  public static final class InjectedError extends Error {
    private static final long serialVersionUID = 1;
  }

  private final Way way;
  private final Instead garbage;
  private final Set<Class<?>> blocking;
  private final Queue<Call> late = new ConcurrentLinkedQueue<>();
  private final AtomicInteger hits = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile Optional<Point> point = Optional.empty();

  /**
   * @param garbage answers in the way {@link Way#GARBAGE}
   * @param blocking the ports whose calls block: one that hangs does so until the end, or until its
   *     thread is interrupted. A call of another port that hangs returns at once, and is made at
   *     the end; where it answers with a future, that is complete then
   */
  public Outage(Way way, Instead garbage, Class<?>... blocking) {
    this.way = way;
    this.garbage = garbage;
    this.blocking = Set.of(blocking);
  }

  /** The calls of {@code ports}. */
  public static Stream<Point> points(Class<?>... ports) {
    return Stream.of(ports)
        .flatMap(
            port -> Stream.of(port.getMethods()).map(method -> new Point(port, method.getName())))
        .distinct();
  }

  public void begin(Point at) {
    point = Optional.of(at);
  }

  /** Ends it, and returns the calls that are to be made now. */
  public List<Call> end() {
    point = Optional.empty();
    over.countDown();
    List<Call> calls = List.copyOf(late);
    late.clear();
    return calls;
  }

  /** How many calls have failed. */
  public int hits() {
    return hits.get();
  }

  /** How many threads wait for the end. */
  public int waiting() {
    return over.getCount() == 0 ? 0 : waiting.get();
  }

  /** The port {@code real}, with the outage in it. */
  public <P> P in(Class<P> type, P real) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, given) -> {
              Object[] arguments = given == null ? new Object[0] : given;
              Call call = () -> call(real, method, arguments);
              if (point.filter(at -> at.is(type, method)).isEmpty()) {
                return call.run();
              }
              hits.incrementAndGet();
              return switch (way) {
                case EXCEPTION -> throw new Injected();
                case ERROR -> throw new InjectedError();
                case HANG -> blocking.contains(type) ? block(call) : putOff(call, method);
                case GARBAGE -> garbage.of(call, method, arguments);
              };
            }));
  }

  @SuppressWarnings("FutureReturnValueIgnored") // It is the proxy's answer.
  private @Nullable Object putOff(Call call, Method method) {
    if (method.getReturnType() != CompletableFuture.class) {
      late.add(call);
      return null;
    }
    CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
    late.add(
        () ->
            call.run() instanceof CompletableFuture<?> real ? answer.complete(real.join()) : null);
    return answer;
  }

  private @Nullable Object block(Call call) throws Throwable {
    waiting.incrementAndGet();
    try {
      over.await();
    } catch (InterruptedException interrupted) {
      throw new InterruptedIOException(interrupted.toString());
    } finally {
      waiting.decrementAndGet();
    }
    return call.run();
  }

  private static @Nullable Object call(Object real, Method method, Object[] arguments)
      throws Throwable {
    try {
      return method.invoke(real, arguments);
    } catch (InvocationTargetException failure) {
      throw failure.getCause() instanceof Throwable cause ? cause : failure;
    }
  }
}
