// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jmhpprof.profile.Decimal;

/**
 * The clock of all windows with the same options, and why it was taken. The costs behind it are
 * measured once per JVM, so it is the same in each window.
 *
 * <p>{@link Clock#AUTO} is {@link Clock#PERF} where a perf event sees the kernel and costs at most
 * a hundredth of the CPU time: its signals, and what it adds to context switches if the program
 * goes on switching as it did in the warm-up. Else it is {@link Clock#TIMER}. With it, a thread for
 * which no file descriptor is left gets a timer. A clock that was asked for by name is taken or
 * refused.
 *
 * @param clock the clock, not {@code AUTO}
 * @param fallback whether a thread without a descriptor gets a timer
 * @param reason why it was taken, in a few words
 * @param perfNanos what a signal of a perf event costs the thread, ns of CPU time; 0 if not known
 * @param timerNanos the same of a timer
 * @param switchNanos what a perf event adds to a context switch; 0 if not known
 */
public record ClockChoice(
    Clock clock,
    boolean fallback,
    String reason,
    long perfNanos,
    long timerNanos,
    long switchNanos) {
  private static final double MOST = 0.01;

  /**
   * Chooses.
   *
   * @param switches context switches of the program per ns of its CPU time
   * @throws SamplerException if the clock that was asked for cannot be had
   */
  static ClockChoice of(SamplerOptions options, SignalCosts costs, double switches)
      throws SamplerException {
    long perfNanos = costs.perfNanos(options.refresh());
    double bySignals = bySignals(options, costs);
    double bySwitches = switches * costs.switchNanos(options.intervalNanos());
    String refusal = null;
    if (!costs.perf().granted()) {
      refusal = costs.perf().refusal();
    } else if (perfNanos == 0) {
      refusal = "perf events raise no signals here";
    }
    boolean cheap = refusal == null && bySignals + bySwitches <= MOST;
    String reason = refusal;
    if (refusal == null) {
      reason = reason("a perf signal costs", perfNanos, bySignals, "the interval");
      if (bySwitches > MOST / 2) {
        reason +=
            reason(
                ", a context switch under perf",
                costs.switchNanos(options.intervalNanos()),
                bySwitches,
                "the CPU time");
      }
    }
    return switch (options.clock()) {
      case PERF -> {
        if (refusal != null) {
          throw new SamplerException("clock=perf is refused: " + refusal + "; use clock=timer");
        }
        yield costs.choice(Clock.PERF, false, "asked for", options);
      }
      case TIMER -> costs.choice(Clock.TIMER, false, "asked for", options);
      case AUTO -> costs.choice(cheap ? Clock.PERF : Clock.TIMER, cheap, reason, options);
    };
  }

  private static double bySignals(SamplerOptions options, SignalCosts costs) {
    return (double) costs.perfNanos(options.refresh()) / options.intervalNanos();
  }

  /** Whether it depends on the context switches which clock is taken. */
  static boolean signalsAreCheap(SamplerOptions options, SignalCosts costs) {
    return bySignals(options, costs) <= MOST;
  }

  private static String reason(String what, long nanos, double part, String of) {
    return what
        + " "
        + Decimal.of(nanos / 1e3, 1)
        + " us, "
        + Decimal.of(100 * part, 1)
        + " % of "
        + of;
  }

  /** Comments for the profile, by their keys. */
  Map<String, String> describe() {
    Map<String, String> comments = new LinkedHashMap<>();
    comments.put("clock.reason", reason);
    comments.put("clock.perf.signal", nanos(perfNanos));
    comments.put("clock.timer.signal", nanos(timerNanos));
    comments.put("clock.perf.switch", nanos(switchNanos));
    return comments;
  }

  private static String nanos(long measured) {
    return measured == 0 ? "unknown" : measured + "ns";
  }

  /** The number that the native library knows it by. */
  int code() {
    if (clock == Clock.TIMER) {
      return NativeSampler.TIMER;
    }
    return fallback ? NativeSampler.PERF_OR_TIMER : NativeSampler.PERF;
  }

  /** What the signals cost the threads that took them, without their handlers. */
  long nanos(long perfSignals, long timerSignals) {
    return perfSignals * perfNanos + timerSignals * timerNanos;
  }

  /** What perf events added to this many context switches. */
  long switchesNanos(long switches) {
    return clock == Clock.PERF ? switches * switchNanos : 0;
  }

  /** A line, if a perf event's signals alone leave the threads less than three quarters. */
  public Optional<String> shortInterval(long intervalNanos) {
    return clock == Clock.TIMER || perfNanos <= intervalNanos / 4
        ? Optional.empty()
        : Optional.of(ShortestInterval.warning(intervalNanos, perfNanos));
  }
}
