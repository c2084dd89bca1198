// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.json;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Metric.Direction;

/**
 * Reads {@code primaryMetric} and the members of {@code secondaryMetrics}, which have the same
 * shape: {@code rawData[fork][iteration]}, or {@code rawDataHistogram} in mode sample, or neither.
 */
final class MetricReader {
  /** The sampled times of one fork, as JMH counts them: value and how often. */
  static final class Histogram {
    private record Bin(double value, long count) {}

    private final List<Bin> bins = new ArrayList<>();
    private long total;

    /** Adds one iteration, and returns its mean; NaN for an empty one. */
    double add(Field iteration) throws BadInput {
      double sum = 0;
      long count = 0;
      for (Field pair : iteration.items()) {
        List<Field> both = pair.items();
        if (both.size() != 2) {
          throw pair.unexpected("a value and its count");
        }
        double value = both.get(0).number();
        long times = (long) both.get(1).number();
        if (times < 0) {
          throw both.get(1).unexpected("a count");
        }
        if (Double.isFinite(value) && times > 0) {
          bins.add(new Bin(value, times));
          sum += value * times;
          count += times;
        }
      }
      total += count;
      return sum / count;
    }

    long total() {
      return total;
    }

    /** The smallest value that at least this share of all is not above. */
    double quantile(double share) {
      bins.sort(Comparator.comparingDouble(Bin::value));
      double rank = Math.ceil(share * total);
      long seen = 0;
      for (Bin bin : bins) {
        seen += bin.count;
        if (seen >= rank) {
          return bin.value;
        }
      }
      return Double.NaN;
    }
  }

  private static final int FEWEST_FOR_P99 = 100;

  private final Path source;
  private final SortedMap<String, Series> into;
  private final List<String> notes;

  /** Where the forks come from. */
  record Path(String file, int block, String session) {}

  MetricReader(Path source, SortedMap<String, Series> into, List<String> notes) {
    this.source = source;
    this.into = into;
    this.notes = notes;
  }

  /**
   * Reads one metric, and returns how many forks it has whole rows of; -1 where it has no rows.
   *
   * @param iterations how many a fork has that did not break off; rows with fewer are left out
   */
  int read(String name, Field metric, Direction direction, int iterations) throws BadInput {
    String unit = metric.get("scoreUnit").text();
    double score = metric.get("score").number();
    Optional<Field> histogram = metric.find("rawDataHistogram");
    if (histogram.isPresent() && !histogram.get().items().isEmpty()) {
      return readHistogram(name, unit, direction, histogram.get(), iterations);
    }
    Optional<Field> raw = metric.find("rawData");
    if (raw.isPresent() && !raw.get().items().isEmpty()) {
      List<Field> rows = raw.get().items();
      List<Fork> forks = new ArrayList<>();
      int whole = 0;
      for (int row = 0; row < rows.size(); row++) {
        List<Field> items = rows.get(row).items();
        if (items.size() >= iterations) {
          whole++;
          List<Double> values = new ArrayList<>();
          for (Field value : items) {
            values.add(value.number());
          }
          add(forks, row + 1, name, values);
        }
      }
      put(new Metric(name, unit, direction), forks);
      return whole;
    }
    List<Fork> mean = new ArrayList<>();
    if (Double.isFinite(score)) {
      mean.add(fork(1, List.of(score)));
      if (name.equals(Metric.SCORE)) {
        notes.add("no raw data in " + source.file + ": its mean counts as one fork");
      }
    }
    put(new Metric(name, unit, direction), mean);
    return -1;
  }

  private int readHistogram(
      String name, String unit, Direction direction, Field histogram, int iterations)
      throws BadInput {
    List<Fork> means = new ArrayList<>();
    List<Fork> medians = new ArrayList<>();
    List<Fork> tails = new ArrayList<>();
    List<Field> rows = histogram.items();
    int whole = 0;
    for (int row = 0; row < rows.size(); row++) {
      if (rows.get(row).items().size() < iterations) {
        continue;
      }
      whole++;
      Histogram merged = new Histogram();
      List<Double> values = new ArrayList<>();
      for (Field iteration : rows.get(row).items()) {
        values.add(merged.add(iteration));
      }
      add(means, row + 1, name, values);
      if (merged.total() > 0) {
        medians.add(fork(row + 1, List.of(merged.quantile(0.5))));
      }
      if (merged.total() >= FEWEST_FOR_P99) {
        tails.add(fork(row + 1, List.of(merged.quantile(0.99))));
      }
    }
    put(new Metric(name, unit, direction), means);
    put(new Metric(name + ":p50", unit, direction), medians);
    put(new Metric(name + ":p99", unit, direction), tails);
    return whole;
  }

  private void add(List<Fork> forks, int row, String name, List<Double> values) {
    List<Double> finite = values.stream().filter(Double::isFinite).toList();
    if (finite.size() < values.size() && name.equals(Metric.SCORE)) {
      notes.add(
          (values.size() - finite.size())
              + " of "
              + values.size()
              + " iterations of fork "
              + row
              + " in "
              + source.file
              + " have no number");
    }
    if (!finite.isEmpty()) {
      forks.add(fork(row, finite));
    }
  }

  private Fork fork(int row, List<Double> values) {
    return new Fork(source.file, row, source.block, source.session, values);
  }

  private void put(Metric metric, List<Fork> forks) {
    if (!forks.isEmpty() || metric.isScore()) {
      into.put(metric.name(), new Series(metric, forks));
    }
  }
}
