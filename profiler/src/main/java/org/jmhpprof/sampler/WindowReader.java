// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.ring.SampleConsumer;
import org.jmhpprof.ring.SampleRing;

/**
 * The reading of one window: drains the ring every 100 ms, more often when the ring fills, and
 * folds equal stacks. It allocates only when the table grows or a thread's name is new.
 */
final class WindowReader implements SampleConsumer, Callable<WindowReader.Totals> {
  private static final long LONGEST_PAUSE_MILLIS = 100;
  private static final long POLL_NANOS = 100_000_000;
  private static final int RECORDS_PER_DRAIN = 4096;
  private static final long MOST_HANDLER_NANOS = 1_000_000_000;
  private static final int HEADER_WORDS = 5;
  private static final int CPU = Event.CPU.ordinal();
  private static final int ALLOC = Event.ALLOC.ordinal();
  private static final int WALL = Event.WALL.ordinal();

  /**
   * What a window came to.
   *
   * @param events by the number of the event; null for one that is not in the window
   * @param handlerNanos the cost of each signal handler that was measured
   * @param readerNanos CPU time of the reader
   */
  record Totals(List<EventCounts> events, Histogram handlerNanos, long readerNanos) {
    EventCounts of(Event event) {
      return events.get(event.ordinal());
    }
  }

  /** The samples of one event. Without a table only their number counts. */
  private static final class Sums {
    final StackTable table;
    long recorded;
    long failed;
    long lost;
    long records;
    long measured;
    long measuredNanos;

    Sums(StackTable table) {
      this.table = table;
    }

    EventCounts counts() {
      return new EventCounts(recorded, lost, failed, records, measured, measuredNanos);
    }
  }

  private final SampleRing ring;
  // By the number of the event; null for one that is not in the window.
  private final Sums[] events = new Sums[SampleRing.KINDS];
  // Null in a window without wall time.
  private final WallTable wall;
  // The same, or null where wall time has no ticks.
  private final WallTable ticks;
  private final WatchedObjects watched;
  private final ThreadRoots roots;
  private final MountedThreads mounted;
  private final Closing closing;

  private final Histogram handlerNanos = new Histogram(MOST_HANDLER_NANOS, 3);
  private long[] stack = new long[256];
  private long drainedWords;

  /**
   * A reading that has not begun.
   *
   * @param tables one for each event of the window
   * @param wallOffOnly whether that of wall time has no ticks
   * @param watched where to note which entry an object was counted in; null if none is watched
   * @param mounted gives virtual threads their ids
   * @param bystanders whose waits are left out of wall time
   * @param closing closed when no writer is at work any more
   */
  WindowReader(
      SampleRing ring,
      List<StackTable> tables,
      boolean wallOffOnly,
      WatchedObjects watched,
      ThreadRoots roots,
      MountedThreads mounted,
      Bystanders bystanders,
      Closing closing) {
    this.ring = ring;
    for (StackTable table : tables) {
      events[table.event().ordinal()] = new Sums(table);
    }
    wall = events[WALL] == null ? null : new WallTable(events[WALL].table, bystanders);
    ticks = wallOffOnly ? null : wall;
    if (ticks != null && events[CPU] == null) {
      events[CPU] = new Sums(null);
    }
    this.watched = watched;
    this.roots = roots;
    this.mounted = mounted;
    this.closing = closing;
  }

  @Override
  public Totals call() {
    long cpuBefore = NativeSampler.ownCpuNanos();
    readUntilClosing();
    drain();
    takeLost();
    if (wall != null) {
      wall.end();
    }
    List<EventCounts> counts = new ArrayList<>();
    for (Sums sums : events) {
      counts.add(sums == null ? null : sums.counts());
    }
    return new Totals(counts, handlerNanos, NativeSampler.ownCpuNanos() - cpuBefore);
  }

  private void readUntilClosing() {
    long pause = LONGEST_PAUSE_MILLIS;
    long polled = System.nanoTime();
    while (!closing.await(TimeUnit.MILLISECONDS.toNanos(pause))) {
      long now = System.nanoTime();
      if (now - polled >= POLL_NANOS) {
        polled = now;
        NativeSampler.poll();
      }
      drain();
      takeLost();
      long full = ring.capacity() / Long.BYTES;
      if (drainedWords > full / 4) {
        pause = Math.max(1, pause / 2);
      } else if (drainedWords < full / 16) {
        pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
      }
    }
  }

  private void drain() {
    drainedWords = 0;
    while (ring.drain(this, RECORDS_PER_DRAIN) > 0) {
      // until it is empty
    }
  }

  private void takeLost() {
    for (int kind = 0; kind < events.length; kind++) {
      long lost = ring.takeLost(kind);
      if (lost > 0) {
        Sums sums = sums(kind);
        sums.lost += lost;
        stack[0] = PseudoFrame.LOST.word();
        long value = ring.lostValue();
        if (sums.table != null) {
          int unused = sums.table.add(0, stack, 1, lost, value);
        }
        if (ticks != null && kind == CPU) {
          int unused = ticks.table().add(0, stack, 1, lost, value);
        }
      }
    }
  }

  private Sums sums(int kind) {
    Sums sums = events[kind];
    if (sums == null) {
      throw new IllegalStateException("a sample of an event that was not asked for: " + kind);
    }
    return sums;
  }

  @Override
  public void accept(
      int kind,
      long timeNanos,
      int threadId,
      int count,
      long value,
      long costNanos,
      long[] words,
      int depth) {
    Sums sums = sums(kind);
    drainedWords += depth + HEADER_WORDS;
    long weight = Integer.toUnsignedLong(count);
    if (hasStack(words, depth)) {
      sums.recorded += weight;
    } else {
      sums.failed += weight;
    }
    sums.records++;
    if (costNanos > 0) {
      sums.measured++;
      sums.measuredNanos += costNanos;
      if (kind == CPU) {
        handlerNanos.recordValue(Math.min(costNanos, MOST_HANDLER_NANOS));
      }
    }
    // The last word of an object is no frame, and before it, or at the end, there may be a tag.
    long number = kind == ALLOC ? words[--depth] : 0;
    long further = PseudoFrame.isTag(words[depth - 1]) ? words[--depth] : 0;
    int tag = PseudoFrame.tag(further);
    long virtual = PseudoFrame.virtualThread(further);
    int thread = virtual == 0 ? threadId : mounted.id(threadId, virtual);
    if (kind == ALLOC) {
      int entry = add(sums.table, thread, tag, words, depth, weight, value);
      if (number != 0 && watched != null) {
        watched.note(number, entry);
      }
      return;
    }
    if (kind == WALL) {
      wall.addOff(threadId, tag, words, depth, value);
      return;
    }
    if (sums.table != null) {
      int unused = add(sums.table, thread, tag, words, depth, weight, value);
    }
    if (kind == CPU && ticks != null) {
      int running = tag | ThreadState.RUNNING.ordinal();
      // Off the processor, there is only the carrier.
      ticks.seen(threadId, add(ticks.table(), thread, running, words, depth, weight, value));
    }
  }

  private static boolean hasStack(long[] words, int depth) {
    int leaf = PseudoFrame.isClass(words[0]) && depth > 1 ? 1 : 0;
    return !PseudoFrame.isFailed(words[leaf]);
  }

  /** The words, and under them what tells that the thread is not a Java thread. */
  private int add(
      StackTable table, int threadId, int tag, long[] words, int depth, long count, long value) {
    long root = roots.of(MountedThreads.carrier(threadId));
    if (root == 0) {
      return table.add(threadId, tag, words, depth, count, value);
    }
    if (stack.length <= depth) {
      stack = new long[depth + 1];
    }
    System.arraycopy(words, 0, stack, 0, depth);
    stack[depth] = root;
    return table.add(threadId, tag, stack, depth + 1, count, value);
  }
}
