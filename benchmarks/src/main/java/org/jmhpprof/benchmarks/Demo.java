// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Three small workloads worth looking at.
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar Demo -prof pprof}
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class Demo {
  private static final int SIZE = 4096;

  private final byte[] bytes = new byte[SIZE];
  private final int[] numbers = new int[SIZE];
  private MessageDigest digest;

  @Setup
  public void fill() throws NoSuchAlgorithmException {
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 0; i < SIZE; i++) {
      bytes[i] = (byte) random.nextInt();
      numbers[i] = random.nextInt();
    }
    digest = MessageDigest.getInstance("SHA-256");
  }

  /** Plain Java: the profile names the loops. */
  @Benchmark
  public int sort() {
    int[] copy = numbers.clone();
    for (int i = 1; i < 256; i++) {
      insert(copy, i);
    }
    return copy[0];
  }

  private static void insert(int[] sorted, int at) {
    int value = sorted[at];
    int i = at;
    while (i > 0 && sorted[i - 1] > value) {
      sorted[i] = sorted[i - 1];
      i--;
    }
    sorted[i] = value;
  }

  /** Nearly all of it is an intrinsic stub, which other profilers leave without a caller. */
  @Benchmark
  public byte[] hash() {
    return digest.digest(bytes);
  }

  /** Allocation: the garbage collector's threads are in the profile as well. */
  @Benchmark
  public TreeMap<Integer, Integer> allocate() {
    TreeMap<Integer, Integer> map = new TreeMap<>();
    for (int i = 0; i < 1000; i++) {
      map.merge(numbers[i] & 255, 1, Integer::sum);
    }
    return map;
  }
}
