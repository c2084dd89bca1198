// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.ring.SampleConsumer;
import org.jmhpprof.ring.SampleRing;

/**
 * The ordinary thread at the other end of the ring. While a window is open it drains the ring every
 * 100 ms, more often when the ring fills, and folds equal stacks; it allocates only when the table
 * grows or a thread is new. It is not sampled itself.
 */
final class RingReader implements SampleConsumer {
  private static final long LONGEST_PAUSE_MILLIS = 100;
  private static final long POLL_NANOS = 100_000_000;
  private static final int RECORDS_PER_DRAIN = 4096;
  private static final long MOST_HANDLER_NANOS = 1_000_000_000;

  /** In rootByThread: no pseudo frame belongs under this thread's stacks. */
  private static final long JAVA_THREAD = 1;

  // Guarded by this.
  private boolean open;
  private boolean closing;

  // Of the window; the reader's alone between open and close.
  private SampleRing ring;
  private StackTable table;
  private long intervalNanos;
  private final Histogram handlerNanos = new Histogram(MOST_HANDLER_NANOS, 3);
  private long[] stack = new long[256];
  private long[] rootByThread = new long[256];
  private long recorded;
  private long failed;
  private long lost;
  private long handled;
  private long measured;
  private long measuredNanos;
  private long drainedWords;
  private long readerNanos;
  private Throwable failure;

  void startThread() {
    Thread thread = new Thread(this::run, "jmh-pprof-reader");
    thread.setDaemon(true);
    thread.start();
  }

  synchronized void open(SampleRing windowRing, StackTable windowTable, long windowIntervalNanos) {
    ring = windowRing;
    table = windowTable;
    intervalNanos = windowIntervalNanos;
    handlerNanos.reset();
    recorded = 0;
    failed = 0;
    lost = 0;
    handled = 0;
    measured = 0;
    measuredNanos = 0;
    failure = null;
    open = true;
    notifyAll();
  }

  /** After the native side has stopped: waits for the last drain. */
  synchronized void close() throws SamplerException {
    closing = true;
    notifyAll();
    boolean interrupted = false;
    while (open) {
      try {
        wait();
      } catch (InterruptedException e) {
        // The last drain is short, and a half-drained window is worse than a late answer.
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    if (failure != null) {
      throw new SamplerException("the samples could not be read: " + failure, failure);
    }
  }

  /**
   * What the window came to that was closed last.
   *
   * @throws SamplerException if a tick that the native side counted is missing, or is there twice
   */
  SampleCounts counts(String clock, long ticks, long overruns, List<String> remarks)
      throws SamplerException {
    if (ticks != recorded + lost + failed) {
      throw new SamplerException(
          "the ticks do not add up: "
              + ticks
              + " passed, but "
              + recorded
              + " recorded, "
              + lost
              + " lost, "
              + failed
              + " failed");
    }
    return new SampleCounts(
        clock,
        ticks,
        recorded,
        lost,
        failed,
        overruns,
        ticks * intervalNanos,
        measured == 0 ? 0 : Math.round((double) measuredNanos / measured * handled),
        handlerNanos.getValueAtPercentile(50),
        handlerNanos.getValueAtPercentile(99),
        readerNanos,
        remarks);
  }

  private void run() {
    NativeSampler.excludeCurrentThread();
    while (true) {
      awaitOpen();
      long cpuBefore = NativeSampler.ownCpuNanos();
      try {
        readUntilClosing();
        drain();
        takeLost();
      } catch (Throwable e) {
        failure = e;
      }
      readerNanos = NativeSampler.ownCpuNanos() - cpuBefore;
      finish();
    }
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

  private synchronized void awaitOpen() {
    while (!open) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Nobody has a reason to: this thread ends with the JVM.
        continue;
      }
    }
  }

  private synchronized boolean awaitClosing(long millis) {
    if (!closing) {
      try {
        wait(millis);
      } catch (InterruptedException e) {
        return closing;
      }
    }
    return closing;
  }

  private synchronized void finish() {
    open = false;
    closing = false;
    notifyAll();
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
    if (!PseudoFrame.isWithoutSignal(words[0])) {
      handled++;
    }
    if (costNanos > 0) {
      measured++;
      measuredNanos += costNanos;
      handlerNanos.recordValue(Math.min(costNanos, MOST_HANDLER_NANOS));
    }
    long root = root(threadId);
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

  /** The pseudo frame under the stacks of a thread that is not a Java thread; 0 for one that is. */
  private long root(int threadId) {
    if (threadId >= rootByThread.length) {
      rootByThread = Arrays.copyOf(rootByThread, threadId * 2);
    }
    long root = rootByThread[threadId];
    if (root == 0) {
      String[] thread = NativeSampler.thread(threadId);
      root = thread == null || thread[1] != null ? JAVA_THREAD : ThreadKind.of(thread[0]).word();
      rootByThread[threadId] = root;
    }
    return root == JAVA_THREAD ? 0 : root;
  }
}
