// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import org.jmhpprof.profile.Event;

/** The names of our secondary results in JMH's table and in its result files. */
final class Labels {
  static final String SAMPLES = "pprof.samples";
  static final String LOST = "pprof.lost";
  static final String FAILED = "pprof.failed";
  static final String CPU = "pprof.cpu";
  static final String CPU_PER_OPERATION = "pprof.cpu.norm";
  static final String VM_PER_OPERATION = "pprof.vm.norm";
  static final String OVERHEAD = "pprof.overhead";
  static final String HANDLER_P50 = "pprof.handler.p50";
  static final String HANDLER_P99 = "pprof.handler.p99";
  static final String TOP = "pprof.top";

  static final String ALLOC_SAMPLES = "pprof.alloc.samples";
  static final String ALLOC_LOST = "pprof.alloc.lost";
  static final String ALLOC_FAILED = "pprof.alloc.failed";
  static final String ALLOC_PER_OPERATION = "pprof.alloc.norm";
  static final String ALLOC_TOLD = "pprof.alloc.told";
  static final String ALLOC_LIVE = "pprof.alloc.live";
  static final String ALLOC_TOP = "pprof.alloc.top";

  static final String LOCK_SAMPLES = "pprof.lock.samples";
  static final String LOCK_LOST = "pprof.lock.lost";
  static final String LOCK_FAILED = "pprof.lock.failed";
  static final String LOCK_PER_OPERATION = "pprof.lock.norm";
  static final String LOCK_TOP = "pprof.lock.top";

  static final String WALL_SAMPLES = "pprof.wall.samples";
  static final String WALL_LOST = "pprof.wall.lost";
  static final String WALL_FAILED = "pprof.wall.failed";
  static final String WALL_PER_OPERATION = "pprof.wall.norm";
  static final String WALL_TOP = "pprof.wall.top";

  /** Only where something went wrong: one line that says what. */
  static final String ERROR = "pprof.error";

  private Labels() {}

  /** What an event says of an operation. */
  static String perOperation(Event event) {
    return switch (event) {
      case CPU -> CPU_PER_OPERATION;
      case ALLOC -> ALLOC_PER_OPERATION;
      case LOCK -> LOCK_PER_OPERATION;
      case WALL -> WALL_PER_OPERATION;
    };
  }

  /** What every fork reports that sampled an event. */
  static String samples(Event event) {
    return switch (event) {
      case CPU -> SAMPLES;
      case ALLOC -> ALLOC_SAMPLES;
      case LOCK -> LOCK_SAMPLES;
      case WALL -> WALL_SAMPLES;
    };
  }
}
