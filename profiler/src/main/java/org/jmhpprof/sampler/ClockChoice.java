// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.Locale;
import java.util.Optional;

/**
 * The clock of all windows with the same options, and why it was taken. The costs behind it are
 * measured once per JVM, so it is the same in each window.
 *
 * <p>{@link Clock#AUTO} is {@link Clock#PERF} where a perf event sees the kernel and its signal
 * costs at most a hundredth of the interval, else {@link Clock#TIMER}. With it, a thread for which
 * no file descriptor is left gets a timer. A clock that was asked for by name is taken or refused.
 *
 * @param clock the clock, not {@code AUTO}
 * @param fallback whether a thread without a descriptor gets a timer
 * @param reason why it was taken, in a few words
 * @param perfNanos what a signal of a perf event costs the thread, ns of CPU time; 0 if not known
 * @param timerNanos the same of a timer
 */
public record ClockChoice(
    Clock clock, boolean fallback, String reason, long perfNanos, long timerNanos) {
  private static final int MOST_PERCENT = 1;

  /**
   * Chooses.
   *
   * @throws SamplerException if the clock that was asked for cannot be had
   */
  static ClockChoice of(SamplerOptions options, SignalCosts costs) throws SamplerException {
    long perfNanos = costs.perfNanos(options.refresh());
    String refusal = null;
    if (!costs.perf().granted()) {
      refusal = costs.perf().refusal();
    } else if (perfNanos == 0) {
      refusal = "perf events raise no signals here";
    }
    String reason =
        refusal != null
            ? refusal
            : String.format(
                Locale.ROOT,
                "a perf signal costs %.1f us, %.1f %% of the interval",
                perfNanos / 1e3,
                100.0 * perfNanos / options.intervalNanos());
    return switch (options.clock()) {
      case PERF -> {
        if (refusal != null) {
          throw new SamplerException("clock=perf is refused: " + refusal + "; use clock=timer");
        }
        yield new ClockChoice(Clock.PERF, false, "asked for", perfNanos, costs.timerNanos());
      }
      case TIMER -> new ClockChoice(Clock.TIMER, false, "asked for", perfNanos, costs.timerNanos());
      case AUTO -> {
        boolean cheap =
            refusal == null && perfNanos * 100 <= options.intervalNanos() * MOST_PERCENT;
        yield new ClockChoice(
            cheap ? Clock.PERF : Clock.TIMER, cheap, reason, perfNanos, costs.timerNanos());
      }
    };
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

  /** A line, if a perf event's signals alone leave the threads less than three quarters. */
  public Optional<String> shortInterval(long intervalNanos) {
    return clock == Clock.TIMER || perfNanos <= intervalNanos / 4
        ? Optional.empty()
        : Optional.of(ShortestInterval.warning(intervalNanos, perfNanos));
  }
}
