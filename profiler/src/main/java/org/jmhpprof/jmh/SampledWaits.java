// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.util.Arrays;
import org.jmhpprof.profile.Breakdown;
import org.jmhpprof.profile.FrameCache;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.Sampler;
import org.jmhpprof.sampler.ThreadState;

/**
 * The waits of a lock profile that are no monitor's: those for locks of {@code
 * java.util.concurrent}, and those in {@code Object.wait}. The JVM does not report them; visits of
 * wall time find them. They get the same form as waits for monitors: what is waited for at the
 * leaf, and right below it the code that waits.
 */
final class SampledWaits {
  private static final String OBJECT_WAIT = "[waiting in Object.wait]";

  private final StackTable wall;
  private final FrameCache frames;
  private final Sampler sampler;
  // By entry of the wall table: what was taken from it before.
  private long[] counts = new long[256];
  private long[] nanos = new long[256];
  private long[] stack = new long[256];

  /**
   * Nothing is taken yet.
   *
   * @param wall time off the processor, at least
   */
  SampledWaits(StackTable wall, FrameCache frames, Sampler sampler) {
    this.wall = wall;
    this.frames = frames;
    this.sampler = sampler;
  }

  /** A line on what the contentions of a lock profile are. */
  String describe() {
    String others =
        sampler.kind() == Sampler.Kind.JFR
            ? "each one for a lock of java.util.concurrent, a contention for each park, with"
                + " state=parked, and in Object.wait, with state=waiting; without those that began"
                + " before an iteration or end after it"
            : "by visits, each counting as one contention, those for locks of"
                + " java.util.concurrent, with state=parked, and in Object.wait, with"
                + " state=waiting";
    return "each one for a monitor, with state=blocked; " + others;
  }

  StackTable wall() {
    return wall;
  }

  /** Adds what has come since the last time, and says how many visits that were. */
  long addTo(StackTable table) {
    frames.resolve(wall);
    if (counts.length < wall.size()) {
      counts = Arrays.copyOf(counts, 2 * wall.size());
      nanos = Arrays.copyOf(nanos, 2 * wall.size());
    }
    long before = table.totalSampled(0);
    Breakdown.each(wall, frames, entry -> add(entry, table));
    return table.totalSampled(0) - before;
  }

  private void add(Breakdown.Entry entry, StackTable table) {
    int number = entry.number();
    long count = wall.sampled(number, 0) - counts[number];
    String leaf = count == 0 ? "" : leaf(entry);
    if (leaf.isEmpty()) {
      return;
    }
    int from = entry.placeOfFirst(name -> !JavaLock.isOfWaiting(name));
    int depth = 1 + wall.depth(number) - from;
    if (stack.length < depth) {
      stack = new long[2 * depth];
    }
    stack[0] = sampler.frame(leaf);
    for (int j = 1; j < depth; j++) {
      stack[j] = wall.frame(number, from + j - 1);
    }
    long time = wall.sampled(number, 1) - nanos[number];
    int unused = table.add(wall.threadId(number), wall.tag(number), stack, depth, count, time);
    counts[number] += count;
    nanos[number] += time;
  }

  private static String leaf(Breakdown.Entry entry) {
    return switch (ThreadState.of(entry.tag())) {
      case PARKED -> {
        String lock = JavaLock.wantedBy(entry);
        yield lock.isEmpty() ? "" : "[waiting for " + lock + "]";
      }
      case WAITING -> OBJECT_WAIT;
      default -> "";
    };
  }
}
