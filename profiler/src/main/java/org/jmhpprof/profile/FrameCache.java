// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;

/**
 * Remembers what the words of a table stand for.
 *
 * <p>{@link Symbols} is asked once for each word and each thread, in {@link #resolve}; everything
 * else works from memory. Frames that are equal are kept once and share a number.
 *
 * <p>The memory of words outlives a table, that of phases belongs to its table. For one thread at a
 * time.
 */
public final class FrameCache {
  private static final int TIMED_LOOP = 1;
  private static final int HARNESS = 2;

  private final Symbols symbols;
  private final Harness harness;

  private final LongIntMap frameOfWord = new LongIntMap();
  private final Map<Frame, Integer> numbers = new HashMap<>();
  private final List<Frame> frames = new ArrayList<>();
  // By frame: TIMED_LOOP, HARNESS, or 0.
  private byte[] marks = new byte[1 << 10];

  private final LongIntMap numberOfThread = new LongIntMap();
  private final List<ThreadInfo> threads = new ArrayList<>();
  private final List<Phase> phaseOfThread = new ArrayList<>();

  private final Map<Integer, SortedMap<String, String>> labels = new HashMap<>();

  /** The phases of a table's entries, as far as they are resolved. */
  private static final class Resolved {
    final StackTable table;
    int entries;
    Phase[] phases = new Phase[1 << 10];

    Resolved(StackTable table) {
      this.table = table;
    }
  }

  private final Map<StackTable, Resolved> tables = new IdentityHashMap<>();
  // The one asked for last.
  private Resolved current;

  /**
   * A cache that knows nothing yet.
   *
   * @param symbols names the words and threads
   * @param harness asked once for each frame and each thread
   */
  public FrameCache(Symbols symbols, Harness harness) {
    this.symbols = Objects.requireNonNull(symbols, "symbols");
    this.harness = Objects.requireNonNull(harness, "harness");
  }

  /** Names all words and threads of the table that are new, in the order of the table. */
  public void resolve(StackTable table) {
    Objects.requireNonNull(table, "table");
    Resolved of = tables.computeIfAbsent(table, Resolved::new);
    if (of.phases.length < table.size()) {
      of.phases = Arrays.copyOf(of.phases, Math.max(table.size(), 2 * of.phases.length));
    }
    for (; of.entries < table.size(); of.entries++) {
      of.phases[of.entries] = resolveEntry(table, of.entries);
    }
  }

  private Phase resolveEntry(StackTable table, int i) {
    if (table.tag(i) != 0) {
      labels.computeIfAbsent(table.tag(i), symbols::labels);
    }
    int onStack = 0;
    // A class says nothing about who is at work.
    int code = table.event().leafIsClass() ? 1 : 0;
    for (int j = 0, depth = table.depth(i); j < depth; j++) {
      int frame = resolveWord(table.frame(i, j));
      onStack |= j < code ? 0 : marks[frame];
    }
    int threadId = table.threadId(i);
    if (threadId == 0) {
      return Phase.NONE;
    }
    Phase otherwise = phaseOfThread.get(resolveThread(threadId));
    if ((onStack & TIMED_LOOP) != 0) {
      return Phase.MEASURE;
    }
    return (onStack & HARNESS) != 0 ? Phase.HARNESS : otherwise;
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
    int number = frames.size();
    if (number == marks.length) {
      marks = Arrays.copyOf(marks, 2 * number);
    }
    int loop = harness.timedLoop().test(frame) ? TIMED_LOOP : 0;
    marks[number] = (byte) (harness.frame().test(frame) ? loop | HARNESS : loop);
    frames.add(frame);
    return number;
  }

  private int resolveThread(int threadId) {
    int number = numberOfThread.get(threadId);
    if (number < 0) {
      ThreadInfo thread = Objects.requireNonNull(symbols.thread(threadId), "thread");
      phaseOfThread.add(phaseOf(thread));
      threads.add(thread);
      number = threads.size() - 1;
      numberOfThread.put(threadId, number);
    }
    return number;
  }

  private Phase phaseOf(ThreadInfo thread) {
    return switch (thread.kind()) {
      case JAVA -> harness.thread().test(thread.name()) ? Phase.HARNESS : Phase.PROGRAM;
      case NATIVE -> Phase.PROGRAM;
      case VM -> Phase.VM;
    };
  }

  /**
   * What entry {@code i} was working for. {@link Phase#MEASURE} if the timed loop is on the stack,
   * else {@link Phase#HARNESS} if a frame of the harness is. A stack with neither goes by its
   * thread, and one without a thread is {@link Phase#NONE}.
   *
   * @throws IllegalStateException if the entry has not been resolved
   */
  public Phase phase(StackTable table, int i) {
    return requireResolved(table, i + 1)[i];
  }

  /**
   * The shown value of all entries of a phase.
   *
   * @throws IllegalStateException if an entry has not been resolved
   */
  public long total(StackTable table, Phase phase) {
    Phase[] phases = requireResolved(table, table.size());
    long sum = 0;
    for (int i = 0; i < table.size(); i++) {
      if (phases[i] == phase) {
        sum += table.value(i, table.event().shown());
      }
    }
    return sum;
  }

  /** The phases of a table. Throws unless its first {@code entries} entries are resolved. */
  Phase[] requireResolved(StackTable table, int entries) {
    if (current == null || current.table != table) {
      current = tables.get(table);
    }
    if (current == null || entries > current.entries) {
      throw new IllegalStateException("not resolved: " + entries + " entries");
    }
    return current.phases;
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

  /** The further labels of a tag, which must be resolved. */
  SortedMap<String, String> labels(int tag) {
    return labels.getOrDefault(tag, Collections.emptySortedMap());
  }

  /** The thread of entry {@code i}, which must be resolved; null for none. */
  ThreadInfo thread(StackTable table, int i) {
    int threadId = table.threadId(i);
    return threadId == 0 ? null : threads.get(numberOfThread.get(threadId));
  }
}
