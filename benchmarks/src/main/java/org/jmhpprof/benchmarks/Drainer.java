// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jmhpprof.ring.SampleConsumer;

/** The reader's thread: drains a queue as fast as it can, and says how far it has come. */
final class Drainer implements AutoCloseable {
  private static final int LIMIT = 4096;

  /** Writers' counts lie on cache lines of their own, and not beside those of the JVM's array. */
  private static final int STRIDE = 16;

  private final SampleQueue queue;
  private final long[] drained;
  private final AtomicLongArray published;
  private final SampleConsumer consumer = this::accept;
  private final Thread thread = new Thread(this::run, "drainer");
  private volatile boolean closed;
  private long checksum;

  /** Starts to drain a queue that this many writers write to, numbered from 0. */
  Drainer(SampleQueue queue, int writers) {
    this.queue = queue;
    drained = new long[writers];
    published = new AtomicLongArray((writers + 1) * STRIDE);
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    while (!closed) {
      int count = queue.drain(consumer, LIMIT);
      if (count == 0) {
        Thread.yield();
      }
      for (int writer = 0; writer < drained.length; writer++) {
        published.setRelease((writer + 1) * STRIDE, drained[writer]);
      }
    }
  }

  private void accept(
      int kind,
      long timeNanos,
      int threadId,
      int count,
      long value,
      long costNanos,
      long[] stack,
      int depth) {
    drained[threadId] += count;
    // All of it, as the profiler's reader does: lines left alone would stay with the writer and
    // spare it the misses.
    for (int i = 0; i < depth; i++) {
      checksum += stack[i];
    }
  }

  /** How many samples of a writer have come out. */
  long drained(int writer) {
    return published.getAcquire((writer + 1) * STRIDE);
  }

  /** Stops; returns something that depends on every sample. */
  long finish() throws InterruptedException {
    close();
    return checksum;
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    thread.join();
  }
}
