// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.lang.StackWalker.Option;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
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
import org.openjdk.jmh.infra.Blackhole;

/**
 * What does one signal handler cost, by the depth of the stack that it walks?
 *
 * <p>{@code java -jar benchmarks/target/benchmarks.jar HandlerCost} takes about 1 minute.
 *
 * <p>The figures are the profiler's own: {@code pprof.handler.p50} and {@code .p99}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class HandlerCost {
  private static final int TOKENS = 20_000;

  private static final StackWalker ALL_FRAMES =
      StackWalker.getInstance(Set.of(Option.SHOW_REFLECT_FRAMES, Option.SHOW_HIDDEN_FRAMES));

  /** Java frames, the thread's first and the leaf included. */
  @Param({"10", "50", "100", "250"})
  public int depth;

  // JMH's worker has too many frames of its own.
  private Thread burner;
  private volatile boolean done;

  /** Starts the thread that is sampled. */
  @Setup
  public void start() {
    burner = new Thread(this::burn, "burner");
    burner.setDaemon(true);
    burner.start();
  }

  /** Ends it. */
  @TearDown
  public void stop() throws InterruptedException {
    done = true;
    burner.join();
  }

  private void burn() {
    int here = (int) (long) ALL_FRAMES.walk(Stream::count);
    // The first descend and consumeCPU come on top.
    int more = depth - here - 2;
    if (more < 0) {
      throw new IllegalStateException("there are " + here + " frames already");
    }
    while (!done) {
      descend(more);
    }
  }

  @CompilerControl(CompilerControl.Mode.DONT_INLINE)
  private int descend(int more) {
    if (more > 0) {
      return descend(more - 1) + 1;
    }
    Blackhole.consumeCPU(TOKENS);
    return 0;
  }

  /** Lets it burn. */
  @Benchmark
  public void wait100Millis() throws InterruptedException {
    Thread.sleep(100);
    if (!burner.isAlive()) {
      throw new IllegalStateException("nothing burns");
    }
  }
}
