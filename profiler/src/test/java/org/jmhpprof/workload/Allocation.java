// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Allocation whose amounts are known. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Allocation {
  /** Objects of a size. */
  @State(Scope.Benchmark)
  public static class Size {
    /** Of an array without its header of 16 bytes. */
    @Param({"0", "1008", "65520", "1048560"})
    public int bytes;
  }

  /** Arrays of one size. */
  @Benchmark
  public byte[] sized(Size size) {
    return new byte[size.bytes];
  }

  /** Two sites, three to one. */
  @Benchmark
  public void threeToOne(Blackhole sink) {
    sink.consume(three());
    sink.consume(one());
  }

  private static byte[] three() {
    return new byte[3056];
  }

  private static byte[] one() {
    return new byte[1008];
  }

  /** A large array before each small object: at most one of a thousand bytes is the object's. */
  @Benchmark
  public void largeBeforeSmall(Blackhole sink) {
    sink.consume(large());
    sink.consume(small());
  }

  private static byte[] large() {
    return new byte[24 << 10];
  }

  private static Object small() {
    return new Object[2];
  }

  /** A point that never leaves the method. */
  private record Point(long x, long y) {}

  /** What the sum of objects that go away is. */
  @State(Scope.Thread)
  public static class Sum {
    private long sum;
  }

  /** A hundred objects that the compiler takes apart, and one that stays. */
  @Benchmark
  public byte[] escapeAnalysis(Sum total) {
    long sum = total.sum;
    for (int i = 0; i < 100; i++) {
      Point point = new Point(sum, i);
      sum += point.x() ^ point.y();
    }
    total.sum = sum;
    return new byte[1008];
  }

  /** What is kept; static, since JMH lets go of its states before the iteration is over. */
  private static final List<byte[]> KEPT = new ArrayList<>();

  /** Empties it. */
  @State(Scope.Benchmark)
  public static class Keeping {
    private static final int MOST = 6400;

    /** Before each iteration. */
    @Setup(Level.Iteration)
    public void empty() {
      KEPT.clear();
    }
  }

  /** Keeps 100 MiB of 16 KiB each, and nothing of as much again. */
  @Benchmark
  public byte[] keep(Keeping keeping) {
    if (KEPT.size() < Keeping.MOST) {
      KEPT.add(new byte[(16 << 10) - 16]);
    }
    return forgotten();
  }

  private static byte[] forgotten() {
    return new byte[(16 << 10) - 16];
  }

  /** Threads that live for a quarter of a megabyte. */
  @Benchmark
  public void shortLivedThreads() throws InterruptedException {
    Thread thread = new Thread(() -> KEPT.set(0, new byte[256 << 10]));
    if (KEPT.isEmpty()) {
      KEPT.add(null);
    }
    thread.start();
    thread.join();
  }
}
