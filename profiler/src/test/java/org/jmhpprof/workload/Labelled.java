// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.util.concurrent.TimeUnit;
import org.jmhpprof.Label;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/** Work with labels of the benchmark's own, in known shares. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class Labelled {
  /** Three parts of work are parsing, one is printing, and a quarter of each is of a small size. */
  @Benchmark
  public void threeToOne(Blackhole sink) {
    try (Label stage = Label.set("stage", "parse")) {
      work(sink, 3);
    }
    try (Label stage = Label.set("stage", "print")) {
      work(sink, 1);
    }
  }

  /** Both labels, and nothing of them afterwards. */
  private static void work(Blackhole sink, int parts) {
    try (Label size = Label.set("size", "large")) {
      for (int i = 0; i < 3 * parts; i++) {
        part(sink);
      }
    }
    for (int i = 0; i < parts; i++) {
      part(sink);
    }
  }

  private static void part(Blackhole sink) {
    sink.consume(new byte[1008]);
    Blackhole.consumeCPU(2_000);
  }

  /** Never closes what it sets, and starts a thread that inherits nothing. */
  @Benchmark
  public void left() throws InterruptedException {
    Label unused = Label.set("left", "open");
    Blackhole.consumeCPU(5_000_000);
    Thread other = new Thread(() -> Blackhole.consumeCPU(20_000_000), "child");
    other.start();
    other.join();
  }

  /** More pairs than there is room for. */
  @Benchmark
  public void many() {
    for (int i = 0; i < 5_000; i++) {
      try (Label label = Label.set("number", Integer.toString(i))) {
        Blackhole.consumeCPU(20);
      }
    }
  }
}
