// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
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

  /**
   * What a window came to.
   *
   * @param recorded ticks with a stack
   * @param failed ticks without one
   * @param lost ticks without room in the ring
   * @param measured how many of them have their handler's cost measured
   * @param measuredNanos what those cost together
   * @param handlerNanos the same, each
   * @param readerNanos CPU time of the reader
   */
  record Totals(
      long recorded,
      long failed,
      long lost,
      long measured,
      long measuredNanos,
      Histogram handlerNanos,
      long readerNanos) {
    long ticks() {
      return recorded + failed + lost;
    }

    /** CPU time of the handlers of so many signals, from those that were measured. */
    long handlersNanos(long signals) {
      return measured == 0 ? 0 : Math.round((double) measuredNanos / measured * signals);
    }
  }

  private final SampleRing ring;
  private final StackTable table;
  private final long intervalNanos;
  private final ThreadRoots roots;
  private final CountDownLatch closing;

  private final Histogram handlerNanos = new Histogram(MOST_HANDLER_NANOS, 3);
  private long[] stack = new long[256];
  private long recorded;
  private long failed;
  private long lost;
  private long measured;
  private long measuredNanos;
  private long drainedWords;

  /**
   * A reading that has not begun.
   *
   * @param closing counted down when no writer is at work any more
   */
  WindowReader(
      SampleRing ring,
      StackTable table,
      long intervalNanos,
      ThreadRoots roots,
      CountDownLatch closing) {
    this.ring = ring;
    this.table = table;
    this.intervalNanos = intervalNanos;
    this.roots = roots;
    this.closing = closing;
  }

  @Override
  public Totals call() {
    long cpuBefore = NativeSampler.ownCpuNanos();
    readUntilClosing();
    drain();
    takeLost();
    return new Totals(
        recorded,
        failed,
        lost,
        measured,
        measuredNanos,
        handlerNanos,
        NativeSampler.ownCpuNanos() - cpuBefore);
  }

  private void readUntilClosing() {
    long pause = LONGEST_PAUSE_MILLIS;
    long polled = System.nanoTime();
    while (!awaitClosing(pause)) {
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

  private boolean awaitClosing(long millis) {
    try {
      return closing.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // A program may interrupt every thread that it finds. This one goes on reading.
      return closing.getCount() == 0;
    }
  }

  private void drain() {
    drainedWords = 0;
    while (ring.drain(this, RECORDS_PER_DRAIN) > 0) {
      // until it is empty
    }
  }

  private void takeLost() {
    long ticks = ring.takeLost();
    if (ticks > 0) {
      lost += ticks;
      stack[0] = PseudoFrame.LOST.word();
      table.add(0, stack, 1, ticks, ticks * intervalNanos);
    }
  }

  @Override
  public void accept(
      long timeNanos, int threadId, int ticks, long costNanos, long[] words, int depth) {
    long weight = Integer.toUnsignedLong(ticks);
    drainedWords += depth + 4L;
    if (PseudoFrame.isFailed(words[0])) {
      failed += weight;
    } else {
      recorded += weight;
    }
    if (costNanos > 0) {
      measured++;
      measuredNanos += costNanos;
      handlerNanos.recordValue(Math.min(costNanos, MOST_HANDLER_NANOS));
    }
    long root = roots.of(threadId);
    if (root == 0) {
      table.add(threadId, words, depth, weight, weight * intervalNanos);
    } else {
      if (stack.length <= depth) {
        stack = new long[depth + 1];
      }
      System.arraycopy(words, 0, stack, 0, depth);
      stack[depth] = root;
      table.add(threadId, stack, depth + 1, weight, weight * intervalNanos);
    }
  }
}
