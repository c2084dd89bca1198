// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread of the profiler's own, for one task at a time. It is not sampled. */
final class OwnThread {
  private OwnThread() {}

  static ThreadPoolExecutor named(String name) {
    return new ThreadPoolExecutor(
        1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> newThread(name, work));
  }

  private static Thread newThread(String name, Runnable work) {
    Thread thread =
        new Thread(
            () -> {
              NativeSampler.excludeCurrentThread();
              work.run();
            },
            name);
    thread.setDaemon(true);
    return thread;
  }

  /** Waits for a task that ends soon, also while the current thread is interrupted. */
  static <T> T await(Future<T> task) throws ExecutionException {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return task.get();
        } catch (InterruptedException e) {
          // What a task leaves half done is worse than a late answer.
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
