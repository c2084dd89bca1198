// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.List;
import java.util.Optional;
import org.jmhpprof.gate.attribution.Attribution.FunctionDifference.Location;
import org.jmhpprof.gate.attribution.Dispersion.CostEstimate;
import org.jmhpprof.gate.attribution.Dispersion.RatioInterval;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.viewer.model.ComparedStacks;

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

  /**
   * One function, base against head.
   *
   * @param location its name and place; the line is head's
   * @param kind what it stands for
   * @param self cost of the stacks that it is the leaf of; over all functions these add up to the
   *     total
   * @param cumulative cost of the stacks that it is anywhere in, each counted once
   * @param selfQ false discovery rate at which its self difference would be named; NaN if it was
   *     not tested
   * @param cumulativeQ likewise for the cumulative difference
   * @param ticks mean number of independent ticks in a fork, cumulative, on the side that has more
   */
  public record FunctionDifference(
      Location location,
      FunctionKind kind,
      CostEstimate self,
      CostEstimate cumulative,
      double selfQ,
      double cumulativeQ,
      double ticks) {
    /** What a row of the table stands for. */
    public enum FunctionKind {
      /** A Java method. */
      JAVA,
      /** A native function or a stub of the virtual machine. */
      NATIVE,
      /** The virtual machine: garbage collector, compilers, others. */
      VM,
      /** JMH's timed loop and harness, and the work outside the loop. */
      HARNESS,
      /** Ticks without a stack: lost or failed. */
      UNKNOWN;

      static FunctionKind of(String function, boolean machine) {
        if (function.startsWith("[lost") || function.startsWith("[failed")) {
          return UNKNOWN;
        }
        if (function.equals(ComparedStacks.LOOP)
            || function.equals(ComparedStacks.HARNESS)
            || function.equals(ComparedStacks.OTHER_THREADS)) {
          return HARNESS;
        }
        if (machine || function.startsWith("[stub]")) {
          return NATIVE;
        }
        return function.startsWith("[") ? VM : JAVA;
      }
    }

    /**
     * Where a function is.
     *
     * @param function its name
     * @param file the name of its source file, "" if unknown
     * @param line 0 if unknown
     */
    public record Location(String function, String file, int line) {
      /** Whether the file is known. */
      public boolean known() {
        return !file.isEmpty();
      }

      /** {@code File.java:12}, {@code File.java}, or "". */
      public String display() {
        return line == 0 || file.isEmpty() ? file : file + ":" + line;
      }

      /**
       * The file below its source root, by the package: {@code org/example/File.java}; the bare
       * file for a function without a package, "" if unknown.
       */
      public String path() {
        int owner = function.lastIndexOf('.', Math.max(0, function.lastIndexOf('.') - 1));
        return owner < 0 || file.isEmpty()
            ? file
            : function.substring(0, owner).replace('.', '/') + "/" + file;
      }
    }

    /** The function's name. */
    public String function() {
      return location.function();
    }

    /** Whether the self difference is more than noise at this false discovery rate. */
    public boolean selfSignificant(double rate) {
      return selfQ <= rate;
    }

    /** Whether the cumulative difference is more than noise at this false discovery rate. */
    public boolean cumulativeSignificant(double rate) {
      return cumulativeQ <= rate;
    }
  }
}
