// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jmhpprof.profile.StackTable;

/**
 * CPU time without a stack, and what that makes of a profile.
 *
 * <p>More than 5 % of it is worth a line. A profile that has no stack at all has failed, and so has
 * one that misses more than half of the CPU time.
 *
 * <p>Few ticks are chance: fewer than 50 without a stack fail nothing. And where a benchmark mostly
 * waits, the ticks that idle threads leave over can be half of the CPU time: a profile that has
 * stacks fails only if it misses 1 % of the wall time, too.
 */
public final class Unseen {
  private static final double WORTH_A_LINE = 0.05;
  private static final double HALF = 0.5;
  private static final long FEWEST_TICKS = 50;
  private static final double SHARE_OF_WALL_TIME = 0.01;

  private static final Map<PseudoFrame, String> ADVICE =
      Map.of(
          PseudoFrame.LOST,
          "the buffer was full; set a larger buffer or a longer interval",
          PseudoFrame.FAILED_UNSAMPLED,
          "threads ran between two signals, or SIGPROF is blocked or another profiler has it;"
              + " clock=perf, a shorter interval or longer iterations may help",
          PseudoFrame.FAILED_THREAD_START,
          "threads used it before they had a clock; let fewer threads live longer, as in a pool",
          PseudoFrame.FAILED_SIGNAL_STACK,
          "native code runs on an alternate signal stack that has no room for the profiler",
          PseudoFrame.FAILED_UNTOLD,
          "JFR did not look at the thread while it ran, or it ran in native code without Java"
              + " frames; longer iterations may help",
          PseudoFrame.FAILED_GC,
          "the garbage collector was at work; a larger heap helps");

  private static final String OTHERWISE =
      "this JVM does not let the profiler walk the stacks of this code; another JDK may";

  /**
   * What a profile comes to.
   *
   * @param line how much of the CPU time has no stack, the main cause, and what helps; null if that
   *     is too little to mention
   * @param failed whether the profile is of no use
   */
  public record Verdict(String line, boolean failed) {}

  private final Map<Long, Long> nanosByCause = new HashMap<>();
  private final long allTicks;
  private final long allNanos;
  private long ticks;
  private long nanos;

  private Unseen(long allTicks, long allNanos) {
    this.allTicks = allTicks;
    this.allNanos = allNanos;
  }

  /** What there is of it in a table. */
  public static Unseen in(StackTable table) {
    Unseen unseen = new Unseen(table.total(0), table.total(1));
    for (int i = 0; i < table.size(); i++) {
      long leaf = table.depth(i) == 0 ? 0 : table.frame(i, 0);
      if (leaf == PseudoFrame.LOST.word() || PseudoFrame.isFailed(leaf)) {
        unseen.ticks += table.value(i, 0);
        unseen.nanos += table.value(i, 1);
        unseen.nanosByCause.merge(leaf, table.value(i, 1), Long::sum);
      }
    }
    return unseen;
  }

  /**
   * What it makes of the profile.
   *
   * @param wallNanos how long the profile was taken, nanoseconds
   */
  public Verdict judge(long wallNanos) {
    boolean nothingSeen = ticks > 0 && ticks == allTicks;
    boolean enough = ticks >= FEWEST_TICKS;
    boolean worthALine = nothingSeen || (enough && nanos > WORTH_A_LINE * allNanos);
    boolean mostMissing = nanos > HALF * allNanos && nanos >= SHARE_OF_WALL_TIME * wallNanos;
    return new Verdict(worthALine ? line() : null, enough && (nothingSeen || mostMissing));
  }

  private String line() {
    long cause =
        nanosByCause.entrySet().stream()
            .max(Map.Entry.<Long, Long>comparingByValue().thenComparing(Map.Entry::getKey))
            .orElseThrow()
            .getKey();
    String name = PseudoFrame.of(cause).name();
    return String.format(
        Locale.ROOT,
        "%.1f %% of the CPU time (%d of %d ticks) has no stack, mostly %s: %s",
        100.0 * nanos / allNanos,
        ticks,
        allTicks,
        name,
        advice(name));
  }

  private static String advice(String name) {
    return ADVICE.entrySet().stream()
        .filter(entry -> entry.getKey().frame().name().equals(name))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(OTHERWISE);
  }
}
