// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.ExternalProfiler;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.profile.ProfilerException;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;

/**
 * A profiler of JMH that prints how far a fork is when an iteration begins, when one ends, and at
 * its own end, as lines {@code fork-times: <begin, end or exit> <s of time> <s of CPU time>}.
 * {@code .ci/fork-start} makes figures of them.
 *
 * <p>Behind another profiler among the arguments, it tells what that one takes: JMH calls it last
 * before an iteration and first after it. The fork has one processor.
 */
public final class ForkTimes implements InternalProfiler, ExternalProfiler {
  private static final String STARTED = "fork.started";

  private final List<Class<?>> loaded = new ArrayList<>();
  private final double started;

  /** A class like many others. */
  static final class Loaded {
    private int number;

    int number() {
      return number;
    }

    void number(int of) {
      number = of;
    }

    int twice() {
      return 2 * number;
    }

    boolean isEven() {
      return number % 2 == 0;
    }

    @Override
    public String toString() {
      return "number " + number;
    }
  }

  /**
   * Called by JMH.
   *
   * @param options how many classes the fork has loaded when its first iteration begins, above
   *     those that it needs
   */
  public ForkTimes(String options) throws ProfilerException {
    started = Double.parseDouble(System.getProperty(STARTED, "0"));
    try {
      if (started > 0) {
        NativeParts.load("processcpu");
        load(Integer.parseInt(options));
      }
    } catch (NumberFormatException e) {
      throw new ProfilerException("not a number of classes: " + options, e);
    }
  }

  private void load(int classes) {
    try (InputStream in = ForkTimes.class.getResourceAsStream("ForkTimes$Loaded.class")) {
      byte[] code = in.readAllBytes();
      while (loaded.size() < classes) {
        loaded.add(MethodHandles.lookup().defineHiddenClass(code, true).lookupClass());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String getDescription() {
    return "Time that a fork takes beside its iterations";
  }

  @Override
  public Collection<String> addJVMInvokeOptions(BenchmarkParams params) {
    String program =
        "TIMEFORMAT='fork-times: exit %3R %3U %3S'; time \"$0\" -D"
            + STARTED
            + "=$EPOCHREALTIME \"$@\"";
    return List.of("taskset", "-c", "1", "bash", "-c", program);
  }

  @Override
  public Collection<String> addJVMOptions(BenchmarkParams params) {
    return List.of();
  }

  @Override
  public void beforeTrial(BenchmarkParams params) {}

  @Override
  @SuppressWarnings("rawtypes") // as JMH declares it
  public Collection<? extends Result> afterTrial(
      BenchmarkResult result, long pid, File stdOut, File stdErr) {
    return List.of();
  }

  @Override
  public boolean allowPrintOut() {
    return true;
  }

  @Override
  public boolean allowPrintErr() {
    return true;
  }

  @Override
  public void beforeIteration(BenchmarkParams params, IterationParams iteration) {
    print("begin");
  }

  @Override
  @SuppressWarnings("rawtypes") // as JMH declares it
  public Collection<? extends Result> afterIteration(
      BenchmarkParams params, IterationParams iteration, IterationResult result) {
    print("end");
    return List.of();
  }

  private void print(String where) {
    double time = System.currentTimeMillis() / 1e3 - started;
    double cpu = processCpu() / 1e9;
    System.out.printf(Locale.ROOT, "%nfork-times: %s %.3f %.4f%n", where, time, cpu);
  }

  private static native long processCpu();
}
