// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.StackTable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Visits find out what threads wait for, and wake nobody. */
@Timeout(120)
class VisitsIT extends OneSampler {
  private static final long LONG = 3_600_000;

  private final Object monitor = new Object();
  private final Object held = new Object();
  private final Map<String, Thread> threads = new HashMap<>();
  private final StackTable table = new StackTable(Event.WALL, 1_000_000);
  private ServerSocket server;
  private volatile boolean over;

  private static SamplerOptions options(boolean idle) {
    return new SamplerOptions(
        1_000_000,
        256,
        1 << 22,
        Clock.AUTO,
        NativeFrames.FULL,
        true,
        false,
        0,
        1_000_000,
        idle,
        false);
  }

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void endThreads() throws IOException, InterruptedException {
    over = true;
    server.close();
    for (Thread thread : threads.values()) {
      LockSupport.unpark(thread);
      thread.interrupt();
      thread.join();
    }
  }

  /** What a thread does until it is interrupted, or longer. */
  private interface Wait {
    void run() throws Exception;
  }

  private void start(String name, Wait wait) {
    Thread thread =
        new Thread(
            () -> {
              try {
                wait.run();
              } catch (Exception e) {
                assertTrue(over, e.toString());
              }
            },
            name);
    thread.setDaemon(true);
    thread.start();
    threads.put(name, thread);
  }

  private void startAll() {
    start("w-parked", VisitsIT::park);
    start("w-waiting", this::waitForMonitor);
    start("w-sleeping", () -> Thread.sleep(LONG));
    start("w-in native", this::accept);
  }

  private static void park() {
    while (!Thread.currentThread().isInterrupted()) {
      LockSupport.park();
    }
  }

  private void waitForMonitor() throws InterruptedException {
    synchronized (monitor) {
      while (!over) {
        monitor.wait();
      }
    }
  }

  private void accept() throws IOException {
    try (Socket unused = server.accept()) {
      // Nobody comes.
    }
  }

  private void enterHeld() {
    synchronized (held) {
      // Later.
    }
  }

  private static Map<String, Long> voluntarySwitches() throws IOException {
    Map<String, Long> switches = new HashMap<>();
    try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
      for (Path task : tasks.toList()) {
        List<String> status = Files.readAllLines(task.resolve("status"));
        String name = status.get(0).substring("Name:".length()).strip();
        if (name.startsWith("w-") && !name.equals("w-blocked")) {
          for (String line : status) {
            // One that waits for a monitor looks again by itself, less and less often.
            if (line.startsWith("voluntary_ctxt_switches:")) {
              switches.put(name, Long.parseLong(line.split("\\s+")[1]));
            }
          }
        }
      }
    }
    return switches;
  }

  private Map<String, Long> nanosByThreadAndState() {
    Map<String, Long> nanos = new HashMap<>();
    for (int i = 0; i < table.size(); i++) {
      String thread =
          table.threadId(i) == 0 ? "" : sampler.symbols().thread(table.threadId(i)).name();
      String state = sampler.symbols().labels(table.tag(i)).getOrDefault("state", "");
      nanos.merge(thread + ": " + state, table.value(i, 1), Long::sum);
    }
    return nanos;
  }

  @Test
  void eachWaitIsToldByItsNameAndForItsWholeTimeAndNobodyIsWoken() throws Exception {
    startAll();
    long begin;
    SampleCounts counts;
    Map<String, Long> before;
    Map<String, Long> after;
    synchronized (held) {
      start("w-blocked", this::enterHeld);
      while (threads.get("w-blocked").getState() != Thread.State.BLOCKED
          || threads.get("w-waiting").getState() != Thread.State.WAITING) {
        Thread.sleep(1);
      }
      Thread.sleep(200);
      begin = System.nanoTime();
      sampler.start(options(true), table);
      before = voluntarySwitches();
      Thread.sleep(2_000);
      after = voluntarySwitches();
      counts = sampler.stop();
    }
    double wall = System.nanoTime() - begin;
    assertTrue(counts.wall().rounds() > 20, counts.toString());
    assertEquals(4, before.size(), before.toString());
    assertEquals(before, after);
    assertEquals(
        counts.recorded() + counts.failed() + counts.lost() + counts.wall().samples().offered(),
        table.totalSampled(0));
    assertEquals(0, counts.wall().samples().lost());
    Map<String, Long> nanos = nanosByThreadAndState();
    for (String name : threads.keySet()) {
      String state = name.substring(2);
      double told = nanos.getOrDefault(name + ": " + state, 0L);
      // They never ran, so that it is all of the window but for what opening and closing take.
      assertTrue(told > 0.9 * wall && told <= wall, name + " " + told + " of " + wall);
    }
    assertTrue(counts.wall().nanos() < 0.1 * wall, counts.toString());
  }

  @Test
  void threadsThatDoNotRunAreFoldedIntoOneLine() throws Exception {
    startAll();
    Thread.sleep(300);
    sampler.start(options(false), table);
    Thread.sleep(500);
    SampleCounts counts = sampler.stop();
    assertTrue(counts.wall().samples().recorded() > 0, counts.toString());
    List<String> idle = new ArrayList<>();
    for (int i = 0; i < table.size(); i++) {
      String leaf = sampler.symbols().frame(table.frame(i, 0)).name();
      String thread =
          table.threadId(i) == 0 ? "" : sampler.symbols().thread(table.threadId(i)).name();
      assertFalse(thread.startsWith("w-"), thread + " " + leaf);
      if (leaf.equals("[idle threads]")) {
        idle.add(thread);
        assertTrue(table.value(i, 1) >= 4 * 500_000_000L, table.value(i, 1) + " ns");
      }
    }
    assertEquals(List.of(""), idle);
  }

  @Test
  void aWindowWithoutWallTimeHasNothingOfIt() throws Exception {
    StackTable cpu = new StackTable();
    sampler.start(options(false), cpu);
    Thread.sleep(50);
    assertEquals(null, sampler.stop().wall());
  }
}
