package io.hami.mock.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

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
    line("at " + wishes.counts() + " units", "no plugin", Binary::name);
    String first = " at " + Wishes.text(wishes.units().getFirst());
    lines.add("| --- ".repeat(2 + wishes.binaries().size()) + "|");
    row("exec to all units known, s: median (max) of " + wishes.rounds(), this::starts);
    row("annotation changed to known, s: p50, p99" + first, of -> of.changes().percentiles());
    row(
        "kubelet restarted to known, s: median (max)" + first,
        of -> of.recoveries().medianAndMax());
    atRest("kubelet's CPU, s/min", "%.2f", Rest::kubeletCpu);
    atRest("kubelet's writes, KiB/min", "%,.0f", rest -> rest.kubeletBytes() / 1024);
    row(
        "API requests beyond those without a plugin, 1/min",
        of ->
            each(
                of,
                rest ->
                    String.format(
                        Locale.ROOT, "%.1f", Math.max(0, rest.requests() - baseline.requests()))));
    row("resident, MiB (proportional, anonymous)", of -> own(of, own -> memory(own.memory())));
    row(
        "CPU, s/min (% of a core)",
        of ->
            own(
                of,
                own -> String.format(Locale.ROOT, "%.2f (%.2f)", own.cpu(), own.cpu() / 60 * 100)));
    row("threads", of -> own(of, own -> Long.toString(own.threads())));
    row(
        "SIGTERM to its end, s: median (max), sockets left",
        of -> of.ends().medianAndMax() + ", " + of.socketsLeft());
  }

  private String starts(Findings of) {
    return String.join(
        " / ", wishes.units().stream().map(units -> of.starts(units).medianAndMax()).toList());
  }

  private static String memory(ProcessFigures.Memory memory) {
    return String.format(
        Locale.ROOT,
        "%d (%d, %d)",
        memory.resident() / 1024,
        memory.proportional() / 1024,
        memory.anonymous() / 1024);
  }

  private void atRest(String label, String format, Function<Rest, Double> figure) {
    Function<Rest, String> text = rest -> String.format(Locale.ROOT, format, figure.apply(rest));
    line(
        "at rest: " + label,
        text.apply(baseline),
        binary -> each(findings.getOrDefault(binary, new Findings()), text));
  }

  private void row(String label, Function<Findings, String> cell) {
    line(label, "", binary -> cell.apply(findings.getOrDefault(binary, new Findings())));
  }

  private String own(Findings of, Function<Rest.Own, String> figure) {
    return each(of, rest -> rest.own().map(figure).orElse(""));
  }

  private String each(Findings of, Function<Rest, String> figure) {
    return String.join(
        " / ",
        wishes.units().stream()
            .map(units -> of.rests().get(units) instanceof Rest rest ? figure.apply(rest) : "-")
            .toList());
  }

  private void line(String label, String first, Function<Binary, String> cell) {
    StringBuilder line = new StringBuilder("| " + label + " | " + first + " |");
    for (Binary binary : wishes.binaries()) {
      line.append(' ').append(cell.apply(binary)).append(" |");
    }
    lines.add(line.toString());
  }
}
