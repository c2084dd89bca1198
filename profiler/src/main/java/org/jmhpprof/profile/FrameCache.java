// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;

/**
 * Remembers what the words of a table stand for.
 *
 * <p>{@link Symbols} is asked once for each word and each thread, in {@link #resolve}; everything
 * else works from memory. Frames that are equal are kept once and share a number.
 *
 * <p>The memory of words outlives a table, that of phases belongs to the table resolved last. For
 * one thread at a time.
 */
public final class FrameCache {
  private final Symbols symbols;
  private final Predicate<Frame> measured;

  private final LongIntMap frameOfWord = new LongIntMap();
  private final Map<Frame, Integer> numbers = new HashMap<>();
  private final List<Frame> frames = new ArrayList<>();
  private final List<Boolean> isMeasured = new ArrayList<>();

  private final LongIntMap numberOfThread = new LongIntMap();
  private final List<ThreadInfo> threads = new ArrayList<>();

  private StackTable table;
  private int resolved;
  private Phase[] phases = new Phase[1 << 10];

  /**
   * A cache that knows nothing yet.
   *
   * @param symbols names the words and threads
   * @param measured true for the frame under which the benchmark's timed loop lies; asked once for
   *     each frame
   */
  public FrameCache(Symbols symbols, Predicate<Frame> measured) {
    this.symbols = Objects.requireNonNull(symbols, "symbols");
    this.measured = Objects.requireNonNull(measured, "measured");
  }

  /** Names all words and threads of the table that are new, in the order of the table. */
  public void resolve(StackTable table) {
    if (this.table != table) {
      this.table = Objects.requireNonNull(table, "table");
      resolved = 0;
    }
    if (phases.length < table.size()) {
      phases = Arrays.copyOf(phases, Math.max(table.size(), 2 * phases.length));
    }
    for (; resolved < table.size(); resolved++) {
      phases[resolved] = resolveEntry(resolved);
    }
  }

  private Phase resolveEntry(int i) {
    boolean underLoop = false;
    for (int j = 0, depth = table.depth(i); j < depth; j++) {
      underLoop |= isMeasured.get(resolveWord(table.frame(i, j)));
    }
    int threadId = table.threadId(i);
    if (threadId == 0) {
      return Phase.NONE;
    }
    ThreadInfo thread = resolveThread(threadId);
    if (underLoop) {
      return Phase.MEASURE;
    }
    return thread.java() ? Phase.HARNESS : Phase.VM;
  }

  private int resolveWord(long word) {
    int number = frameOfWord.get(word);
    if (number < 0) {
      Frame frame = Objects.requireNonNull(symbols.frame(word), "frame");
      number = numbers.computeIfAbsent(frame, this::remember);
      frameOfWord.put(word, number);
    }
    return number;
  }

  private int remember(Frame frame) {
    isMeasured.add(measured.test(frame));
    frames.add(frame);
    return frames.size() - 1;
  }

  private ThreadInfo resolveThread(int threadId) {
    int number = numberOfThread.get(threadId);
    if (number < 0) {
      threads.add(Objects.requireNonNull(symbols.thread(threadId), "thread"));
      number = threads.size() - 1;
      numberOfThread.put(threadId, number);
    }
    return threads.get(number);
  }

  /**
   * What entry {@code i} was working for: {@link Phase#NONE} without a thread, {@link
   * Phase#MEASURE} if the timed loop is on the stack, else {@link Phase#VM} or {@link
   * Phase#HARNESS} by the kind of thread.
   *
   * @throws IllegalStateException if the entry has not been resolved
   */
  public Phase phase(StackTable table, int i) {
    requireResolved(table, i + 1);
    return phases[i];
  }

  /**
   * The CPU time of the entries under the timed loop, nanoseconds.
   *
   * @throws IllegalStateException if an entry has not been resolved
   */
  public long measuredNanos(StackTable table) {
    requireResolved(table, table.size());
    long sum = 0;
    for (int i = 0; i < table.size(); i++) {
      if (phases[i] == Phase.MEASURE) {
        sum += table.cpuNanos(i);
      }
    }
    return sum;
  }

  /** Throws unless the first {@code entries} entries of this table are resolved. */
  void requireResolved(StackTable table, int entries) {
    if (this.table != table || entries > resolved) {
      throw new IllegalStateException("not resolved: " + entries + " entries");
    }
  }

  /** How many different frames there are; they are numbered from 0. */
  int frameCount() {
    return frames.size();
  }

  /** Frame number {@code number}. */
  Frame frame(int number) {
    return frames.get(number);
  }

  /** The number of the frame of word {@code j} of entry {@code i}, which must be resolved. */
  int frameNumber(StackTable table, int i, int j) {
    return frameOfWord.get(table.frame(i, j));
  }

  /** The name of the thread of entry {@code i}, which must be resolved; "" for none. */
  String threadName(StackTable table, int i) {
    int threadId = table.threadId(i);
    return threadId == 0 ? "" : threads.get(numberOfThread.get(threadId)).name();
  }
}
