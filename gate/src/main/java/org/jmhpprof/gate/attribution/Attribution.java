// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jmhpprof.gate.attribution.Dispersion.CostEstimate;
import org.jmhpprof.gate.attribution.FunctionDifference.Location;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.stats.Change;
import org.jmhpprof.gate.stats.Moments;

/**
 * Which functions make up the difference of one benchmark.
 *
 * @param key which benchmark
 * @param outcome what the profiles say
 * @param explanation the same in one sentence
 * @param baseForks profiles of base
 * @param headForks profiles of head
 * @param total CPU time of all threads, ns per operation
 * @param own the benchmark's own part of that: under the timed loop, in threads that it started,
 *     and of the garbage collector; the shares of suspects are of its difference
 * @param cpuRatio ratio of the benchmark's own
 * @param wallRatio ratio of the profiled forks' wall time per operation
 * @param wallDifference difference of that wall time, all worker threads together, ns per
 *     operation; NaN if unknown
 * @param dispersion what was learned of the forks' scatter
 * @param falseDiscoveryRate at which functions are named
 * @param functions all of them, the largest self difference first
 * @param suspects the functions that explain the difference, the largest part first
 * @param moved cost that only changed its name
 * @param tree all stacks as a tree
 * @param notes what a reader should know, one line each
 */
public record Attribution(
    BenchmarkKey key,
    Outcome outcome,
    String explanation,
    int baseForks,
    int headForks,
    CostEstimate total,
    CostEstimate own,
    RatioInterval cpuRatio,
    RatioInterval wallRatio,
    double wallDifference,
    Dispersion dispersion,
    double falseDiscoveryRate,
    List<FunctionDifference> functions,
    List<Suspect> suspects,
    List<Moved> moved,
    CallTree tree,
    List<String> notes) {
  /** What the profiles say about a difference. */
  public enum Outcome {
    /** At least one function is named. */
    EXPLAINED,
    /** Cost moved between functions; their caller costs what it did. */
    MOVED,
    /** Wall time rose, CPU time did not: waiting, I/O, or a busy machine. */
    OFF_CPU,
    /** The profiled forks do not show the change that the timed ones do. No function is named. */
    NOT_REPRODUCED,
    /** CPU time differs, but no function stands out of the noise. */
    UNEXPLAINED,
    /** CPU time does not differ. */
    NO_DIFFERENCE,
    /** Fewer than two forks a side: differences without error bars. No function is named. */
    UNREPLICATED
  }

  /**
   * Cost of head by cost of base with its 95 % interval.
   *
   * @param ratio above 1 is worse
   * @param lower NaN where there is no interval
   * @param upper likewise
   */
  public record RatioInterval(double ratio, double lower, double upper) {
    static final RatioInterval UNKNOWN = new RatioInterval(Double.NaN, Double.NaN, Double.NaN);

    /**
     * The interval of the difference of logarithms.
     *
     * @param paired whether values at the same place belong together; if not, it is Welch's
     */
    static RatioInterval of(double[] base, double[] head, boolean paired) {
      if (!positive(base) || !positive(head)) {
        return UNKNOWN;
      }
      double[] before = logs(base);
      double[] after = logs(head);
      if (base.length < 2 || head.length < 2) {
        double ratio = Math.exp(Moments.of(after).mean() - Moments.of(before).mean());
        return new RatioInterval(ratio, Double.NaN, Double.NaN);
      }
      Change change = paired ? Change.paired(before, after) : Change.welch(before, after);
      double half = change.halfWidth(CostEstimate.CONFIDENCE);
      return new RatioInterval(
          Math.exp(change.estimate()),
          Math.exp(change.estimate() - half),
          Math.exp(change.estimate() + half));
    }

    private static boolean positive(double[] values) {
      for (double value : values) {
        if (!(value > 0)) {
          return false;
        }
      }
      return values.length > 0;
    }

    private static double[] logs(double[] values) {
      return Arrays.stream(values).map(Math::log).toArray();
    }

    /** Whether there is an interval and it excludes 1. */
    public boolean excludesOne() {
      return lower > 1 || upper < 1;
    }

    /** Whether both moved the same way and their intervals have something in common. */
    public boolean agreesWith(RatioInterval other) {
      boolean sameWay = Math.signum(Math.log(ratio)) == Math.signum(Math.log(other.ratio));
      return sameWay && !(lower > other.upper) && !(upper < other.lower);
    }
  }

  /**
   * A function that explains a part of the difference: the lowest frame that still holds that part.
   *
   * @param function the row of the function
   * @param difference cost of the stacks through it that no suspect before it explains
   * @param share of the difference of the benchmark's own CPU time; 0.83 for 83 %
   * @param userFrame the nearest frame of the user's own code: itself, or a caller; empty where no
   *     caller is
   * @param under the frame above it that tells most: the user's, else its caller on that path below
   *     the benchmark method; empty where there is none
   * @param path functions from the root down to it, where its difference is largest
   */
  public record Suspect(
      FunctionDifference function,
      CostEstimate difference,
      double share,
      Optional<Location> userFrame,
      Optional<Location> under,
      List<String> path) {
    public Suspect {
      path = List.copyOf(path);
    }
  }

  /**
   * Cost that changed its name, not its size: a renamed, extracted or inlined function.
   *
   * @param from who costs less
   * @param to who costs more
   * @param under the function in which the two cancel
   * @param moved ns per operation
   * @param net what is left under it, ns per operation
   */
  public record Moved(String from, String to, String under, double moved, double net) {}

  public Attribution {
    functions = List.copyOf(functions);
    suspects = List.copyOf(suspects);
    moved = List.copyOf(moved);
    notes = List.copyOf(notes);
  }
}
