// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.WorkloadParams;
import org.openjdk.jmh.runner.options.TimeValue;

/** A benchmark's parameters as JMH passes them, with what a test does not care for filled in. */
record TestParams(
    String benchmark,
    Mode mode,
    List<String> pairs,
    int forks,
    int warmupForks,
    String jdk,
    String vm) {
  /** A benchmark with pairs of a parameter's name and its value. */
  static BenchmarkParams of(String benchmark, String... pairs) {
    return withForks(1, benchmark, pairs);
  }

  static BenchmarkParams withForks(int forks, String benchmark, String... pairs) {
    return new TestParams(
            benchmark,
            Mode.AverageTime,
            List.of(pairs),
            forks,
            0,
            "17.0.15",
            "OpenJDK 64-Bit Server VM")
        .build();
  }

  static BenchmarkParams onJdk(String jdk, String vm) {
    return new TestParams("a.B.c", Mode.AverageTime, List.of(), 1, 0, jdk, vm).build();
  }

  static BenchmarkParams withWarmupForks(int warmupForks) {
    return new TestParams("a.B.c", Mode.AverageTime, List.of(), 1, warmupForks, "17", "").build();
  }

  private BenchmarkParams build() {
    WorkloadParams workload = new WorkloadParams();
    for (int i = 0; i < pairs.size(); i += 2) {
      workload.put(pairs.get(i), pairs.get(i + 1), i);
    }
    return new BenchmarkParams(
        benchmark,
        benchmark + "_stub",
        true,
        1,
        new int[] {1},
        List.of(),
        forks,
        warmupForks,
        new IterationParams(IterationType.WARMUP, 1, TimeValue.seconds(1), 1),
        new IterationParams(IterationType.MEASUREMENT, 1, TimeValue.seconds(1), 1),
        mode,
        workload,
        TimeUnit.NANOSECONDS,
        1,
        "/some/java",
        List.of(),
        jdk,
        vm,
        jdk,
        "1.37",
        TimeValue.minutes(1));
  }
}
