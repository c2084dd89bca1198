// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import org.jmhpprof.profile.Breakdown;
import org.jmhpprof.sampler.ThreadState;

/** What a part of a thread's time went to. */
enum WallCause {
  CPU("CPU", "on a processor"),
  LOCK("lock", "waiting for a monitor or a lock"),
  IO("I/O", "waiting in native code, as for input"),
  SLEEP("sleep", "in Thread.sleep"),
  WAIT("wait", "in Object.wait"),
  PARK("park", "parked, as in a queue, a future or a latch"),
  JVM("JVM", "waiting inside the JVM, as for a thread to start or at a safepoint"),
  GC("GC pause", "stopped by the garbage collector"),
  PROCESSOR("processor", "waiting for a processor"),
  /** Nothing that a thread did, but how JMH averages. */
  UNEQUAL("unequal threads", "JMH's mean of threads that were not equally fast");

  private static final String IN_JVM = "[waiting in the JVM]";

  private final String word;
  private final String meaning;

  WallCause(String word, String meaning) {
    this.word = word;
    this.meaning = meaning;
  }

  /** In the sum. */
  String word() {
    return word;
  }

  /** On a line of its own. */
  String meaning() {
    return meaning;
  }

  /** The cause of a sample of wall time; null if nobody knows. */
  static WallCause of(Breakdown.Entry entry) {
    return switch (ThreadState.of(entry.tag())) {
      case RUNNING -> CPU;
      case RUNNABLE -> PROCESSOR;
      case BLOCKED -> LOCK;
      case WAITING -> WAIT;
      case SLEEPING -> SLEEP;
      case PARKED -> JavaLock.wantedBy(entry).isEmpty() ? PARK : LOCK;
      case IN_NATIVE -> entry.first(name -> true).equals(IN_JVM) ? JVM : IO;
      case GC_PAUSE -> GC;
      case UNKNOWN -> null;
    };
  }
}
