// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.attribution;

import java.util.List;
import org.jmhpprof.gate.model.BenchmarkKey;

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
 * @param suspects whom the difference is laid to, the first holds the largest part
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
  public Attribution {
    functions = List.copyOf(functions);
    suspects = List.copyOf(suspects);
    moved = List.copyOf(moved);
    notes = List.copyOf(notes);
  }
}
