// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;

/** Benchmarks whose own score is fine, and that leave the profiler no chance. */
public class Hostile {
  /** Takes the profiler's signal; needs a warmup iteration to do so in. */
  @State(Scope.Benchmark)
  public static class SignalHandler {
    /** Through reflection, because javac warns of sun.misc. */
    @Setup
    public void take() throws ReflectiveOperationException {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object ignore =
          Proxy.newProxyInstance(
              Hostile.class.getClassLoader(), new Class<?>[] {handler}, (proxy, m, a) -> null);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("PROF"), ignore);
    }
  }

  /** From the second measurement iteration on, a directory is where the file should grow. */
  @State(Scope.Benchmark)
  public static class Obstacle {
    private static final Path PLACE =
        Path.of("org.jmhpprof.workload.Hostile.unwritable-thrpt", "fork1.cpu.pb.gz.tmp", "full");

    private int measured;

    @Setup(Level.Iteration)
    public void place(IterationParams params) throws IOException {
      if (params.getType() == IterationType.MEASUREMENT && ++measured > 1) {
        Files.createDirectories(PLACE);
      }
    }
  }

  @Benchmark
  public void foreignHandler(SignalHandler handler) {
    Blackhole.consumeCPU(1000);
  }

  @Benchmark
  public void unwritable(Obstacle obstacle) {
    Blackhole.consumeCPU(1000);
  }
}
