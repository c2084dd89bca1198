// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

/** What other programs do to the profiler's signal; {@code signal_shim.c}. */
public final class ForeignSignals {
  static {
    TestLibrary.load("signaltest");
  }

  private ForeignSignals() {}

  /** Installs a SIGPROF handler that does nothing, whoever had the signal before. */
  public static native boolean take();

  /** Installs again what {@link #take} replaced. */
  public static native boolean giveBack();

  /**
   * Uses CPU time of the calling thread in the handler of another signal, on an alternate stack
   * that is all but full.
   */
  public static native boolean burnOnFullStack(long nanos);

  /** Leaves SIGPROF without a handler, as a profiler that goes away. */
  public static native boolean reset();
}
