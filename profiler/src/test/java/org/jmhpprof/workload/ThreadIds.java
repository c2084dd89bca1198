// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.workload;

/** The kernel's numbers of threads, which it uses again; {@code thread_ids.c}. */
public final class ThreadIds {
  static {
    TestLibrary.load("nativecode");
  }

  private ThreadIds() {}

  /** The number of the calling thread. */
  public static native int own();

  /**
   * Makes the next thread of the machine get this number, if it is free. False where that is not
   * allowed.
   */
  public static native boolean next(int id);

  /**
   * Runs a thread of native code to its end.
   *
   * @param name its name
   * @param nanos the CPU time that it uses
   * @param id the number that it must have, or 0
   * @return its number; 0 if it could not have it, and then it has done nothing
   */
  public static native int live(String name, long nanos, int id);
}
