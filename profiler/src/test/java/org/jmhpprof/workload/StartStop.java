// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.Clock;
import org.jmhpprof.sampler.SampleCounts;
import org.jmhpprof.sampler.SamplerOptions;
import org.jmhpprof.sampler.SignalSampler;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A program of its own: opens and closes the sampler's window again and again while threads come
 * and go and somebody else sends SIGPROF, or ends in the middle of one.
 *
 * <p>Arguments: the clock, the number of windows, what to do at the end: {@code stop}, or {@code
 * exit} while sampling; and {@code all} if all events are sampled, not CPU time alone.
 */
public final class StartStop {
  private static final AtomicBoolean over = new AtomicBoolean();

  private StartStop() {}

  public static void main(String[] arguments) throws Exception {
    Clock clock = Clock.valueOf(arguments[0]);
    int windows = Integer.parseInt(arguments[1]);
    SignalSampler sampler = SignalSampler.load();
    for (int i = 0; i < 2; i++) {
      Thread spawner = new Thread(StartStop::spawn, "spawner-" + i);
      spawner.setDaemon(true);
      spawner.start();
    }
    SamplerOptions options = new SamplerOptions(100_000, 64, 1 << 20, clock);
    StackTable[] tables =
        arguments.length > 3
            ? new StackTable[] {
              new StackTable(),
              new StackTable(Event.ALLOC, 1 << 12),
              new StackTable(Event.LOCK, 1),
              new StackTable(Event.WALL, 1_000_000)
            }
            : new StackTable[] {new StackTable()};
    long recorded = 0;
    long before = descriptors();
    for (int i = 0; i < windows; i++) {
      sampler.start(options, tables);
      Thread.sleep(i % 7);
      if (i % 100 == 0) {
        sendSignal();
      }
      // Throws if a tick is missing.
      SampleCounts counts = sampler.stop();
      recorded += counts.recorded();
      if (i % 100 == 50) {
        sendSignal();
      }
    }
    if (arguments[2].equals("exit")) {
      sampler.start(options, tables);
      Thread.sleep(20);
      System.exit(0);
    }
    over.set(true);
    for (StackTable table : tables) {
      if (table.total(0) == 0) {
        throw new IllegalStateException("nothing of " + table.event());
      }
    }
    System.out.println(
        "windows=" + windows + " recorded=" + recorded + " leaked=" + (descriptors() - before));
  }

  private static void spawn() {
    while (!over.get()) {
      Thread thread = new Thread(StartStop::work, "short");
      thread.setDaemon(true);
      thread.start();
      Blackhole.consumeCPU(50_000);
    }
  }

  private static void work() {
    Blackhole.consumeCPU(20_000);
    byte[] garbage = new byte[1 << 14];
    synchronized (over) {
      Blackhole.consumeCPU(garbage.length);
    }
  }

  private static void sendSignal() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-PROF", Long.toString(ProcessHandle.current().pid()))
        .inheritIO()
        .start()
        .waitFor();
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }
}
