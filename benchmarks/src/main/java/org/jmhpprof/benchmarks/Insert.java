// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does a new stack cost, with all the growth of the table on the way?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar Insert} takes about 4 minutes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class Insert {
  private static final int DISTINCT = 100_000;

  @Param({"16", "64"})
  public int words;

  @Param public Folding folding;

  private long[][] stacks;

  @Setup
  public void fill() {
    stacks = Stacks.distinct(DISTINCT, words, Stacks.Shape.TREE);
  }

  /** Fills an empty table; the figure is per stack. */
  @Benchmark
  @OperationsPerInvocation(DISTINCT)
  public Object grow() {
    Folding.Folder folder = folding.create();
    for (long[] stack : stacks) {
      folder.add(1, stack, words);
    }
    return folder;
  }
}
