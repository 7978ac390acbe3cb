package io.hami.mock.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What was measured as Markdown: a row for each question, a column for each binary. */
final class Table {
  private final Wishes wishes;
  private final Rest baseline;
  private final Map<Binary, Findings> findings;
  private final List<String> lines = new ArrayList<>();

  private Table(Wishes wishes, Rest baseline, Map<Binary, Findings> findings) {
    this.wishes = wishes;
    this.baseline = baseline;
    this.findings = findings;
  }

  static String of(Wishes wishes, Rest baseline, Map<Binary, Findings> findings) {
    Table table = new Table(wishes, baseline, findings);
    table.write();
    return String.join("\n", table.lines);
  }

  private void write() {
    line(
        "at " + wishes.counts() + " units",
        "no plugin",
        Binary::name,
        other -> ratio(other.name()));
    String first = " at " + Wishes.text(wishes.units().getFirst());
    lines.add("| --- ".repeat(2 * wishes.binaries().size() + 1) + "|");
    row(
        "exec to all units known, s: median (range) of " + wishes.rounds(),
        of ->
            new Cell(
                each(units -> of.starts(units).medianAndRange()),
                figures(units -> of.starts(units).median())));
    row(
        "annotation changed to known, s: p50, p99" + first,
        of -> new Cell(of.changes().percentiles(), List.of(of.changes().median())));
    row(
        "kubelet restarted to known, s: median (range)" + first,
        of -> new Cell(of.recoveries().medianAndRange(), List.of(of.recoveries().median())));
    atRest("kubelet's CPU, s/min", "%.2f", Rest::kubeletCpu);
    atRest("kubelet's writes, KiB/min", "%,.0f", rest -> rest.kubeletBytes() / 1024);
    rest(
        "API requests beyond those without a plugin, 1/min",
        rest -> number("%.1f", Math.max(0, rest.requests() - baseline.requests())),
        rest -> Math.max(0, rest.requests() - baseline.requests()));
    own(
        "resident, MiB (proportional, anonymous)",
        own -> memory(own.memory()),
        own -> own.memory().resident());
    own(
        "CPU, s/min (% of a core)",
        own -> number("%.2f", own.cpu()) + number(" (%.2f)", own.cpu() / 60 * 100), Rest.Own::cpu);
    own("threads", own -> Long.toString(own.threads()), Rest.Own::threads);
    row(
        "SIGTERM to its end, s: median (range), sockets left",
        of ->
            new Cell(
                of.ends().medianAndRange() + ", " + of.socketsLeft(), List.of(of.ends().median())));
  }

  /**
   * What a row says of one binary.
   *
   * @param figures what ratios are made of, one for each count of units, or one
   */
  private record Cell(String text, List<OptionalDouble> figures) {
    /** How many times {@code other} this is; - where one of them has no figure. */
    String over(Cell other) {
      return IntStream.range(0, Math.min(figures.size(), other.figures.size()))
          .mapToObj(
              index -> {
                double ours = figures.get(index).orElse(Double.NaN);
                double theirs = other.figures.get(index).orElse(Double.NaN);
                return theirs > 0 && ours >= 0 ? number("%.2f", ours / theirs) : "-";
              })
          .collect(Collectors.joining(" / "));
    }
  }

  private static String ratio(String other) {
    return "times " + other;
  }

  private void atRest(String label, String format, ToDoubleFunction<Rest> figure) {
    Function<Rest, String> text = rest -> number(format, figure.applyAsDouble(rest));
    row("at rest: " + label, text.apply(baseline), of -> cell(of, text, figure));
  }

  private void rest(String label, Function<Rest, String> text, ToDoubleFunction<Rest> figure) {
    row(label, "", of -> cell(of, text, figure));
  }

  private void own(
      String label, Function<Rest.Own, String> text, ToDoubleFunction<Rest.Own> figure) {
    rest(
        label,
        rest -> rest.own().map(text).orElse(""),
        rest -> rest.own().map(figure::applyAsDouble).orElse(Double.NaN));
  }

  private Cell cell(Findings of, Function<Rest, String> text, ToDoubleFunction<Rest> figure) {
    return new Cell(
        each(units -> of.rests().get(units) instanceof Rest rest ? text.apply(rest) : "-"),
        figures(
            units ->
                of.rests().get(units) instanceof Rest rest
                    ? OptionalDouble.of(figure.applyAsDouble(rest))
                    : OptionalDouble.empty()));
  }

  private String each(IntFunction<String> text) {
    return wishes.units().stream().map(text::apply).collect(Collectors.joining(" / "));
  }

  private List<OptionalDouble> figures(IntFunction<OptionalDouble> figure) {
    return wishes.units().stream().map(figure::apply).toList();
  }

  private static String memory(ProcessFigures.Memory memory) {
    return "%d (%d, %d)"
        .formatted(
            memory.resident() / 1024, memory.proportional() / 1024, memory.anonymous() / 1024);
  }

  private static String number(String format, double figure) {
    return String.format(Locale.ROOT, format, figure);
  }

  private void row(String label, Function<Findings, Cell> cell) {
    row(label, "", cell);
  }

  private void row(String label, String first, Function<Findings, Cell> cell) {
    Function<Binary, Cell> of = binary -> cell.apply(findings.getOrDefault(binary, new Findings()));
    Cell ours = of.apply(wishes.binaries().getFirst());
    line(label, first, binary -> of.apply(binary).text(), other -> ours.over(of.apply(other)));
  }

  /** A column for each binary, and one of ratios after each but the first, which is this one. */
  private void line(
      String label, String first, Function<Binary, String> cell, Function<Binary, String> ratio) {
    StringBuilder line = new StringBuilder("| " + label + " | " + first + " |");
    for (Binary binary : wishes.binaries()) {
      line.append(' ').append(cell.apply(binary)).append(" |");
      if (!binary.equals(wishes.binaries().getFirst())) {
        line.append(' ').append(ratio.apply(binary)).append(" |");
      }
    }
    lines.add(line.toString());
  }
}
