// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.concurrent.locks.LockSupport;

/** The end of a window, for which one thread waits. Unlike a latch it allocates nothing. */
final class Closing {
  private volatile boolean closed;
  private volatile Thread waiting;

  void close() {
    closed = true;
    LockSupport.unpark(waiting);
  }

  /** Waits, but no longer than this; whether it is closed. */
  boolean await(long nanos) {
    waiting = Thread.currentThread();
    long end = System.nanoTime() + nanos;
    for (long left = nanos; !closed && left > 0; left = end - System.nanoTime()) {
      LockSupport.parkNanos(left);
      // A program may interrupt every thread that it finds. This one goes on reading.
      boolean unused = Thread.interrupted();
    }
    return closed;
  }
}
