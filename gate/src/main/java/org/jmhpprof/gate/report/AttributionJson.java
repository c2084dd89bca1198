// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jmhpprof.gate.attribution.Attribution;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference.FunctionKind;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference.Location;
import org.jmhpprof.gate.attribution.Attribution.Moved;
import org.jmhpprof.gate.attribution.Attribution.Outcome;
import org.jmhpprof.gate.attribution.Attribution.Suspect;
import org.jmhpprof.gate.attribution.CallTree;
import org.jmhpprof.gate.attribution.Dispersion;
import org.jmhpprof.gate.attribution.Dispersion.CostEstimate;
import org.jmhpprof.gate.attribution.Dispersion.RatioInterval;
import org.jmhpprof.gate.model.BenchmarkKey;

/**
 * Which functions make up the difference. Costs are CPU time in ns per operation. The self
 * differences of all functions and of otherFunctions add up to the difference of cpu.
 *
 * @param baseForks profiled forks
 * @param cpu of all threads
 * @param ownCpu under the timed loop, in threads that the benchmark started, and of the garbage
 *     collector
 * @param cpuRatio of ownCpu
 * @param wallRatio of the profiled forks
 * @param wallDifference all worker threads together, ns per operation
 * @param falseDiscoveryRate at which functions are named
 * @param moved cost that changed its name, not its size
 * @param functions the largest self difference first, at most 200
 */
public record AttributionJson(
    String benchmark,
    String mode,
    int threads,
    Map<String, String> params,
    Outcome outcome,
    String explanation,
    int baseForks,
    int headForks,
    CostEstimate cpu,
    CostEstimate ownCpu,
    RatioInterval cpuRatio,
    RatioInterval wallRatio,
    double wallDifference,
    double falseDiscoveryRate,
    Dispersion dispersion,
    List<String> notes,
    List<Blamed> suspects,
    List<Moved> moved,
    List<Function> functions,
    Others otherFunctions) {
  /** Rows beyond these are summed up in one. */
  private static final int MOST_FUNCTIONS = 200;

  /**
   * A function.
   *
   * @param file below its source root; empty if unknown
   * @param line of head; 0 if unknown
   * @param selfQ Benjamini-Hochberg adjusted; null if not tested
   * @param ticks independent ones in a fork, cumulative
   */
  record Function(
      String function,
      String file,
      int line,
      FunctionKind kind,
      CostEstimate self,
      CostEstimate cumulative,
      double selfQ,
      double cumulativeQ,
      double ticks) {
    Function(FunctionDifference each) {
      this(
          each.function(),
          each.location().path(),
          each.location().line(),
          each.kind(),
          each.self(),
          each.cumulative(),
          each.selfQ(),
          each.cumulativeQ(),
          each.ticks());
    }
  }

  /**
   * A function that a part of the difference is laid to.
   *
   * @param share of the difference of ownCpu; 0.83 for 83 %
   * @param under the frame above it that tells most: the user's, else its caller where its
   *     difference is largest
   * @param path from the root down
   */
  record Blamed(
      String function,
      String file,
      int line,
      CostEstimate difference,
      double share,
      Optional<Place> userFrame,
      Optional<Place> under,
      List<String> path) {
    Blamed(Suspect each) {
      this(
          each.function().function(),
          each.function().location().path(),
          each.function().location().line(),
          each.difference(),
          each.share(),
          each.userFrame().map(Place::new),
          each.under().map(Place::new),
          each.path());
    }
  }

  /** Where a function is. */
  record Place(String function, String file, int line) {
    Place(Location location) {
      this(location.function(), location.path(), location.line());
    }
  }

  /** The functions without a row of their own. */
  record Others(int count, double base, double head, double difference) {
    Others(List<FunctionDifference> all) {
      this(
          all.size(),
          all.stream().mapToDouble(each -> each.self().base()).sum(),
          all.stream().mapToDouble(each -> each.self().head()).sum(),
          all.stream().mapToDouble(each -> each.self().difference()).sum());
    }
  }

  /** Some attributions as an array, each as {@code report.json} has it. */
  public static String text(List<Attribution> attributions) {
    return JsonReport.text(attributions.stream().map(AttributionJson::of).toList());
  }

  /** All of it but the call tree. */
  static AttributionJson of(Attribution found) {
    BenchmarkKey key = found.key();
    List<FunctionDifference> all = found.functions();
    int kept = Math.min(MOST_FUNCTIONS, all.size());
    return new AttributionJson(
        key.benchmark(),
        key.mode(),
        key.threads(),
        key.params(),
        found.outcome(),
        found.explanation(),
        found.baseForks(),
        found.headForks(),
        found.total(),
        found.own(),
        found.cpuRatio(),
        found.wallRatio(),
        found.wallDifference(),
        found.falseDiscoveryRate(),
        found.dispersion(),
        found.notes(),
        found.suspects().stream().map(Blamed::new).toList(),
        found.moved(),
        all.subList(0, kept).stream().map(Function::new).toList(),
        new Others(all.subList(kept, all.size())));
  }

  /**
   * A call tree as d3-flame-graph takes it. A frame is as wide as the larger of its two sides, so
   * that what vanished stays visible.
   *
   * @param n name
   * @param v width of its own
   * @param b base with all below
   * @param h head with all below
   * @param c children
   */
  record Flame(
      String n,
      double v,
      double b,
      double h,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Flame> c) {
    Flame(CallTree tree) {
      this(
          tree.function(),
          rounded(Math.max(tree.baseSelf(), tree.headSelf())),
          rounded(tree.base()),
          rounded(tree.head()),
          tree.children().stream().map(Flame::new).toList());
    }

    private static double rounded(double value) {
      return Math.round(value * 1e4) / 1e4;
    }
  }
}
