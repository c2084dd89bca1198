// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.benchmarks;

import java.io.IOException;
import java.io.OutputStream;
import java.util.HashMap;
import java.util.Map;
import org.jmhpprof.profile.Frame;
import org.jmhpprof.profile.FrameCache;
import org.jmhpprof.profile.Harness;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.profile.Symbols;
import org.jmhpprof.profile.ThreadInfo;

/** A table that is ready to be written, and the count of what was. */
final class FilledTable {
  private static final int WORDS = 30;
  private static final int THREADS = 4;

  private final StackTable table = new StackTable();
  private final Stacks stacks = Stacks.ofDepth(WORDS);
  // Neither way of writing makes the names; both look them up.
  private final Symbols names = new KnownSymbols(stacks);
  private final FrameCache frames = new FrameCache(names, Harness.NONE);

  FilledTable(int distinct) {
    long[] stack = new long[WORDS];
    for (int i = 0; i < distinct; i++) {
      stacks.next(stack);
      table.add(1 + i % THREADS, stack, WORDS, 1 + i % 7, 1_000_000L * (1 + i % 7));
    }
    if (table.size() != distinct) {
      throw new IllegalStateException(table.size() + " different stacks");
    }
    frames.resolve(table);
  }

  /** Writes it; returns how many bytes came out. */
  long write(Writing writing) throws IOException {
    Count count = new Count();
    writing.write(count, table, frames, names);
    return count.bytes;
  }

  private static final class KnownSymbols implements Symbols {
    private final Symbols symbols;
    private final Map<Long, Frame> frames = new HashMap<>();
    private final Map<Integer, ThreadInfo> threads = new HashMap<>();

    KnownSymbols(Symbols symbols) {
      this.symbols = symbols;
    }

    @Override
    public Frame frame(long word) {
      return frames.computeIfAbsent(word, symbols::frame);
    }

    @Override
    public ThreadInfo thread(int threadId) {
      return threads.computeIfAbsent(threadId, symbols::thread);
    }
  }

  private static final class Count extends OutputStream {
    long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] b, int offset, int length) {
      bytes += length;
    }
  }
}
