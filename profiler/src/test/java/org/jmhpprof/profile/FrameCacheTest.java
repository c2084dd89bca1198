// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.jmhpprof.profile.ThreadInfo.Kind;
import org.junit.jupiter.api.Test;

class FrameCacheTest {
  private final StackTable table = new StackTable();
  private final Plain symbols = new Plain();
  private final FrameCache cache = new FrameCache(symbols, Plain.HARNESS);

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
    cache.total(table, Phase.MEASURE);
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
    assertEquals(cache.phase(next, 0), cache.phase(table, 0));
    StackTable unknown = new StackTable();
    unknown.add(5, new long[] {10}, 1, 1, 1);
    assertThrows(IllegalStateException.class, () -> cache.phase(unknown, 0));
  }

  @Test
  void theClassAtTheLeafDoesNotDecideThePhase() {
    symbols.put(7, Plain.pseudo("harness.Result"));
    StackTable heap = new StackTable(Event.ALLOC, 1);
    heap.add(5, new long[] {7, 10}, 2, 1, 16);
    heap.add(5, new long[] {10, 7}, 2, 1, 16);
    cache.resolve(heap);
    assertEquals(Phase.PROGRAM, cache.phase(heap, 0));
    assertEquals(Phase.HARNESS, cache.phase(heap, 1));
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
            Harness.NONE);
    assertThrows(IllegalStateException.class, () -> cache.resolve(table));
    fail[0] = false;
    cache.resolve(table);
    assertEquals(List.of(10L, 5, 11L), symbols.asked);
    assertEquals(Phase.PROGRAM, cache.phase(table, 1));
  }

  private static final long LOOP = 9;
  private static final long RUNNER = 8;
  private static final int WORKER = 1;
  private static final int GC = 7;
  private static final int MAIN = 6;
  private static final int POOL = 5;
  private static final int FOREIGN = 4;

  private void nameFramesAndThreads() {
    symbols.put(LOOP, Plain.java("demo.jmh_generated.Foo_bar_jmhTest.bar_avgt_jmhStub", 3));
    symbols.put(RUNNER, Plain.java("harness.Runner.call", 3));
    symbols.put(GC, "GC Thread#0", Kind.VM).put(MAIN, "main", Kind.JAVA);
    symbols.put(POOL, "ForkJoinPool-1-worker-1", Kind.JAVA).put(FOREIGN, "main", Kind.NATIVE);
  }

  private Phase phase(int threadId, long... stack) {
    nameFramesAndThreads();
    table.add(threadId, stack, stack.length, 1, 1);
    cache.resolve(table);
    return cache.phase(table, table.size() - 1);
  }

  @Test
  void whatLiesUnderTheTimedLoopIsMeasuredOnAnyThread() {
    assertEquals(Phase.MEASURE, phase(WORKER, 10, LOOP, RUNNER));
    assertEquals(Phase.MEASURE, phase(MAIN, LOOP));
    assertEquals(Phase.MEASURE, phase(POOL, 10, RUNNER, 10, LOOP, 11));
  }

  @Test
  void aFrameOfTheHarnessMakesAnyOtherStackOfTheProgramsThreadsTheHarnesses() {
    assertEquals(Phase.HARNESS, phase(WORKER, 10, RUNNER));
    assertEquals(Phase.HARNESS, phase(POOL, 10, RUNNER, 11));
  }

  @Test
  void aStackWithNeitherGoesByItsThread() {
    assertEquals(Phase.HARNESS, phase(MAIN, 10, 11));
    assertEquals(Phase.PROGRAM, phase(POOL, 10, 11));
    assertEquals(Phase.PROGRAM, phase(FOREIGN, 10));
    assertEquals(Phase.VM, phase(GC, 10));
    assertEquals(Phase.PROGRAM, phase(POOL), "without a frame");
    assertEquals(Phase.NONE, phase(0, 10));
  }

  @Test
  void addsUpThePhases() {
    nameFramesAndThreads();
    add(WORKER, 1, 10, LOOP, 11);
    add(WORKER, 2, 10, RUNNER);
    add(GC, 4, 10);
    add(0, 8, 10);
    add(WORKER, 16, LOOP);
    add(POOL, 32, 10);
    add(FOREIGN, 64, 10);
    cache.resolve(table);
    assertEquals(17, cache.total(table, Phase.MEASURE));
    assertEquals(96, cache.total(table, Phase.PROGRAM));
    assertEquals(2, cache.total(table, Phase.HARNESS));
    assertEquals(4, cache.total(table, Phase.VM));
    assertEquals(8, cache.total(table, Phase.NONE));
    add(WORKER, 100, LOOP);
    assertEquals(117, cache.total(table, Phase.MEASURE));
  }

  @Test
  void refusesEntriesThatAreNotResolved() {
    add(1, 1, 10);
    assertThrows(IllegalStateException.class, () -> cache.phase(table, 0));
    assertThrows(IllegalStateException.class, () -> cache.total(table, Phase.MEASURE));
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
    assertEquals("worker-1000", cache.thread(table, 999).name());
    assertEquals("demo.Gen.m99999", cache.frame(cache.frameNumber(table, 99_999, 1)).name());
  }
}
