// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.function.ToDoubleFunction;
import org.jmhpprof.gate.json.JmhResult.Bin;
import org.jmhpprof.gate.json.JmhResult.Scores;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Direction;

/**
 * Makes forks of JMH's figures.
 *
 * @param file the result file
 * @param block that its forks belong to; 0 for none
 * @param session likewise; empty if it is not known
 * @param into the series by the names of their metrics
 * @param notes what a reader should know
 */
record MetricReader(
    String file, int block, String session, SortedMap<String, Series> into, List<String> notes) {
  private static final int FEWEST_FOR_P99 = 100;

  /**
   * Reads one metric, and returns how many forks it has whole rows of; -1 where it has no rows.
   *
   * @param iterations how many a fork has that did not break off; rows with fewer are left out
   */
  int read(String name, Scores scores, Direction direction, int iterations) {
    Metric metric = new Metric(name, scores.scoreUnit(), direction);
    if (!scores.rawDataHistogram().isEmpty()) {
      percentiles(metric, scores.rawDataHistogram(), iterations);
      return rows(metric, scores.rawDataHistogram(), iterations, MetricReader::mean);
    }
    if (!scores.rawData().isEmpty()) {
      return rows(metric, scores.rawData(), iterations, Double::doubleValue);
    }
    List<Fork> mean = new ArrayList<>();
    if (Double.isFinite(scores.score())) {
      mean.add(fork(1, List.of(scores.score())));
      if (metric.isScore()) {
        notes.add("no raw data in " + file + ": its mean counts as one fork");
      }
    }
    put(metric, mean);
    return -1;
  }

  private <T> int rows(
      Metric metric, List<List<T>> rows, int iterations, ToDoubleFunction<T> value) {
    List<Fork> forks = new ArrayList<>();
    int whole = 0;
    for (int i = 0; i < rows.size(); i++) {
      List<T> row = rows.get(i);
      if (row.size() >= iterations) {
        whole++;
        List<Double> finite =
            row.stream().mapToDouble(value).filter(Double::isFinite).boxed().toList();
        if (finite.size() < row.size() && metric.isScore()) {
          notes.add(
              "%d of %d iterations of fork %d in %s have no number"
                  .formatted(row.size() - finite.size(), row.size(), i + 1, file));
        }
        if (!finite.isEmpty()) {
          forks.add(fork(i + 1, finite));
        }
      }
    }
    put(metric, forks);
    return whole;
  }

  /** Of an iteration's samples; NaN for none. */
  private static double mean(List<Bin> iteration) {
    double sum = 0;
    long count = 0;
    for (Bin bin : iteration) {
      if (bin.counts()) {
        sum += bin.value() * bin.count();
        count += bin.count();
      }
    }
    return sum / count;
  }

  /** Of all samples of each fork. */
  private void percentiles(Metric metric, List<List<List<Bin>>> rows, int iterations) {
    List<Fork> medians = new ArrayList<>();
    List<Fork> tails = new ArrayList<>();
    for (int i = 0; i < rows.size(); i++) {
      if (rows.get(i).size() >= iterations) {
        List<Bin> bins =
            rows.get(i).stream()
                .flatMap(Collection::stream)
                .filter(Bin::counts)
                .sorted(Comparator.comparingDouble(Bin::value))
                .toList();
        long total = bins.stream().mapToLong(Bin::count).sum();
        if (total > 0) {
          medians.add(fork(i + 1, List.of(quantile(bins, 0.5 * total))));
        }
        if (total >= FEWEST_FOR_P99) {
          tails.add(fork(i + 1, List.of(quantile(bins, 0.99 * total))));
        }
      }
    }
    put(new Metric(metric.name() + ":p50", metric.unit(), metric.direction()), medians);
    put(new Metric(metric.name() + ":p99", metric.unit(), metric.direction()), tails);
  }

  /** The smallest value that at least so many samples are not above. */
  private static double quantile(List<Bin> ascending, double rank) {
    long seen = 0;
    for (Bin bin : ascending) {
      seen += bin.count();
      if (seen >= Math.ceil(rank)) {
        return bin.value();
      }
    }
    return Double.NaN;
  }

  private Fork fork(int row, List<Double> values) {
    return new Fork(file, row, block, session, values);
  }

  private void put(Metric metric, List<Fork> forks) {
    if (!forks.isEmpty() || metric.isScore()) {
      into.put(metric.name(), new Series(metric, forks));
    }
  }
}
