// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Known slow-downs, to test what should find them: {@code -jvmArgsAppend -Dslowdown=10} makes one
 * callee of each benchmark do so much more that the whole takes 10 % longer.
 *
 * <p>The callee that pays is {@code plainCallee}, {@code inlinedCallee}, the lambda expression of
 * {@code lambdaCallee}, {@code Circle.area}, {@code allocatingCallee} or {@code lockedCallee}. What
 * allocates or waits takes about as much longer, not exactly.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
// Heap that is there from the start: a fork's first touch of memory costs more than its allocation.
@Fork(
    value = 1,
    jvmArgs = {"-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 2, time = 300, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
public class SlowDown {
  /** Of work in one operation. */
  private static final int ROUNDS = 2000;

  /** Of them in the callee that pays: a quarter. */
  private static final int SHARE = ROUNDS / 4;

  private static final int ARRAYS = 300;
  private static final Object LOCK = new Object();

  private long seed = 1;
  private int rounds;
  private int arrays;
  private int[][] kept;
  private LongUnaryOperator lambda;
  private final Shape[] shapes = {new Circle(), new Square(), new Triangle(), new Ring()};

  /** Reads how much slower it is to be. */
  @Setup
  public void slowDown() {
    int percent = Integer.getInteger("slowdown", 0);
    rounds = SHARE + ROUNDS * percent / 100;
    arrays = ARRAYS + 4 * ARRAYS * percent / 100;
    lambda = lambdaCallee(rounds);
    ((Circle) shapes[0]).rounds = rounds;
  }

  private static long work(long x, int rounds) {
    for (int i = 0; i < rounds; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    return x;
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static long innocent(long x) {
    return work(x, SHARE);
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private static long innocentToo(long x) {
    for (int i = 0; i < 2 * SHARE; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    return x;
  }

  /** A callee of its own, never inlined. */
  @Benchmark
  public long plain() {
    seed = plainCallee(innocentToo(innocent(seed)));
    return seed;
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private long plainCallee(long x) {
    for (int i = 0; i < rounds; i++) {
      x ^= x << 13;
      x ^= x >>> 7;
      x ^= x << 17;
    }
    return x;
  }

  /** A callee that is always inlined, around a helper that others share. */
  @Benchmark
  public long inlined() {
    seed = inlinedCallee(innocentToo(innocent(seed)));
    return seed;
  }

  @CompilerControl(CompilerControl.Mode.INLINE)
  private long inlinedCallee(long x) {
    return work(x, rounds);
  }

  /** A lambda expression. */
  @Benchmark
  public long lambda() {
    seed = lambda.applyAsLong(innocentToo(innocent(seed)));
    return seed;
  }

  private static LongUnaryOperator lambdaCallee(int rounds) {
    return x -> work(x, rounds);
  }

  /** One of four implementations, called from one place. */
  @Benchmark
  public long megamorphic() {
    for (Shape shape : shapes) {
      seed = shape.area(seed);
    }
    return seed;
  }

  private interface Shape {
    long area(long x);
  }

  private static final class Circle implements Shape {
    private int rounds;

    @Override
    public long area(long x) {
      return work(x, rounds);
    }
  }

  private static final class Square implements Shape {
    @Override
    public long area(long x) {
      return work(x, SHARE) + 1;
    }
  }

  private static final class Triangle implements Shape {
    @Override
    public long area(long x) {
      return work(x, SHARE) + 2;
    }
  }

  private static final class Ring implements Shape {
    @Override
    public long area(long x) {
      return work(x, SHARE) + 3;
    }
  }

  /** A callee that allocates. */
  @Benchmark
  public long allocating() {
    seed = innocentToo(innocent(seed)) + allocatingCallee();
    return seed;
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private int allocatingCallee() {
    int[][] made = new int[arrays][];
    for (int i = 0; i < arrays; i++) {
      made[i] = new int[8];
    }
    kept = made;
    return made.length;
  }

  /** A callee that holds a lock which two threads want. */
  @Benchmark
  @Threads(2)
  public long locked() {
    seed = lockedCallee(innocentToo(innocent(seed)));
    return seed;
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private long lockedCallee(long x) {
    synchronized (LOCK) {
      return work(x, rounds);
    }
  }
}
