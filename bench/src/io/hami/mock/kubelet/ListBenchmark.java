package io.hami.mock.kubelet;

import io.hami.mock.model.Advertisement;
import io.hami.mock.model.CardUnits;
import io.hami.mock.model.Units;
import io.hami.mock.reconcile.ManualLoop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A resource's list from what is wanted to the bytes that the kubelet gets. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ListBenchmark {
  private static final int CARDS = 8;

  /** README's two cards, about what the Go plugin can list, and all that a frame holds. */
  @Param({"65536", "119000", "262408"})
  public int units;

  private final Frame.Marshaller marshaller = new Frame.Marshaller();
  private final ByteArrayOutputStream wire = new ByteArrayOutputStream();
  private Advertisement wanted = Advertisement.of(Units.NONE);
  private Listing all = Listing.EMPTY;
  private Listing fewer = Listing.EMPTY;
  private Listing cards = Listing.EMPTY;
  private Frame frame = Frame.of(Listing.EMPTY);
  private UnitList list = unitList();
  private boolean shrunk;

  private static UnitList unitList() {
    return new UnitList(
        new ManualLoop(), Duration.ofSeconds(10), _ -> false, UnitList.Pace.FREE, () -> {});
  }

  @Setup
  public void fill() {
    List<CardUnits> shares =
        IntStream.range(0, CARDS)
            .mapToObj(
                card ->
                    new CardUnits(
                        "GPU-" + card,
                        card / 4,
                        card != 3,
                        units / CARDS + (card == 0 ? units % CARDS : 0)))
            .toList();
    wanted = new Advertisement(new Units(units, units - shares.get(3).units()), shares, false);
    all = Listing.of(units, units);
    fewer = Listing.of(units - 1, units - 1);
    cards = Listing.of(wanted, _ -> false);
    frame = Frame.of(all);
    list = unitList();
    list.aim(all, false);
    shrunk = false;
  }

  /** The units of nobody in particular: one run. */
  @Benchmark
  public Object encode() {
    return Frame.of(all);
  }

  /** Card by card, one of them ill. */
  @Benchmark
  public Object encodeCards() {
    return Frame.of(cards);
  }

  @Benchmark
  public Object listCards() {
    return Listing.of(wanted, _ -> false);
  }

  /** What a changed annotation costs in all: one unit goes, or comes back. */
  @Benchmark
  public Object change() {
    shrunk = !shrunk;
    list.aim(shrunk ? fewer : all, true);
    return list.frame();
  }

  /** What each further stream costs: gRPC copies the frame's bytes out, here into memory. */
  @Benchmark
  public int send() throws IOException {
    wire.reset();
    try (InputStream bytes = marshaller.stream(frame)) {
      bytes.transferTo(wire);
    }
    return wire.size();
  }
}
