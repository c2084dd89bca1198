// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jfr;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.EventCounts;
import org.jmhpprof.sampler.PseudoFrame;

/**
 * The samples of CPU time of one window. They are collected first: what a sample stands for can
 * depend on how many there are.
 */
final class CpuSamples {
  /** A profile of at least so much CPU time, ns, is worth a remark if its samples are few. */
  private static final long WORTH_NANOS = 500_000_000;

  /** Few: one stands for more than this, ns, and for more than ten ticks. */
  private static final long FEW_NANOS = 20_000_000;

  /** What one sample stands for, ns, or 0 if it has its share of what its thread used. */
  private record Sample(long[] stack, long nanos) {}

  /** A thread. */
  private static final class Used {
    final int number;
    final List<Sample> samples = new ArrayList<>();
    long lostSamples;

    Used(int number) {
      this.number = number;
    }

    long nanos() {
      return samples.stream().mapToLong(Sample::nanos).sum();
    }
  }

  private final JfrSymbols symbols;
  private final Map<Long, Used> threads = new HashMap<>();
  private final boolean weighed;
  private long overruns;
  private long recorded;
  private long lost;
  private long failed;
  private long records;

  /**
   * Nothing yet.
   *
   * @param weighed whether each sample tells what it stands for
   */
  CpuSamples(JfrSymbols symbols, boolean weighed) {
    this.symbols = symbols;
    this.weighed = weighed;
  }

  private Used thread(long key, int number) {
    return threads.computeIfAbsent(key, unknown -> new Used(number));
  }

  void add(long key, int number, long[] stack, long nanos) {
    thread(key, number).samples.add(new Sample(stack, nanos));
  }

  void addLost(long key, int number, long samples) {
    thread(key, number).lostSamples += samples;
  }

  long overruns() {
    return overruns;
  }

  /** What a reader should know of the samples that were added to a table. */
  List<String> remarks(long period) {
    double nanos = (double) recorded * period;
    boolean few = nanos > records * Math.max((double) FEW_NANOS, 10.0 * period);
    return few && nanos >= WORTH_NANOS
        ? List.of(
            "JFR took few samples for so much CPU time, so the shares are uncertain. JDK 17 takes"
                + " none in some stubs, such as that of SHA-256, and few where threads are many or"
                + " the machine is busy")
        : List.of();
  }

  /**
   * Gives each thread's samples their weights and adds them to a table.
   *
   * @param used CPU time of the threads that live at the end of the window, ns
   * @param carried what was left of each thread's time, less than a tick; kept up to date
   */
  EventCounts addTo(StackTable table, Map<Long, Long> used, Map<Long, Double> carried) {
    used.forEach(
        (key, nanos) -> {
          if (!threads.containsKey(key) && nanos >= table.period()) {
            String name = key == JfrSymbols.VIRTUAL ? "" : ThreadReadings.nameOf(key);
            if (name != null && !JfrSymbols.isOfJfr(name)) {
              threads.put(key, new Used(symbols.number(key, name, true)));
            }
          }
        });
    double usual = usual(used, table.period());
    threads.forEach((key, thread) -> add(key, thread, table, used.get(key), usual, carried));
    return new EventCounts(recorded, lost, failed, records, 0, 0);
  }

  /** What a sample stands for where its thread does not tell, ns. */
  private double usual(Map<Long, Long> used, long period) {
    double nanos = 0;
    long count = 0;
    for (Map.Entry<Long, Used> thread : threads.entrySet()) {
      Long known = weighed ? (Long) thread.getValue().nanos() : used.get(thread.getKey());
      if (known != null) {
        nanos += known;
        count += thread.getValue().samples.size();
      }
    }
    return count == 0 ? period : nanos / count;
  }

  private void add(
      long key, Used thread, StackTable table, Long used, double usual, Map<Long, Double> carried) {
    Ticks ticks = new Ticks(table, thread.number, carried.getOrDefault(key, 0.0));
    int count = thread.samples.size();
    double share = !weighed && used != null && count > 0 ? (double) used / count : usual;
    double told = 0;
    for (Sample sample : thread.samples) {
      double nanos = weighed ? sample.nanos : share;
      long passed = ticks.add(sample.stack, nanos);
      told += nanos;
      records++;
      overruns += Math.max(0, passed - 1);
      if (PseudoFrame.isFailed(sample.stack[0])) {
        failed += passed;
      } else {
        recorded += passed;
      }
    }
    if (thread.lostSamples > 0) {
      double each = count == 0 ? usual : told / count;
      // Never more than the thread used, if that is known.
      double most = used == null ? Double.MAX_VALUE : Math.max(0, used - told);
      double nanos = Math.min(each * thread.lostSamples, most);
      lost += ticks.add(PseudoFrame.LOST.word(), nanos);
      told += nanos;
    }
    if (used != null && used - told >= table.period()) {
      failed += ticks.add(PseudoFrame.FAILED_UNTOLD.word(), used - told);
    }
    carried.put(key, ticks.left);
  }

  /** Whole ticks of one thread; what is left of one goes to the next sample. */
  private static final class Ticks {
    private final StackTable table;
    private final int thread;
    private double left;

    Ticks(StackTable table, int thread, double left) {
      this.table = table;
      this.thread = thread;
      this.left = left;
    }

    long add(long frame, double nanos) {
      return add(new long[] {frame}, nanos);
    }

    long add(long[] stack, double nanos) {
      left += nanos;
      long passed = (long) (left / table.period());
      if (passed > 0) {
        left -= (double) passed * table.period();
        int unused = table.add(thread, stack, stack.length, passed, passed * table.period());
      }
      return passed;
    }
  }
}
