// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Estimate;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;

/** A suite's figures in flat files that other programs read. */
public final class Exports {
  private Exports() {}

  /**
   * A comparison as a row of a table, with the names that {@code report.json} uses. A cell without
   * a value is empty.
   *
   * @param params {@code size=10, kind=a}
   * @param base mean over the forks, in the metric's unit
   * @param baseScatter standard deviation between forks, a share of their mean
   * @param ratio cost of head by cost of base
   * @param difference in {@code costUnit}
   */
  public record CsvReport(
      String benchmark,
      String mode,
      int threads,
      String params,
      String metric,
      String unit,
      Verdict verdict,
      int baseForks,
      int headForks,
      Double base,
      Double baseScatter,
      Double head,
      Double headScatter,
      String method,
      Double ratio,
      Double lower,
      Double upper,
      Double confidence,
      Double difference,
      Double differenceLower,
      Double differenceUpper,
      String costUnit,
      Double margin,
      Double p,
      Double adjustedP,
      Integer forksNeeded,
      String notes) {
    private static final CsvMapper CSV =
        CsvMapper.csvBuilder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

    /** Writes a suite to a file, one row for each comparison. */
    public static void write(SuiteResult suite, Path file) throws IOException {
      Report.write(file, text(suite));
    }

    static String text(SuiteResult suite) {
      try {
        return CSV.writer(CSV.schemaFor(CsvReport.class).withHeader())
            .writeValueAsString(suite.comparisons().stream().map(CsvReport::of).toList());
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("rows of values can always be written", e);
      }
    }

    private static CsvReport of(Comparison each) {
      BenchmarkKey key = each.key();
      Optional<Estimate> known = each.estimate();
      return new CsvReport(
          key.benchmark(),
          key.mode(),
          key.threads(),
          key.params().entrySet().stream()
              .map(param -> param.getKey() + "=" + param.getValue())
              .collect(Collectors.joining(", ")),
          each.metric().name(),
          each.metric().unit(),
          each.verdict(),
          each.base().size(),
          each.head().size(),
          finite(each.baseValue()),
          finite(Comparison.scatter(each.base())),
          finite(each.headValue()),
          finite(Comparison.scatter(each.head())),
          known.map(estimate -> estimate.method().toString()).orElse(null),
          known.map(estimate -> finite(estimate.ratio())).orElse(null),
          known.map(estimate -> finite(estimate.lower())).orElse(null),
          known.map(estimate -> finite(estimate.upper())).orElse(null),
          known.map(Estimate::confidence).orElse(null),
          known.map(estimate -> finite(estimate.difference())).orElse(null),
          known.map(estimate -> finite(estimate.differenceLower())).orElse(null),
          known.map(estimate -> finite(estimate.differenceUpper())).orElse(null),
          known.map(Estimate::costUnit).orElse(null),
          known.map(estimate -> finite(estimate.margin())).orElse(null),
          known.map(estimate -> finite(estimate.p())).orElse(null),
          known.map(estimate -> finite(estimate.adjustedP())).orElse(null),
          known.map(Estimate::forksNeeded).orElse(null),
          String.join("; ", each.notes()));
    }

    private static Double finite(double value) {
      return Double.isFinite(value) ? value : null;
    }
  }

  /**
   * A score of head as github-action-benchmark reads it with {@code tool: customSmallerIsBetter}: a
   * cost, so that a throughput is inverted.
   *
   * @param name the benchmark's full name with parameters and mode
   * @param range standard deviation between forks, in the unit
   * @param extra more lines for people
   */
  public record ExportReport(String name, String unit, double value, String range, String extra) {
    /** Writes the scores of a suite to a file. */
    public static void write(SuiteResult suite, Path file) throws IOException {
      Report.write(file, JsonReport.text(of(suite)));
    }

    static List<ExportReport> of(SuiteResult suite) {
      return suite.comparisons().stream()
          .filter(each -> each.metric().isScore())
          .filter(each -> Double.isFinite(each.metric().cost(each.headValue())))
          .map(ExportReport::of)
          .toList();
    }

    private static ExportReport of(Comparison each) {
      double cost = each.metric().cost(each.headValue());
      double scatter = Comparison.scatter(each.head());
      String change = each.change();
      return new ExportReport(
          each.key().full(),
          each.metric().costUnit(),
          cost,
          Double.isNaN(scatter) ? "" : "± " + Figures.number(scatter * cost),
          each.head().size()
              + " forks\n"
              + each.verdict().words()
              + (change.isEmpty() ? "" : "\ncost against base: " + change));
    }
  }
}
