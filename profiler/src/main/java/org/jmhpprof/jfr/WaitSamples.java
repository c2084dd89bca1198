// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jfr;

import java.time.Duration;
import java.time.Instant;
import jdk.jfr.consumer.RecordedEvent;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.EventCounts;
import org.jmhpprof.sampler.LockCounts;
import org.jmhpprof.sampler.ThreadState;

/**
 * The waits of one window. Those for monitors go to the table of locks; parks, and waits in {@code
 * Object.wait}, to that of wall time, where it is told which of them are for locks.
 */
final class WaitSamples {
  private final StackTable lock;
  private final StackTable wall;
  private final Instant opened;
  private long records;

  /**
   * Nothing yet.
   *
   * @param lock for waits for monitors; null if they are not wanted
   * @param wall for the others; null if they are not wanted
   * @param opened when the window opened: what was waited before is no part of it
   */
  WaitSamples(StackTable lock, StackTable wall, Instant opened) {
    this.lock = lock;
    this.wall = wall;
    this.opened = opened;
  }

  void monitor(RecordedEvent event, int thread, JfrStack stacks) {
    if (lock == null) {
      // Somebody else's recording asked for it.
      return;
    }
    String leaf = "[waiting for " + JfrSymbols.name(event.getClass("monitorClass")) + "]";
    long[] stack = stacks.of(event, leaf);
    int state = ThreadState.BLOCKED.ordinal();
    int unused = lock.add(thread, state, stack, stack.length, 1, nanos(event));
    records++;
  }

  void other(RecordedEvent event, int thread, JfrStack stacks, ThreadState state) {
    if (wall == null) {
      return;
    }
    long[] stack = stacks.of(event);
    int unused = wall.add(thread, state.ordinal(), stack, stack.length, 1, nanos(event));
  }

  private long nanos(RecordedEvent event) {
    Instant from = event.getStartTime().isBefore(opened) ? opened : event.getStartTime();
    return Math.max(0, Duration.between(from, event.getEndTime()).toNanos());
  }

  LockCounts counts() {
    return new LockCounts(new EventCounts(records, 0, 0, records, 0, 0), 0, 0);
  }
}
