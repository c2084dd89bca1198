// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.Locale;

/**
 * What a thread does, as the label {@code state} of a sample of wall time tells. It is the last
 * four bits of a tag. The numbers are those of {@code wall.h}.
 */
public enum ThreadState {
  /** Not known. */
  UNKNOWN,
  /** On a processor. */
  RUNNING,
  /** In the queue for a processor. */
  RUNNABLE,
  /** Waits for a monitor. */
  BLOCKED,
  /** In {@code Object.wait}. */
  WAITING,
  /** In {@code Thread.sleep}. */
  SLEEPING,
  /** Parked, as by {@code java.util.concurrent}. */
  PARKED,
  /** Waits in native code, as for input; in the virtual machine's own, too. */
  IN_NATIVE,
  /** Stopped by the garbage collector. */
  GC_PAUSE;

  /** The bits of a tag that tell it. */
  static final int MASK = 0xf;

  private static final ThreadState[] ALL = values();

  /** The state in a tag. */
  public static ThreadState of(int tag) {
    int number = tag & MASK;
    return number < ALL.length ? ALL[number] : UNKNOWN;
  }

  /** The value of the label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
