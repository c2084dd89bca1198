// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;

/** A file with one line of JSON for each run, the latest last. */
public final class HistoryFile {
  /**
   * What the history keeps of one run.
   *
   * @param commit of head; empty where that is not known
   * @param date when the run ended, ISO 8601 in UTC
   * @param seed of all orders; null where nothing was run
   * @param benchmarks the scores that have a value
   */
  public record PastRun(String commit, String date, Long seed, List<Point> benchmarks) {
    /**
     * A benchmark's score as a cost: a throughput is inverted.
     *
     * @param benchmark its full name with parameters and mode
     * @param unit of the costs
     * @param base null where it has none, as all other numbers
     * @param ratio head by base
     */
    public record Point(
        String benchmark,
        String unit,
        Double base,
        Double head,
        Double ratio,
        Double lower,
        Double upper,
        Verdict verdict) {
      private static Point of(Comparison each) {
        Metric metric = each.metric();
        return new Point(
            each.key().full(),
            metric.costUnit(),
            finite(metric.cost(each.baseValue())),
            finite(metric.cost(each.headValue())),
            each.estimate().map(known -> finite(known.ratio())).orElse(null),
            each.estimate().map(known -> finite(known.lower())).orElse(null),
            each.estimate().map(known -> finite(known.upper())).orElse(null),
            each.verdict());
      }

      private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
      }
    }

    public PastRun {
      benchmarks = List.copyOf(benchmarks);
    }

    /** Of a suite. */
    public static PastRun of(SuiteResult suite, String commit, String date, Long seed) {
      return new PastRun(
          commit,
          date,
          seed,
          suite.comparisons().stream()
              .filter(each -> each.metric().isScore())
              .map(Point::of)
              .filter(point -> point.head() != null)
              .toList());
    }
  }

  private HistoryFile() {}

  /**
   * All runs in it; none if it is not there.
   *
   * @throws BadInput if a line does not describe a run
   */
  public static List<PastRun> read(Path file) throws BadInput, IOException {
    List<PastRun> runs = new ArrayList<>();
    if (Files.exists(file)) {
      int number = 0;
      for (String line : lines(file)) {
        number++;
        if (!line.isBlank()) {
          runs.add(JsonText.read(file + ", line " + number, line, PastRun.class));
        }
      }
    }
    return runs;
  }

  private static List<String> lines(Path file) throws BadInput, IOException {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException e) {
      throw new BadInput(file + ": not in UTF-8");
    }
  }

  /** Adds a line for a run. */
  public static void append(Path file, PastRun run) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent());
    boolean cut = Files.exists(file) && !Files.readString(file).matches("(?s)|.*\\n");
    Files.write(
        file,
        ((cut ? "\n" : "") + JsonText.line(run) + "\n").getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
