// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * The thread that visits all others while a window with wall time is open. It is there before the
 * first of them, and not visited itself.
 */
final class Visitor {
  private final ThreadPoolExecutor thread = OwnThread.named("jmh-pprof-visitor");
  private Future<?> visits;

  void startThread() {
    thread.prestartCoreThread();
  }

  /** After the native side has opened the window. */
  void begin() {
    visits = thread.submit(NativeSampler::visit);
  }

  /** Before the native side closes the window. Nothing happens if no visits have begun. */
  void end() throws SamplerException {
    if (visits == null) {
      return;
    }
    NativeSampler.endVisits();
    try {
      OwnThread.await(visits);
    } catch (ExecutionException e) {
      throw new SamplerException("the threads were not visited: " + e.getCause(), e.getCause());
    } finally {
      visits = null;
    }
  }
}
