// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Side.Renames;
import org.jmhpprof.gate.run.Blocks.TimeLimit;
import org.jmhpprof.gate.run.JmhOptions.Task;
import org.junit.jupiter.api.Test;

class TaskTest {
  private static final JmhOptions OPTIONS =
      new JmhOptions(List.of("-i", "3", "-p", "size=1,2", "-bm", "all"));

  @Test
  void allOfABenchmarkAndNoOther() {
    assertEquals(
        List.of("^\\Qa.B.c\\E$", "-i", "3", "-p", "size=1,2", "-bm", "all"),
        Task.all("a.B.c").arguments(OPTIONS));
  }

  @Test
  void oneCombinationReplacesWhatTheUserAskedFor() {
    BenchmarkKey key = new BenchmarkKey("a.B.c", "avgt", new TreeMap<>(Map.of("size", "2")), 1);
    assertEquals(
        List.of("^\\Qa.B.c\\E$", "-p", "size=2", "-bm", "avgt", "-i", "3"),
        Task.only(key).arguments(OPTIONS));
  }

  @Test
  void optionsMeanWhatJmhWouldMeasure() throws BadInput {
    BenchmarkKey two = new BenchmarkKey("a.B.c", "avgt", new TreeMap<>(Map.of("size", "2")), 1);
    assertTrue(OPTIONS.mean(two));
    assertTrue(JmhOptions.of(List.of("-p", "other=7", "-bm", "ss,avgt")).mean(two));
    assertTrue(JmhOptions.of(List.of("-p", "size=1", "-p", "size=2")).mean(two));
    assertTrue(JmhOptions.of(List.of("-bm", "AverageTime")).mean(two));
    assertTrue(JmhOptions.of(List.of("-bm", "All")).mean(two));
    assertFalse(JmhOptions.of(List.of("-p", "size=1,3")).mean(two));
    assertFalse(JmhOptions.of(List.of("-bm", "thrpt")).mean(two));
  }

  @Test
  void aFifthOfTheBudgetIsForProfiles() {
    Instant start = Instant.EPOCH;
    Optional<Duration> budget = Optional.of(Duration.ofMinutes(20));
    assertEquals(
        new TimeLimit(start.plusSeconds(960), start.plusSeconds(1200)),
        TimeLimit.withProfiles(start, budget));
    assertEquals(start.plusSeconds(1200), TimeLimit.timedOnly(start, budget).timed());
    assertEquals(Instant.MAX, TimeLimit.withProfiles(start, Optional.empty()).timed());
  }

  @Test
  void aCommaCannotBeSaidToJmh() {
    BenchmarkKey key = new BenchmarkKey("a.B.c", "avgt", new TreeMap<>(Map.of("size", "a,b")), 1);
    assertTrue(Task.only(key).only().isEmpty());
  }

  /** Up to 1.36 JMH wants exactly one equals sign, with something behind it. */
  @Test
  void norCanAnEqualsSignAndNothing() {
    for (String value : List.of("a=b", "=", "")) {
      BenchmarkKey key = new BenchmarkKey("a.B.c", "avgt", new TreeMap<>(Map.of("size", value)), 1);
      assertTrue(Task.only(key).only().isEmpty(), value);
    }
  }

  @Test
  void aBuildThatCallsItOtherwiseRunsItsOwn() {
    Renames renames = new Renames(new TreeMap<>(Map.of("a.Old", "a.B")));
    BenchmarkKey key = new BenchmarkKey("a.B.c", "avgt", new TreeMap<>(Map.of("size", "2")), 1);
    assertEquals(
        List.of("^\\Qa.Old.c\\E$", "-p", "size=2", "-bm", "avgt", "-i", "3"),
        Task.only(key).inBuildWith(renames).arguments(OPTIONS));
    assertEquals(Task.all("a.B.c"), Task.all("a.B.c").inBuildWith(Renames.NONE));
  }
}
