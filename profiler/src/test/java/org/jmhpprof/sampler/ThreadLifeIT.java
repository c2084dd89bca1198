// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.workload.NativeThreads;
import org.jmhpprof.workload.ThreadIds;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Threads that come, change and go: their time is there once, and under their own name. */
@Timeout(120)
class ThreadLifeIT extends OneSampler {
  private static final long MILLIS = 1_000_000;

  private final StackTable table = new StackTable();

  private void start(Clock clock) throws SamplerException {
    sampler.start(new SamplerOptions(200_000, 64, 1 << 22, clock), table);
  }

  /** CPU time of the threads of this name; of that with a certain leaf, unless it is null. */
  private long nanosOf(String thread, PseudoFrame leaf) {
    Pattern name = Pattern.compile(thread);
    long nanos = 0;
    for (int i = 0; i < table.size(); i++) {
      int id = table.threadId(i);
      if (id != 0
          && name.matcher(sampler.symbols().thread(id).name()).matches()
          && (leaf == null || table.frame(i, 0) == leaf.word())) {
        nanos += table.value(i, 1);
      }
    }
    return nanos;
  }

  private String threads() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < table.size(); i++) {
      text.append(
          String.format(
              "%n%,d ns %s %s",
              table.value(i, 1),
              sampler.symbols().thread(table.threadId(i)),
              sampler.symbols().frame(table.frame(i, 0)).name()));
    }
    return text.toString();
  }

  /** {@code foundLate}: how much is over before the thread is known, at most. */
  @ParameterizedTest
  @CsvSource({
    "AWDS, PERF, 20", "AWDS, TIMER, 20",
    "AWDWS, PERF, 20", "AWDWS, TIMER, 20",
    "AWDSAWDS, PERF, 20", "AWDSAWDS, TIMER, 20",
    "WSAWDWSAW, PERF, 250", "WSAWDWSAW, TIMER, 250",
  })
  void aNativeThreadThatAttachesKeepsItsTime(String steps, Clock clock, long foundLate)
      throws Exception {
    start(clock);
    long spent = NativeThreads.run(steps, 400 * MILLIS);
    SampleCounts counts = sampler.stop();
    assertEquals(
        spent, nanosOf("native-thread|attached", null), 0.03 * spent, () -> counts + threads());
    long before = nanosOf("native-thread|attached", PseudoFrame.FAILED_THREAD_START);
    assertTrue(before <= foundLate * MILLIS, () -> counts + threads());
  }

  @ParameterizedTest
  @EnumSource(
      value = Clock.class,
      names = {"PERF", "TIMER"})
  void aJavaThreadWithTheNumberOfADeadNativeThreadIsAnother(Clock clock) throws Exception {
    long nanos = 300 * MILLIS;
    start(clock);
    int id = ThreadIds.live("first-life", nanos, 0);
    assumeTrue(ThreadIds.next(id), "needs the right to choose the number of a thread");
    AtomicInteger had = new AtomicInteger();
    for (int i = 0; i < 1000 && had.get() != id; i++) {
      ThreadIds.next(id);
      Thread second =
          new Thread(
              () -> {
                had.set(ThreadIds.own());
                if (had.get() == id) {
                  burn(nanos);
                }
              },
              "second-life");
      second.start();
      second.join();
    }
    assertEquals(id, had.get());
    assertLives(nanos);
  }

  @ParameterizedTest
  @EnumSource(
      value = Clock.class,
      names = {"PERF", "TIMER"})
  void aNativeThreadWithTheNumberOfADeadNativeThreadIsAnother(Clock clock) throws Exception {
    long nanos = 300 * MILLIS;
    start(clock);
    int id = ThreadIds.live("first-life", nanos, 0);
    assumeTrue(ThreadIds.next(id), "needs the right to choose the number of a thread");
    int had = 0;
    for (int i = 0; i < 1000 && had != id; i++) {
      had = ThreadIds.live("second-life", nanos, id);
    }
    assertEquals(id, had);
    assertLives(nanos);
  }

  /** A native thread's end is noticed later, so that what came after its last tick is missing. */
  private void assertLives(long nanos) throws SamplerException {
    SampleCounts counts = sampler.stop();
    assertEquals(nanos, nanosOf("first-life", null), 0.05 * nanos, () -> counts + threads());
    assertEquals(nanos, nanosOf("second-life", null), 0.05 * nanos, () -> counts + threads());
  }

  private static void burn(long nanos) {
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    while (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start < nanos) {
      // on
    }
  }

  /** While a census looks on, threads are in /proc that have reported their end. */
  @ParameterizedTest
  @EnumSource(
      value = Clock.class,
      names = {"PERF", "TIMER"})
  void threadsThatEndAllTheTimeAreNotCountedTwice(Clock clock) throws Exception {
    OperatingSystemMXBean process =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = process.getProcessCpuTime();
    start(clock);
    long end = System.nanoTime() + 3_000 * MILLIS;
    while (System.nanoTime() < end) {
      Thread[] some = new Thread[8];
      for (int i = 0; i < some.length; i++) {
        some[i] = new Thread(() -> burn(MILLIS), "short");
        some[i].start();
      }
      for (Thread thread : some) {
        thread.join();
      }
    }
    SampleCounts counts = sampler.stop();
    cpu = process.getProcessCpuTime() - cpu;
    // The rest is the reader, and what threads do before their first and after their last word.
    assertTrue(counts.cpuNanos() <= 1.01 * cpu, () -> counts + threads());
    assertTrue(counts.cpuNanos() >= 0.85 * cpu, () -> counts + threads());
  }
}
