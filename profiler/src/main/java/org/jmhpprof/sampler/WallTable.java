// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.sampler;

import java.util.Arrays;
import java.util.List;
import org.jmhpprof.profile.StackTable;

/**
 * The table of wall time as it grows. A thread that waits for a processor, or was stopped by the
 * collector, has no stack of its own: it is the one that the thread was last seen with, or else the
 * first one that it is seen with.
 *
 * <p>For one thread at a time.
 */
final class WallTable {
  private static final List<PseudoFrame> MARKS =
      List.of(
          PseudoFrame.RUN_QUEUE,
          PseudoFrame.GC_PAUSE,
          PseudoFrame.IN_VM,
          PseudoFrame.FAILED_UNVISITED);

  /** A thread, by what is known of it in this window. */
  private static final class Seen {
    // Where the entry is that it was counted in last; 0 for none.
    int entry;
    // By mark: what waits for a first stack.
    final long[] nanos = new long[MARKS.size()];
    final long[] counts = new long[MARKS.size()];
    final int[] tags = new int[MARKS.size()];
  }

  private final StackTable table;
  private final Bystanders bystanders;
  private Seen[] threads = new Seen[256];
  private long[] stack = new long[256];

  WallTable(StackTable table, Bystanders bystanders) {
    this.table = table;
    this.bystanders = bystanders;
  }

  StackTable table() {
    return table;
  }

  private Seen thread(int id) {
    if (id >= threads.length) {
      threads = Arrays.copyOf(threads, Math.max(id + 1, 2 * threads.length));
    }
    if (threads[id] == null) {
      threads[id] = new Seen();
    }
    return threads[id];
  }

  /** A thread was seen with a stack, and counted in an entry, by where the entry is. */
  void seen(int threadId, int entry) {
    if (PseudoFrame.isFailed(table.frameAt(entry, 0))) {
      return;
    }
    Seen thread = thread(threadId);
    boolean first = thread.entry == 0;
    thread.entry = entry;
    if (first) {
      giveAway(threadId, thread);
    }
  }

  /** Time off the processor. */
  void addOff(int threadId, int tag, long[] words, int depth, long nanos) {
    int mark = depth == 1 ? markOf(words[0]) : -1;
    if (words[0] == PseudoFrame.IDLE.word() || bystanders.contain(threadId)) {
      // All in one line.
      stack[0] = PseudoFrame.IDLE.word();
      int unused = table.add(0, stack, 1, 1, nanos);
    } else if (mark < 0) {
      seen(threadId, table.add(threadId, tag, words, depth, 1, nanos));
    } else {
      Seen thread = thread(threadId);
      thread.nanos[mark] += nanos;
      thread.counts[mark]++;
      thread.tags[mark] = tag;
      if (thread.entry != 0) {
        giveAway(threadId, thread);
      }
    }
  }

  /** When the window is over: what still waits for a stack has none. */
  void end() {
    for (int id = 0; id < threads.length; id++) {
      if (threads[id] != null) {
        giveAway(id, threads[id]);
      }
    }
  }

  private static int markOf(long word) {
    for (int mark = 0; mark < MARKS.size(); mark++) {
      if (MARKS.get(mark).word() == word) {
        return mark;
      }
    }
    return -1;
  }

  private void giveAway(int threadId, Seen thread) {
    for (int mark = 0; mark < thread.nanos.length; mark++) {
      if (thread.counts[mark] > 0) {
        int depth = under(MARKS.get(mark).word(), thread.entry);
        int unused =
            table.add(
                threadId, thread.tags[mark], stack, depth, thread.counts[mark], thread.nanos[mark]);
        thread.nanos[mark] = 0;
        thread.counts[mark] = 0;
      }
    }
  }

  /** A stack with the mark at its leaf; its depth. */
  private int under(long mark, int entry) {
    int depth = entry == 0 ? 0 : table.depthAt(entry);
    if (stack.length <= depth) {
      stack = new long[2 * depth];
    }
    stack[0] = mark;
    if (entry != 0) {
      table.copyStack(entry, stack, 1);
    }
    return 1 + depth;
  }
}
