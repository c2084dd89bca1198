// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.stats.Moments;

/**
 * Whether what pairs find with -Xbatch is what turns find without it: the table of {@code
 * .ci/prove-pairs ... batch}. Each benchmark has the same slow-down in both. Changes are logarithms
 * of head by base, in percent.
 */
public final class BatchTable {
  private static final double CONFIDENCE = 0.95;

  /** Fewer blocks have no standard deviation. */
  private static final int FEWEST = 2;

  private BatchTable() {}

  /** Arguments: the directory of the runs. */
  public static void main(String[] arguments) throws BadInput, IOException {
    if (arguments.length != 1) {
      System.err.println("usage: BatchTable <dir>");
      System.exit(2);
    }
    print(Path.of(arguments[0]), System.out);
  }

  static void print(Path directory, PrintStream out) throws BadInput, IOException {
    MeasuredBlocks pairs = MeasuredBlocks.read(directory, "batch-pairs-");
    MeasuredBlocks turns = MeasuredBlocks.read(directory, "batch-turns");
    out.println(
        "| benchmark | pairs, -Xbatch | found | turns, without | found | pairs less turns | in"
            + " standard errors |");
    out.println("|---|--:|--:|--:|--:|--:|--:|");
    Set<BenchmarkKey> both = new TreeSet<>(pairs.blocks().keySet());
    both.retainAll(turns.blocks().keySet());
    double squares = 0;
    int benchmarks = 0;
    for (BenchmarkKey key : both) {
      Moments one = Moments.of(pairs.logRatios(key));
      Moments two = Moments.of(turns.logRatios(key));
      if (one.n() >= FEWEST && two.n() >= FEWEST) {
        double difference = one.mean() - two.mean();
        double error = Math.sqrt(one.variance() / one.n() + two.variance() / two.n());
        out.printf(
            Locale.ROOT,
            "| %s | %d | %s | %d | %s | %+.2f %% | %+.1f |%n",
            key.display(),
            one.n(),
            change(one),
            two.n(),
            change(two),
            100 * difference,
            difference / error);
        squares += difference * difference / (error * error);
        benchmarks++;
      }
    }
    if (benchmarks > 0) {
      out.printf(
          Locale.ROOT,
          "%nAll together: p = %.3f against the hypothesis that both find the same (chi-square of %d"
              + " benchmarks).%n",
          ChiSquaredDistribution.of(benchmarks).survivalProbability(squares),
          benchmarks);
    }
  }

  private static String change(Moments of) {
    return String.format(
        Locale.ROOT, "%+.2f ± %.2f %%", 100 * of.mean(), 100 * of.halfWidth(CONFIDENCE));
  }
}
