// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScoreTest {
  @Test
  void theFirstLineIsTheSumAndEachPartHasALine() {
    List<Score.Part> parts =
        List.of(
            new Score.Part(WallCause.GC, "", 20),
            new Score.Part(WallCause.LOCK, "a.B.enter", 400),
            new Score.Part(WallCause.CPU, "a.B.compute", 4_930),
            new Score.Part(WallCause.IO, "a.B.read", 880),
            new Score.Part(WallCause.SLEEP, "a.B.rest", 3));
    assertEquals(
        List.of(
            "6.320 us/op = 4.930 CPU + 0.880 I/O + 0.400 lock + 0.020 GC pause + 0.090 unexplained",
            "       4.930 us/op   78.0 %  on a processor, most in a.B.compute",
            "       0.880 us/op   13.9 %  waiting in native code, as for input, most in a.B.read",
            "       0.400 us/op    6.3 %  waiting for a monitor or a lock, most in a.B.enter",
            "       0.020 us/op    0.3 %  stopped by the garbage collector"),
        Score.lines(6_320, parts, TimeUnit.MICROSECONDS));
  }

  @Test
  void whatIsToldTwiceIsTakenOff() {
    List<Score.Part> parts = List.of(new Score.Part(WallCause.CPU, "a.B.c", 130));
    assertEquals(
        "120.0 ns/op = 130.0 CPU - 10.00 unexplained",
        Score.lines(120, parts, TimeUnit.NANOSECONDS).get(0));
  }

  @Test
  void threadsThatAreNotEquallyFastAreAPart() {
    List<Score.Part> parts =
        List.of(
            new Score.Part(WallCause.CPU, "a.B.c", 100), new Score.Part(WallCause.UNEQUAL, "", 20));
    assertEquals(
        List.of(
            "120.0 ns/op = 100.0 CPU + 20.00 unequal threads + 0.000 unexplained",
            "       100.0 ns/op   83.3 %  on a processor, most in a.B.c",
            "       20.00 ns/op   16.7 %  JMH's mean of threads that were not equally fast"),
        Score.lines(120, parts, TimeUnit.NANOSECONDS));
  }

  @Test
  void withoutPartsAllOfItIsUnexplained() {
    assertEquals(
        List.of("12.00 ms/op = 12.00 unexplained"),
        Score.lines(12_000_000, List.of(), TimeUnit.MILLISECONDS));
  }
}
