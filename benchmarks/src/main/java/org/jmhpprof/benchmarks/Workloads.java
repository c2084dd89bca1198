// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.Deflater;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * What runs with a profiler and without, to see what that costs: steady, and some microseconds
 * long. The gate compares both, as docs/performance.md has it: {@code --head-prof pprof}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class Workloads {
  private static final int STEPS = 4_000;
  private static final int FRAMES = 100;
  private static final int READS = 200;
  private static final int TABLE_WORDS = 1 << 23;
  private static final int WORK_PER_ARRAY = 1_300;

  private long seed = 1;

  /** Arithmetic, right under JMH's loop. */
  @Benchmark
  public long shallow() {
    return mix(STEPS);
  }

  /** The same arithmetic, 100 frames further down. */
  @Benchmark
  public long deep() {
    return descend(FRAMES);
  }

  /** Short-lived objects: the collector works as well. */
  @Benchmark
  public List<long[]> allocating() {
    List<long[]> list = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      list.add(new long[] {seed + i, i});
    }
    return list;
  }

  /** Random reads from memory that no cache holds. */
  @Benchmark
  public long memory(Table table) {
    long sum = 0;
    long at = seed;
    for (int i = 0; i < READS; i++) {
      at = at * 0x5DEECE66DL + 0xBL;
      sum += table.words[(int) (at >>> 20) & TABLE_WORDS - 1];
    }
    seed = at;
    return sum;
  }

  /** About a gigabyte of short-lived arrays a second, on the machine of docs/performance.md. */
  @Benchmark
  public byte[] gigabyte() {
    mix(WORK_PER_ARRAY);
    return new byte[1_008 - 16];
  }

  /** zlib: the time is spent below a native method. */
  @Benchmark
  public int deflating(Packed packed) {
    packed.deflater.reset();
    packed.deflater.setInput(packed.text);
    packed.deflater.finish();
    return packed.deflater.deflate(packed.out);
  }

  /** 64 MB. */
  @State(Scope.Thread)
  public static class Table {
    final long[] words = new long[TABLE_WORDS];
  }

  /** A text and its deflater. */
  @State(Scope.Thread)
  public static class Packed {
    final byte[] text = new byte[4_096];
    final byte[] out = new byte[8_192];
    final Deflater deflater = new Deflater();

    /** Letters, not all alike. */
    @Setup
    public void fill() {
      for (int i = 0; i < text.length; i++) {
        text[i] = (byte) ('a' + i * i % 23);
      }
    }

    /** Frees what zlib has allocated. */
    @TearDown
    public void end() {
      deflater.end();
    }
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private long descend(int more) {
    return more == 0 ? mix(STEPS) : descend(more - 1) + 1;
  }

  private long mix(int steps) {
    long mixed = seed;
    for (int i = 0; i < steps; i++) {
      mixed = mixed * 0x5DEECE66DL + 0xBL;
    }
    seed = mixed;
    return mixed;
  }
}
