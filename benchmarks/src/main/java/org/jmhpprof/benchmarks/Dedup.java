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
 * What does it cost to count a sample whose stack is known already? And how much garbage is left?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar Dedup} takes about 10 minutes.
 *
 * <p>The table is warm: it holds all the stacks, in the order in which samples first showed them.
 * Samples come as they do from a benchmark, few stacks often and many rarely. Each sample is read
 * from the array of its own stack, so a rare one costs cache misses on both sides of the
 * comparison. {@code latency} is of batches of 1,024 samples. {@code -p shape=ONE_WORD} asks for
 * the stacks that our table likes least.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class Dedup {
  private static final int DRAWS = 1 << 20;
  private static final int BATCH = 1 << 10;

  @Param({"16", "64"})
  public int words;

  @Param({"100", "10000", "100000"})
  public int distinct;

  @Param({"TREE"})
  public Stacks.Shape shape;

  @Param public Folding folding;

  private final Latency.Recorder latency = Latency.recorder(BATCH);
  private Folding.Folder folder;
  private long[][] stacks;
  private int[] draws;
  private int next;

  @Setup
  public void fill() {
    stacks = Stacks.distinct(distinct, words, shape);
    draws = Stacks.zipf(distinct, DRAWS);
    folder = folding.create();
    for (int draw : draws) {
      folder.add(1, stacks[draw], words);
    }
    for (long[] stack : stacks) {
      folder.add(1, stack, words);
    }
    if (folder.size() != distinct) {
      throw new IllegalStateException(folder.size() + " different stacks");
    }
  }

  /** Counts known stacks. */
  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void sample() {
    int end = next + BATCH;
    long begin = System.nanoTime();
    for (int i = next; i < end; i++) {
      folder.add(1, stacks[draws[i]], words);
    }
    latency.record(System.nanoTime() - begin);
    next = end & (DRAWS - 1);
  }
}
