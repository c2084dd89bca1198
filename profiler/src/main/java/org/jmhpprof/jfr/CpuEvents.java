// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jfr;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/** Which events of JFR tell of CPU time, and what their samples stand for. */
enum CpuEvents {
  /** A timer for each thread's CPU time; each sample tells what it stands for. */
  CPU_TIME(
      "jfr-cpu-time",
      "jdk.CPUTimeSample; each sample stands for the CPU time that it tells, and what is left of a"
          + " thread's CPU time has no stack"),

  /** JFR's own thread looks at some threads now and then, whether they run or wait. */
  EXECUTION(
      "jfr-execution",
      "jdk.ExecutionSample and jdk.NativeMethodSample, which have no weight: the samples of a"
          + " thread share its CPU time as ThreadMXBean tells it");

  static final String CPU_TIME_SAMPLE = "jdk.CPUTimeSample";
  static final String CPU_TIME_LOST = "jdk.CPUTimeSamplesLost";
  static final String JAVA_SAMPLE = "jdk.ExecutionSample";
  static final String NATIVE_SAMPLE = "jdk.NativeMethodSample";

  private static final long SHORTEST_PERIOD_NANOS = 1_000_000;

  private final String word;
  private final String reason;

  CpuEvents(String word, String reason) {
    this.word = word;
    this.reason = reason;
  }

  /** The better ones of those that this JVM has. Other systems than Linux know the name only. */
  static CpuEvents here() {
    boolean known =
        FlightRecorder.getFlightRecorder().getEventTypes().stream()
            .map(EventType::getName)
            .anyMatch(CPU_TIME_SAMPLE::equals);
    boolean linux = System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("linux");
    return known && linux ? CPU_TIME : EXECUTION;
  }

  /** What ticks, in comments. */
  String word() {
    return word;
  }

  /** Comments on it, by their keys. */
  Map<String, String> describe() {
    return Map.of("clock.reason", reason);
  }

  boolean weighed() {
    return this == CPU_TIME;
  }

  void enable(Recording recording, long intervalNanos) {
    switch (this) {
      case CPU_TIME -> {
        recording.enable(CPU_TIME_SAMPLE).withStackTrace().with("throttle", intervalNanos + "ns");
        recording.enable(CPU_TIME_LOST);
      }
      case EXECUTION -> {
        // In whole milliseconds.
        long millis = (intervalNanos + SHORTEST_PERIOD_NANOS - 1) / SHORTEST_PERIOD_NANOS;
        recording.enable(JAVA_SAMPLE).withStackTrace().withPeriod(Duration.ofMillis(millis));
        recording.enable(NATIVE_SAMPLE).withStackTrace().withPeriod(Duration.ofMillis(millis));
      }
      default -> throw new AssertionError(this);
    }
  }
}
