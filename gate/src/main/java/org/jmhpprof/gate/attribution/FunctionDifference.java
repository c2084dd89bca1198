// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import org.jmhpprof.gate.attribution.Dispersion.CostEstimate;
import org.jmhpprof.viewer.model.ComparedStacks;

/**
 * One function, base against head.
 *
 * @param location its name and place; the line is head's
 * @param kind what it stands for
 * @param self cost of the stacks that it is the leaf of; over all functions these add up to the
 *     total
 * @param cumulative cost of the stacks that it is anywhere in, each counted once
 * @param selfQ false discovery rate at which its self difference would be named; NaN if it was not
 *     tested
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
     * The file below its source root, by the package: {@code org/example/File.java}; the bare file
     * for a function without a package, "" if unknown.
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
