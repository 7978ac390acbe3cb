package io.hami.mock.annotation;

import io.hami.mock.model.Card;
import java.util.List;
import java.util.Map;
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

/** A register annotation as a vendor's plugin writes it, read at each change of the Node. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecodingBenchmark {
  @Param({"JSON", "TEXT", "METAX_SGPU", "ENFLAME_DRS"})
  public Encoding encoding = Encoding.JSON;

  /** A node of today, and one of four HGX trays. */
  @Param({"8", "64"})
  public int cards;

  private String annotation = "";

  @Setup
  public void write() {
    List<Card> described =
        IntStream.range(0, cards)
            .mapToObj(
                index ->
                    new Card(
                        "GPU-7c1f0e55-9a3b-4d64-8a43-%012x".formatted(index),
                        index,
                        10,
                        81_920,
                        100,
                        "NVIDIA-NVIDIA H100 80GB HBM3",
                        index / 4,
                        "hami-core",
                        true))
            .toList();
    annotation =
        switch (encoding) {
          case JSON, JSON_OR_TEXT -> CardTexts.json(described, "NVIDIA", _ -> Map.of());
          case TEXT -> CardTexts.nineFields(described);
          case METAX_SGPU -> CardTexts.metax(described);
          case ENFLAME_DRS -> CardTexts.enflame(described);
        };
    if (encoding.decode(annotation) instanceof Decoded.Malformed malformed) {
      throw new IllegalStateException(malformed.toString());
    }
  }

  @Benchmark
  public Decoded decode() {
    return encoding.decode(annotation);
  }
}
