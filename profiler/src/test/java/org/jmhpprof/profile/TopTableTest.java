// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.jmhpprof.profile.TopTable.Row;
import org.junit.jupiter.api.Test;

class TopTableTest {
  private final StackTable table = new StackTable();
  private final FrameCache cache =
      new FrameCache(
          new Plain()
              .put(1, Plain.java("a.A.run", 10))
              .put(2, Plain.java("a.A.run", 20))
              .put(3, Plain.java("a.B.run", 5))
              .put(4, Plain.java("a.C.run", 5))
              .put(5, Plain.unnamed(0x1010, new Binary("/lib/libc.so.6", "", 0x1000, 0x2000, 0))),
          Harness.NONE);

  private void add(long nanos, long... stack) {
    table.add(1, stack, stack.length, 1, nanos);
    cache.resolve(table);
  }

  @Test
  void isEmptyWithoutSamples() {
    cache.resolve(table);
    assertEquals(List.of(), TopTable.rows(table, cache, 10));
  }

  @Test
  void groupsByNameAndCountsRecursionOnce() {
    add(100, 1, 2, 1, 3);
    add(10, 2, 3);
    add(5, 3);
    add(1);
    assertEquals(
        List.of(new Row("a.A.run", 110, 110), new Row("a.B.run", 5, 115)),
        TopTable.rows(table, cache, 10));
  }

  @Test
  void ordersBySelfThenByNameAndCuts() {
    add(10, 4, 3);
    add(10, 1, 3);
    add(20, 5, 3);
    List<Row> all =
        List.of(
            new Row("[libc.so.6]", 20, 20),
            new Row("a.A.run", 10, 10),
            new Row("a.C.run", 10, 10),
            new Row("a.B.run", 0, 40));
    assertEquals(all, TopTable.rows(table, cache, 4));
    assertEquals(all.subList(0, 2), TopTable.rows(table, cache, 2));
    assertEquals(List.of(), TopTable.rows(table, cache, 0));
    assertThrows(IllegalArgumentException.class, () -> TopTable.rows(table, cache, -1));
  }

  @Test
  void allocationsAreByClassAndPlace() {
    StackTable heap = new StackTable(Event.ALLOC, 1);
    heap.add(1, new long[] {6, 1, 3}, 3, 1, 100);
    heap.add(1, new long[] {6, 2, 3}, 3, 1, 10);
    heap.add(1, new long[] {6, 3}, 2, 1, 5);
    heap.add(1, new long[] {7, 3}, 2, 1, 1);
    heap.add(0, new long[] {8}, 1, 1, 1000);
    FrameCache named =
        new FrameCache(
            new Plain()
                .put(1, Plain.java("a.A.run", 10))
                .put(2, Plain.java("a.A.run", 20))
                .put(3, Plain.java("a.B.run", 5))
                .put(6, Plain.pseudo("byte[]"))
                .put(7, Plain.pseudo("a.C"))
                .put(8, Plain.pseudo("[lost samples]")),
            Harness.NONE);
    named.resolve(heap);
    assertEquals(
        List.of(
            new Row("[lost samples]", 1000, 1000),
            new Row("byte[] in a.A.run", 110, 110),
            new Row("byte[] in a.B.run", 5, 116),
            new Row("a.C in a.B.run", 1, 116)),
        TopTable.rows(heap, named, 10));
  }
}
