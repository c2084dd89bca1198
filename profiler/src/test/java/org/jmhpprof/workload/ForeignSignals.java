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

  /**
   * Uses CPU time of the calling thread until a signal of somebody else interrupts the profiler's
   * handler in the middle of its walk, and until {@link #letGo} lets that signal's handler return.
   * False if that did not happen in a long time.
   */
  public static native boolean holdHandler();

  /** Whether the profiler's handler is being held. */
  public static native boolean held();

  /** Ends {@link #holdHandler}. */
  public static native void letGo();

  /** Leaves SIGPROF without a handler, as a profiler that goes away. */
  public static native boolean reset();
}
