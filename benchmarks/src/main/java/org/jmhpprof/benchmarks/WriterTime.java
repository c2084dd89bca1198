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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long does it take from a table of stacks to the bytes of the file, and how many are they?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar WriterTime} takes about 7 minutes.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xms6g", "-Xmx6g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 4, time = 2)
public class WriterTime {
  @Param({"1000", "100000", "1000000"})
  public int distinct;

  @Param({"ENCODER", "INTERIM", "TREE"})
  public Writing writing;

  private FilledTable table;
  private long bytes;

  @Setup
  public void fill() {
    table = new FilledTable(distinct);
  }

  @TearDown
  public void report() {
    System.out.printf("%n%,d bytes%n", bytes);
  }

  /** Writes the whole table. */
  @Benchmark
  public long write() throws IOException {
    bytes = table.write(writing);
    return bytes;
  }
}
