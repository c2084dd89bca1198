// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.jmhpprof.sampler.SamplerException;
import org.jmhpprof.sampler.SignalSampler;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;
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

  /** Stops the sampler behind the plugin's back in the second measurement iteration. */
  @State(Scope.Benchmark)
  public static class Interference {
    private int measured;

    @TearDown(Level.Iteration)
    public void stop(IterationParams params) throws SamplerException {
      if (params.getType() == IterationType.MEASUREMENT && ++measured == 2) {
        SignalSampler.load().stop();
      }
    }
  }

  /** Takes the profiler's signal while it is sampling. */
  @State(Scope.Benchmark)
  public static class LateSignalHandler {
    @Setup(Level.Iteration)
    public void take(IterationParams params) throws ReflectiveOperationException {
      if (params.getType() == IterationType.MEASUREMENT) {
        new SignalHandler().take();
      }
    }
  }

  /**
   * Removes the directory of the profiles after each measurement iteration; {@code
   * blockedDirectory} puts a file in its place.
   */
  @State(Scope.Benchmark)
  public static class NoDirectory {
    @TearDown(Level.Iteration)
    public void remove(IterationParams iteration, BenchmarkParams params) throws IOException {
      Path directory = Path.of(params.getBenchmark() + "-thrpt");
      if (iteration.getType() == IterationType.MEASUREMENT && !Files.isRegularFile(directory)) {
        if (Files.isDirectory(directory)) {
          try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
              Files.delete(path);
            }
          }
        }
        if (params.getBenchmark().endsWith("blockedDirectory")) {
          Files.writeString(directory, "in the way");
        }
      }
    }
  }

  /** Fills the disk of {@code hostile.directory}, from measurement iteration {@code from} on. */
  @State(Scope.Benchmark)
  public static class FullDisk {
    private int measured;

    @TearDown(Level.Iteration)
    public void fill(IterationParams params) throws IOException {
      if (params.getType() == IterationType.MEASUREMENT
          && ++measured == Integer.getInteger("hostile.from")) {
        Path filler = Path.of(System.getProperty("hostile.directory"), "filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
          // A small disk; a large one is not to be filled by mistake.
          for (int i = 0; i < 1000; i++) {
            out.write(new byte[1024]);
          }
        } catch (IOException e) {
          if (!String.valueOf(e.getMessage()).contains("No space left")) {
            throw e;
          }
          return;
        }
        throw new IllegalStateException("the disk is not small");
      }
    }
  }

  @Benchmark
  public void fullDisk(FullDisk disk) {
    Blackhole.consumeCPU(1000);
  }

  @Benchmark
  public void stopped(Interference interference) {
    Blackhole.consumeCPU(1000);
  }

  @Benchmark
  public void lateHandler(LateSignalHandler handler) {
    Blackhole.consumeCPU(1000);
  }

  @Benchmark
  public void blockedDirectory(NoDirectory directory) {
    Blackhole.consumeCPU(1000);
  }

  @Benchmark
  public void noDirectory(NoDirectory directory) {
    Blackhole.consumeCPU(1000);
  }

  /** Names a JVM of its own, which a test puts there. */
  @Benchmark
  @Fork(jvm = "./another-java")
  public void ownJvm() {
    Blackhole.consumeCPU(1000);
  }

  /** Nothing is wrong with this one. */
  @Benchmark
  public void zInnocent() {
    Blackhole.consumeCPU(1000);
  }
}
