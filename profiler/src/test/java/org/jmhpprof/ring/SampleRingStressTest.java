// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SampleRingStressTest {
  private static final int WRITERS = 4;
  private static final int RECORDS = 100_000;
  private static final int MAX_DEPTH = 60;

  @Test
  void javaWritersLoseNothingUncounted() throws InterruptedException {
    Outcome outcome = run(new JavaWriters(false));
    assertEquals("", outcome.problem);
    assertTrue(outcome.delivered > 0 && outcome.lost > 0, outcome.toString());
  }

  @Test
  void nativeWritersLoseNothingUncounted() throws InterruptedException {
    Outcome outcome = run((ring) -> stress(ring, false));
    assertEquals("", outcome.problem);
    assertTrue(outcome.delivered > 0 && outcome.lost > 0, outcome.toString());
  }

  @Test
  void aJavaWriterThatPublishesBeforeItFillsIsFound() throws InterruptedException {
    assertNotEquals("", run(new JavaWriters(true)).problem);
  }

  @Test
  void aNativeWriterThatPublishesBeforeItFillsIsFound() throws InterruptedException {
    assertNotEquals("", run((ring) -> stress(ring, true)).problem);
  }

  private static long stress(SampleRing ring, boolean broken) {
    return NativeRing.stress(ring.memory(), WRITERS, RECORDS, MAX_DEPTH, broken);
  }

  /** Writers that run to their end and say how many ticks were refused. */
  private interface Writers {
    long run(SampleRing ring) throws InterruptedException;
  }

  private record JavaWriters(boolean broken) implements Writers {
    @Override
    public long run(SampleRing ring) throws InterruptedException {
      SampleRingWriter writer = new SampleRingWriter(ring.memory());
      AtomicLong refused = new AtomicLong();
      List<Thread> threads = new ArrayList<>();
      for (int w = 0; w < WRITERS; w++) {
        int id = w;
        Thread thread = new Thread(() -> refused.addAndGet(write(writer, id)));
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      return refused.get();
    }

    private long write(SampleRingWriter writer, int id) {
      long[] stack = new long[MAX_DEPTH];
      long refused = 0;
      for (int i = 1; i <= RECORDS; i++) {
        int depth = StressRecord.fill(id, i, MAX_DEPTH, stack);
        int ticks = StressRecord.ticks(i);
        long cost = StressRecord.cost(id, i, depth);
        int kind = StressRecord.kind(i);
        long value = StressRecord.word(id, i, ticks);
        if (!broken) {
          if (!writer.write(kind, i, id, ticks, value, cost, stack, depth)) {
            refused += ticks;
            Thread.yield();
          }
          continue;
        }
        int index = writer.claim(kind, depth, i, id, ticks, value);
        if (index == SampleRingWriter.NO_ROOM) {
          refused += ticks;
        } else {
          writer.publish(index, depth, cost);
          Thread.yield();
          writer.fill(index, stack, depth);
        }
      }
      return refused;
    }
  }

  private static final class Outcome implements SampleConsumer {
    long delivered;
    long lost;
    String problem = "";
    private final long[] last = new long[WRITERS];

    @Override
    public void accept(
        int kind,
        long time,
        int thread,
        int ticks,
        long value,
        long cost,
        long[] stack,
        int depth) {
      delivered += ticks;
      if (thread < 0 || thread >= WRITERS || time <= last[thread]) {
        note("out of order", thread, time);
        return;
      }
      last[thread] = time;
      if (depth != StressRecord.depth(thread, time, MAX_DEPTH)
          || ticks != StressRecord.ticks(time)
          || kind != StressRecord.kind(time)
          || value != StressRecord.word(thread, time, ticks)
          || cost != StressRecord.cost(thread, time, depth)) {
        note("torn", thread, time);
      }
      for (int k = 0; k < depth; k++) {
        if (stack[k] != StressRecord.word(thread, time, k)) {
          note("torn stack", thread, time);
          return;
        }
      }
    }

    void takeLost(SampleRing ring) {
      for (int kind = 0; kind < SampleRing.KINDS; kind++) {
        lost += ring.takeLost(kind);
      }
    }

    private void note(String what, int thread, long number) {
      if (problem.isEmpty()) {
        problem = what + ": record " + number + " of writer " + thread;
      }
    }

    @Override
    public String toString() {
      return "delivered " + delivered + ", lost " + lost + ", problem '" + problem + "'";
    }
  }

  private static Outcome run(Writers writers) throws InterruptedException {
    SampleRing ring = SampleRing.allocate(1 << 14);
    Outcome outcome = new Outcome();
    AtomicLong refused = new AtomicLong();
    Thread writing =
        new Thread(
            () -> {
              try {
                refused.set(writers.run(ring));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    writing.start();
    try {
      // Slow from the start: the first drain comes when something has been lost.
      while (writing.isAlive() && outcome.lost == 0) {
        outcome.takeLost(ring);
        LockSupport.parkNanos(1000);
      }
      for (int round = 0; writing.isAlive(); round++) {
        ring.drain(outcome, 50);
        outcome.takeLost(ring);
        if (round % 64 == 0) {
          LockSupport.parkNanos(100_000);
        }
      }
      writing.join();
      while (ring.drain(outcome, 50) > 0) {
        outcome.takeLost(ring);
      }
    } catch (IllegalStateException overwritten) {
      outcome.problem = overwritten.getMessage();
    }
    writing.join();
    outcome.takeLost(ring);
    long offered = WRITERS * StressRecord.ticksUpTo(RECORDS);
    if (outcome.delivered + outcome.lost != offered || outcome.lost != refused.get()) {
      outcome.note("offered " + offered + " but " + outcome, -1, -1);
    }
    return outcome;
  }
}
