// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

class FrameCacheTest {
  private final StackTable table = new StackTable();
  private final Plain symbols = new Plain();
  private final FrameCache cache = new FrameCache(symbols, f -> f.name().endsWith("_jmhStub"));

  private void add(int threadId, long nanos, long... stack) {
    table.add(threadId, stack, stack.length, 1, nanos);
  }

  @Test
  void asksOnceForEachWordAndThread() {
    add(5, 1, 10, 11);
    add(5, 1, 10, 12);
    cache.resolve(table);
    assertEquals(List.of(10L, 11L, 5, 12L), symbols.asked);
    symbols.asked.clear();
    add(6, 1, 12, 0, 10);
    cache.resolve(table);
    assertEquals(List.of(0L, 6), symbols.asked);
    symbols.asked.clear();
    cache.resolve(table);
    cache.phase(table, 0);
    cache.measuredNanos(table);
    TopTable.rows(table, cache, 10);
    assertEquals(List.of(), symbols.asked);
  }

  @Test
  void remembersWordsOverTables() {
    add(5, 1, 10);
    cache.resolve(table);
    symbols.asked.clear();
    StackTable next = new StackTable();
    next.add(5, new long[] {10, 11}, 2, 1, 1);
    cache.resolve(next);
    assertEquals(List.of(11L), symbols.asked);
    assertThrows(IllegalStateException.class, () -> cache.phase(table, 0));
  }

  @Test
  void goesOnWhereSymbolsFailed() {
    add(5, 1, 10);
    add(5, 1, 11);
    boolean[] fail = {true};
    FrameCache cache =
        new FrameCache(
            new Symbols() {
              @Override
              public Frame frame(long word) {
                if (word == 11 && fail[0]) {
                  throw new IllegalStateException("gone");
                }
                return symbols.frame(word);
              }

              @Override
              public ThreadInfo thread(int threadId) {
                return symbols.thread(threadId);
              }
            },
            f -> false);
    assertThrows(IllegalStateException.class, () -> cache.resolve(table));
    fail[0] = false;
    cache.resolve(table);
    assertEquals(List.of(10L, 5, 11L), symbols.asked);
    assertEquals(Phase.HARNESS, cache.phase(table, 1));
  }

  @Test
  void tellsThePhaseFromTheStackThenFromTheThread() {
    symbols.put(9, Plain.java("demo.jmh_generated.Foo_bar_jmhTest.bar_avgt_jmhStub", 3));
    symbols.put(7, "GC Thread#0", false);
    add(1, 1, 10, 9, 11);
    add(1, 2, 10, 11);
    add(7, 4, 10);
    add(0, 8, 10);
    add(1, 16, 9);
    add(1, 32);
    cache.resolve(table);
    assertEquals(Phase.MEASURE, cache.phase(table, 0));
    assertEquals(Phase.HARNESS, cache.phase(table, 1));
    assertEquals(Phase.VM, cache.phase(table, 2));
    assertEquals(Phase.NONE, cache.phase(table, 3));
    assertEquals(Phase.MEASURE, cache.phase(table, 4));
    assertEquals(Phase.HARNESS, cache.phase(table, 5));
    assertEquals(17, cache.measuredNanos(table));
    add(1, 100, 9);
    assertEquals(117, cache.measuredNanos(table));
  }

  @Test
  void refusesEntriesThatAreNotResolved() {
    add(1, 1, 10);
    assertThrows(IllegalStateException.class, () -> cache.phase(table, 0));
    assertThrows(IllegalStateException.class, () -> cache.measuredNanos(table));
    assertThrows(IllegalStateException.class, () -> TopTable.rows(table, cache, 1));
    cache.resolve(table);
    add(1, 1, 11);
    assertThrows(IllegalStateException.class, () -> cache.phase(table, 1));
  }

  @Test
  void takesManyWords() {
    for (int i = 0; i < 100_000; i++) {
      add(i % 1000 + 1, 1, i * 0x1_0000_0000L, i);
    }
    cache.resolve(table);
    cache.resolve(table);
    assertEquals("worker-1000", cache.threadName(table, 999));
    assertEquals("demo.Gen.m99999", cache.frame(cache.frameNumber(table, 99_999, 1)).name());
  }
}
