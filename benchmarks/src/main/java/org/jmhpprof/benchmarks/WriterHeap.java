// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How much heap does it take to write a table of stacks?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar WriterHeap} takes about 2 minutes.
 *
 * <p>The figure is {@code mempool.Tenured Gen.used}, the peak. The young generation is small and
 * what came before is collected, so that garbage has next to no part in it; therefore the times
 * here mean nothing. {@code NOTHING} is the table with the names of its frames, which the others
 * have as well. The growth of the table is in the warmup.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-XX:+UseSerialGC", "-Xmx6g", "-Xmn8m"})
@Warmup(iterations = 1)
@Measurement(iterations = 3)
public class WriterHeap {
  @Param({"1000", "100000", "1000000"})
  public int distinct;

  @Param public Writing writing;

  private FilledTable table;

  @Setup
  public void fill() {
    table = new FilledTable(distinct);
    System.gc();
  }

  /** Writes the whole table. */
  @Benchmark
  public long write() throws IOException {
    return table.write(writing);
  }
}
