// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes JMH's {@code Main} end with status 1 although its run goes on to the table of results.
 *
 * <p>JMH has no hook at the end of a run, and an exception would take the scores of all benchmarks
 * away. So a thread waits for {@code main} to end.
 */
final class ExitStatus {
  private static final AtomicBoolean failed = new AtomicBoolean();

  private ExitStatus() {}

  /**
   * Lets the process end with status 1 once the calling thread has ended, if JMH's {@code Main}
   * runs on it, also below a {@code main} of the benchmarks' own. A program that calls JMH's {@code
   * Runner} itself keeps its own status.
   *
   * @return false if the run is such a program's
   */
  static boolean failAtEnd() {
    Thread run = Thread.currentThread();
    if (!isBelowJmhsMain(run.getStackTrace())) {
      return false;
    }
    if (failed.compareAndSet(false, true)) {
      new Thread(() -> exitAfter(run), "jmh-pprof-exit").start();
    }
    return true;
  }

  /** Whether it is settled that the process ends with status 1. */
  static boolean failing() {
    return failed.get();
  }

  /** Whether JMH's {@code Main} runs on the calling thread. */
  static boolean isMains() {
    return isBelowJmhsMain(Thread.currentThread().getStackTrace());
  }

  private static boolean isBelowJmhsMain(StackTraceElement[] stack) {
    String main = org.openjdk.jmh.Main.class.getName();
    return Arrays.stream(stack).anyMatch(frame -> frame.getClassName().equals(main));
  }

  private static void exitAfter(Thread run) {
    try {
      run.join();
      System.exit(1);
    } catch (InterruptedException e) {
      // Somebody wants this thread to go away; then the status stays JMH's.
    }
  }
}
