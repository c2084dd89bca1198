// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/**
 * Threads that fight for one monitor and allocate while they hold it. Collectors and thread dumps
 * walk the stacks of those that wait at the moment at which the sampler looks at them.
 */
@State(Scope.Benchmark)
@Threads(8)
public class Contended {
  private static final int DUMP_EVERY_MILLIS = 100;

  private final Object monitor = new Object();
  private final Code code = new Code();
  private Object last;
  private int turn;
  private Thread dumper;

  /** Dumps all threads, again and again, as a monitoring agent does. */
  @Setup(Level.Trial)
  public void startDumps() {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    dumper =
        new Thread(
            () -> {
              try {
                while (true) {
                  threads.dumpAllThreads(true, true);
                  Thread.sleep(DUMP_EVERY_MILLIS);
                }
              } catch (InterruptedException e) {
                // The trial is over.
              }
            },
            "dumper");
    dumper.setDaemon(true);
    dumper.start();
  }

  @TearDown(Level.Trial)
  public void stopDumps() throws InterruptedException {
    dumper.interrupt();
    dumper.join();
  }

  /** Allocates under the monitor. */
  @Benchmark
  public Object allocation() {
    synchronized (monitor) {
      last = new byte[2000];
      return last;
    }
  }

  /** Allocates, throws and deoptimises under the monitor. */
  @Benchmark
  public Object everything() throws Exception {
    synchronized (monitor) {
      turn++;
      last =
          switch (turn & 15) {
            case 0 -> code.exceptions();
            case 1 -> code.deoptimization();
            default -> new byte[2000];
          };
      return last;
    }
  }
}
