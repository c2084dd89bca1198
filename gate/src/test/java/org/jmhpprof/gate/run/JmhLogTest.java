// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.junit.jupiter.api.Test;

class JmhLogTest {
  private static List<JmhLog.Combination> read(String log) {
    return new JmhLog(log.lines().toList()).combinations();
  }

  @Test
  void everyCombinationAndWhatBecameOfIt() {
    List<JmhLog.Combination> found =
        read(
            """
            # JMH version: 1.37
            # VM options: -XX:+HeapDumpOnOutOfMemoryError
            # Threads: 4 threads, will synchronize iterations
            # Benchmark mode: Average time, time/op
            # Benchmark: a.B.c
            # Parameters: (size = 1, text = x, y=z)

            # Fork: 1 of 1
            Iteration   1: 5.0 ns/op
            # JMH version: 1.37
            # Threads: 1 thread, will synchronize iterations
            # Benchmark mode: Single shot invocation time
            # Benchmark: a.B.c
            # Parameters: (size = 2, text = )

            # Fork: 1 of 1
            Iteration   1: <failure>

            java.lang.IllegalStateException: on purpose
            \tat a.B.c(B.java:5)
            # JMH version: 1.37
            # Benchmark mode: Single shot invocation time
            # Benchmark: a.B.d

            <forked VM failed with exit code 134>
            <stdout last='20 lines'>
            """);
    assertEquals(
        List.of(
            new JmhLog.Combination(
                new BenchmarkKey(
                    "a.B.c", "avgt", new TreeMap<>(Map.of("size", "1", "text", "x, y=z")), 4),
                ""),
            new JmhLog.Combination(
                new BenchmarkKey("a.B.c", "ss", new TreeMap<>(Map.of("size", "2", "text", "")), 1),
                "java.lang.IllegalStateException: on purpose"),
            new JmhLog.Combination(
                new BenchmarkKey("a.B.d", "ss", new TreeMap<>(), 1),
                "<forked VM failed with exit code 134>")),
        found);
  }

  @Test
  void theCauseIsWhatWasThrownElseTheLastLine() {
    assertEquals("no output", new JmhLog(List.of()).cause());
    assertEquals("last", new JmhLog(List.of("first", "last", "")).cause());
    assertEquals("an Error", new JmhLog(List.of("# OutOfMemoryError", "an Error", "z")).cause());
  }
}
