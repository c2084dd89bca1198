// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.jmhpprof.profile.Frame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JmhHarnessTest {
  @ParameterizedTest
  @CsvSource({
    "a.jmh_generated.B_c_jmhTest.c_avgt_jmhStub, true, false",
    "a.jmh_generated.B_c_jmhTest.c_AverageTime, false, false",
    "org.openjdk.jmh.runner.BenchmarkHandler$BenchmarkTask.call, false, true",
    "org.openjdk.jmh.profile.StackProfiler$SamplingTask.run, false, true",
    "org.openjdk.jmh.infra.Blackhole.consumeCPU, false, false",
    "java.lang.Thread.run, false, false"
  })
  void framesAreToldByTheirNames(String name, boolean loop, boolean own) {
    Frame frame = new Frame(name, "", "", 0, 0, 0, null);
    assertEquals(loop, JmhHarness.HARNESS.timedLoop().test(frame));
    assertEquals(own, JmhHarness.HARNESS.frame().test(frame));
  }

  @ParameterizedTest
  @CsvSource({
    "main, true",
    "org.sample.Foo.bar-jmh-worker-12, true",
    "main-1, false",
    "pool-1-thread-1, false",
    "ForkJoinPool-1-worker-1, false"
  })
  void threadsAreToldByTheirNames(String name, boolean own) {
    assertEquals(own, JmhHarness.HARNESS.thread().test(name));
  }
}
