// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClockChoiceTest {
  private static final PerfAccess GRANTED = new PerfAccess(0, 0, "1");
  private static final PerfAccess BLIND = new PerfAccess(Errno.EACCES, 0, "2");
  private static final int REFRESH_EXTRA = 7_000;
  private static final int TICK = 4_000_000;

  private static ClockChoice choose(Clock asked, long interval, PerfAccess access, long perfNanos)
      throws SamplerException {
    return choose(asked, interval, access, perfNanos, 0);
  }

  /** With this many context switches per second of CPU time. */
  private static ClockChoice choose(
      Clock asked, long interval, PerfAccess access, long perfNanos, long switches)
      throws SamplerException {
    long refresh = perfNanos == 0 ? 0 : perfNanos + REFRESH_EXTRA;
    return ClockChoice.of(
        new SamplerOptions(interval, 256, 1 << 20, asked),
        new SignalCosts(access, perfNanos, refresh, 5_000, 8_000, 1_000, TICK),
        switches / 1e9);
  }

  @ParameterizedTest
  @CsvSource({
    // interval, cost of a perf signal
    "1000000, 1, PERF",
    "1000000, 2500, PERF",
    "1000000, 10000, PERF",
    "1000000, 10001, TIMER",
    "1000000, 30000, TIMER",
    "2900000, 30000, TIMER",
    "3000000, 30000, PERF",
    "1000000000, 80000, PERF",
    // Below 356 us at this depth the event rests while the handler runs, which costs 7 us more.
    "356000, 3500, PERF",
    "355999, 3500, TIMER",
  })
  void autoIsPerfWhereASignalCostsAtMostAHundredth(long interval, long perfNanos, Clock clock)
      throws Exception {
    ClockChoice choice = choose(Clock.AUTO, interval, GRANTED, perfNanos);
    assertEquals(clock, choice.clock());
    // Only then does a thread without a descriptor get a timer.
    assertEquals(clock == Clock.PERF, choice.fallback());
  }

  @Test
  void autoSaysWhatASignalCosts() throws Exception {
    assertEquals(
        "a perf signal costs 27.1 us, 2.7 % of the interval",
        choose(Clock.AUTO, 1_000_000, GRANTED, 27_123).reason());
  }

  /** A signal costs 30 us, 0.3 %; a context switch 2.4 us, as 1 in 5 sets the hardware. */
  @ParameterizedTest
  @CsvSource({"0, PERF", "2900, PERF", "2950, TIMER", "50000, TIMER"})
  void autoIsPerfWhereContextSwitchesAreFew(long switches, Clock clock) throws Exception {
    assertEquals(clock, choose(Clock.AUTO, 10_000_000, GRANTED, 30_000, switches).clock());
    assertEquals(Clock.PERF, choose(Clock.PERF, 10_000_000, GRANTED, 30_000, switches).clock());
  }

  @Test
  void autoSaysWhatContextSwitchesCost() throws Exception {
    assertEquals(
        "a perf signal costs 30.0 us, 0.3 % of the interval, a context switch under perf 2.4 us,"
            + " 12.0 % of the CPU time",
        choose(Clock.AUTO, 10_000_000, GRANTED, 30_000, 50_000).reason());
  }

  @Test
  void contextSwitchesCostNothingUnderATimer() throws Exception {
    assertEquals(21_375, choose(Clock.PERF, 1_000_000, GRANTED, 30_000, 0).switchesNanos(3));
    assertEquals(13_500, choose(Clock.PERF, 4_000_000, GRANTED, 30_000, 0).switchesNanos(3));
    assertEquals(7_200, choose(Clock.PERF, 10_000_000, GRANTED, 30_000, 0).switchesNanos(3));
    assertEquals(0, choose(Clock.TIMER, 10_000_000, GRANTED, 30_000, 0).switchesNanos(3));
  }

  @Test
  void autoNeverTakesAnEventThatDoesNotSeeTheKernel() throws Exception {
    ClockChoice choice = choose(Clock.AUTO, 1_000_000_000, BLIND, 0);
    assertEquals(Clock.TIMER, choice.clock());
    assertTrue(choice.reason().contains("kernel.perf_event_paranoid is 2"), choice.reason());
  }

  @Test
  void perfThatDoesNotSeeTheKernelIsRefusedWithTheSysctlAndTheWayOut() {
    String refusal =
        assertThrows(SamplerException.class, () -> choose(Clock.PERF, 1_000_000_000, BLIND, 0))
            .getMessage();
    assertEquals(
        "clock=perf is refused: perf events may not see the kernel: kernel.perf_event_paranoid is"
            + " 2, and must be 1 or less for a process without CAP_PERFMON; use clock=timer",
        refusal);
  }

  @Test
  void perfThatRaisesNoSignalIsRefused() throws Exception {
    String refusal =
        assertThrows(SamplerException.class, () -> choose(Clock.PERF, 1_000_000, GRANTED, 0))
            .getMessage();
    assertTrue(refusal.contains("perf events raise no signals here"), refusal);
    assertEquals(Clock.TIMER, choose(Clock.AUTO, 1_000_000, GRANTED, 0).clock());
  }

  @Test
  void whoNamesAClockGetsItWhateverItCosts() throws Exception {
    ClockChoice perf = choose(Clock.PERF, 10_000, GRANTED, 80_000);
    assertEquals(Clock.PERF, perf.clock());
    assertFalse(perf.fallback());
    assertEquals(NativeSampler.PERF, perf.code());
    assertEquals(Clock.TIMER, choose(Clock.TIMER, 1_000_000_000, GRANTED, 1).clock());
    assertEquals(Clock.TIMER, choose(Clock.TIMER, 1_000_000_000, BLIND, 0).clock());
  }

  @Test
  void signalsCostWhatTheirClockCosts() throws Exception {
    ClockChoice choice = choose(Clock.AUTO, 10_000_000, GRANTED, 30_000);
    assertEquals(NativeSampler.PERF_OR_TIMER, choice.code());
    assertEquals(3 * 30_000 + 2 * 5_000, choice.nanos(3, 2));
  }

  @Test
  void aShortIntervalIsSaidBeforeTheFirstWindow() throws Exception {
    assertTrue(choose(Clock.PERF, 400_000, GRANTED, 100_000).shortInterval(400_000).isEmpty());
    String line =
        choose(Clock.PERF, 399_999, GRANTED, 100_000).shortInterval(399_999).orElseThrow();
    assertTrue(
        line.endsWith("a signal costs 100 us; the shortest sensible interval here is 500us"));
    // A timer's signals come with the scheduler's tick, however short the interval.
    assertTrue(choose(Clock.TIMER, 10_000, GRANTED, 100_000).shortInterval(10_000).isEmpty());
  }
}
