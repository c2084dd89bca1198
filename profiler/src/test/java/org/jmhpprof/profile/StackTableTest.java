// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.profile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StackTableTest {
  private final StackTable table = new StackTable();

  private static long[] words(StackTable table, int i) {
    return LongStream.range(0, table.depth(i)).map(j -> table.frame(i, (int) j)).toArray();
  }

  private void add(int threadId, long ticks, long... stack) {
    table.add(threadId, stack, stack.length, ticks, ticks * 1000);
  }

  @Test
  void startsEmpty() {
    assertEquals(0, table.size());
    assertEquals(0, table.total(0));
    assertEquals(0, table.total(1));
    assertThrows(IndexOutOfBoundsException.class, () -> table.value(0, 0));
  }

  @Test
  void addsUpEqualStacksInTheOrderOfFirstSight() {
    add(1, 10, 0xa1, 0xa3);
    add(1, 40, 0xb1, 0xb3);
    add(1, 10, 0xa1, 0xa3);
    assertEquals(2, table.size());
    assertArrayEquals(new long[] {0xa1, 0xa3}, words(table, 0));
    assertArrayEquals(new long[] {0xb1, 0xb3}, words(table, 1));
    assertEquals(20, table.value(0, 0));
    assertEquals(20_000, table.value(0, 1));
    assertEquals(40, table.value(1, 0));
    assertEquals(60, table.total(0));
    assertEquals(60_000, table.total(1));
  }

  @Test
  void tellsAStackFromItsBeginning() {
    add(1, 1, 100);
    add(1, 2, 100);
    add(1, 3, 101);
    add(1, 1, 100, 101);
    assertEquals(3, table.size());
    assertEquals(3, table.value(0, 0));
    assertEquals(3, table.value(1, 0));
    assertEquals(1, table.value(2, 0));
  }

  @Test
  void tellsThreadsApart() {
    add(1, 1, 5);
    add(-1, 2, 5);
    add(0, 4, 5);
    add(Integer.MIN_VALUE, 8, 5);
    assertEquals(4, table.size());
    assertEquals(-1, table.threadId(1));
    assertEquals(0, table.threadId(2));
    assertEquals(Integer.MIN_VALUE, table.threadId(3));
  }

  @Test
  void takesEmptyStacksAndWeightsOfZero() {
    add(1, 1);
    add(1, 0);
    add(2, 0, 7, 8);
    assertEquals(2, table.size());
    assertEquals(0, table.depth(0));
    assertEquals(1, table.value(0, 0));
    assertEquals(0, table.value(1, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> table.frame(0, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> table.frame(1, 2));
  }

  @Test
  void readsOnlyTheFirstWordsAndKeepsACopy() {
    long[] buffer = {1, 2, 3, 4};
    table.add(1, buffer, 2, 1, 1);
    buffer[0] = 99;
    buffer[3] = 98;
    assertArrayEquals(new long[] {1, 2}, words(table, 0));
    add(1, 1, 1, 2);
    assertEquals(1, table.size());
  }

  @Test
  void refusesNumbersOutOfRangeAndStaysAsItWas() {
    long[] stack = {1, 2};
    assertThrows(IllegalArgumentException.class, () -> table.add(1, stack, 3, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> table.add(1, stack, -1, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> table.add(1, stack, 2, -1, 1));
    assertThrows(IllegalArgumentException.class, () -> table.add(1, stack, 2, 1, -1));
    assertEquals(0, table.size());
    assertEquals(0, table.total(0));
  }

  /** Mask 0 makes all hashes equal, 3 leaves four of them, -1 all. */
  @ParameterizedTest
  @ValueSource(ints = {0, 3, -1})
  void agreesWithAHashMapOnRandomStacks(int hashMask) {
    record Key(int threadId, List<Long> stack) {}
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    StackTable table = new StackTable(hashMask);
    Map<Key, long[]> expected = new LinkedHashMap<>();
    long[] stack = new long[40];
    for (int n = hashMask == -1 ? 200_000 : 5_000; n > 0; n--) {
      int depth = random.nextInt(10) == 0 ? random.nextInt(40) : random.nextInt(4);
      for (int j = 0; j < depth; j++) {
        stack[j] = (long) random.nextInt(6) << random.nextInt(64);
      }
      int threadId = random.nextInt(3);
      long ticks = random.nextInt(5);
      long nanos = random.nextLong(1_000_000);
      table.add(threadId, stack, depth, ticks, nanos);
      List<Long> words = LongStream.of(stack).limit(depth).boxed().toList();
      long[] sums = expected.computeIfAbsent(new Key(threadId, words), k -> new long[2]);
      sums[0] += ticks;
      sums[1] += nanos;
    }
    String run = "seed " + seed;
    assertEquals(expected.size(), table.size(), run);
    int i = 0;
    for (var entry : expected.entrySet()) {
      assertEquals(entry.getKey().threadId(), table.threadId(i), run);
      assertEquals(entry.getKey().stack(), LongStream.of(words(table, i)).boxed().toList(), run);
      assertEquals(entry.getValue()[0], table.value(i, 0), run);
      assertEquals(entry.getValue()[1], table.value(i, 1), run);
      i++;
    }
    assertEquals(expected.values().stream().mapToLong(s -> s[0]).sum(), table.total(0), run);
    assertEquals(expected.values().stream().mapToLong(s -> s[1]).sum(), table.total(1), run);
  }

  @Test
  void growsAndFindsEverythingAgain() {
    long[] stack = new long[20];
    for (int round = 1; round <= 2; round++) {
      for (int i = 0; i < 100_000; i++) {
        stack[i % 20] = i;
        table.add(1, stack, 20, 1, 1);
      }
      Arrays.fill(stack, 0);
      assertEquals(100_000, table.size());
      assertEquals(100_000L * round, table.total(0));
    }
    assertEquals(99_999, table.frame(99_999, 19));
    assertEquals(2, table.value(99_999, 0));
  }

  /** The brief hash sees only some of the words. */
  @ParameterizedTest
  @ValueSource(ints = {1, 7, 8, 9, 16, 63})
  void tellsStacksApartThatDifferInAnyOneWord(int depth) {
    long[] stack = new long[depth];
    for (int round = 1; round <= 2; round++) {
      table.add(1, stack, depth, 1, 1);
      for (int j = 0; j < depth; j++) {
        for (int value = 1; value <= 500; value++) {
          stack[j] = value;
          table.add(1, stack, depth, 1, 1);
        }
        stack[j] = 0;
      }
      assertEquals(1 + 500 * depth, table.size());
    }
    for (int i = 0; i < table.size(); i++) {
      assertEquals(2, table.value(i, 0));
    }
  }

  @Test
  void takesAStackLongerThanTheWholeArena() {
    long[] stack = new long[65_535];
    stack[65_534] = 7;
    table.add(1, stack, stack.length, 1, 1);
    table.add(1, stack, stack.length, 1, 1);
    assertEquals(1, table.size());
    assertEquals(7, table.frame(0, 65_534));
    long[] longer = new long[65_536];
    assertThrows(IllegalArgumentException.class, () -> table.add(1, longer, longer.length, 1, 1));
  }

  @Test
  void tellsTagsApart() {
    long[] stack = {1, 2, 3};
    table.add(1, 0, stack, 3, 1, 10);
    table.add(1, 65_535, stack, 3, 1, 10);
    int entry = table.add(1, 65_535, stack, 3, 1, 10);
    assertEquals(2, table.size());
    assertEquals(0, table.tag(0));
    assertEquals(65_535, table.tag(1));
    assertEquals(1, table.threadId(1));
    assertEquals(3, table.depth(1));
    assertEquals(2, table.value(1, 0));
    assertEquals(3, table.depthAt(entry));
    assertEquals(3, table.frameAt(entry, 2));
    long[] copy = new long[4];
    table.copyStack(entry, copy, 1);
    assertArrayEquals(new long[] {0, 1, 2, 3}, copy);
    assertThrows(IllegalArgumentException.class, () -> table.add(1, 65_536, stack, 3, 1, 1));
    assertThrows(IllegalArgumentException.class, () -> table.add(1, -1, stack, 3, 1, 1));
  }

  @Test
  void spreadsStacksThatDifferInOneBit() {
    for (int depth : new int[] {1, 3, 4, 9, 16}) {
      long[] stack = new long[depth];
      Set<Integer> hashes = new HashSet<>();
      for (int j = 0; j < depth; j++) {
        for (int bit = 0; bit < 64; bit++) {
          stack[j] = 1L << bit;
          hashes.add(StackHash.of(depth, stack, depth) & 0xf_ffff);
        }
        stack[j] = 0;
      }
      assertTrue(hashes.size() > 64 * depth * 0.97, depth + " words: " + hashes.size());
    }
  }

  @Test
  void allocatesNothingOnAHit() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long self = Thread.currentThread().getId();
    long[][] stacks = new long[100][30];
    for (int i = 0; i < stacks.length; i++) {
      stacks[i][i % 30] = i + 1;
    }
    allocatedInARound(threads, self, stacks);
    long allocated = 0;
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 10; round++) {
      long inARound = allocatedInARound(threads, self, stacks);
      allocated += inARound;
      least = Math.min(least, inARound);
    }
    assertEquals(0, least, "bytes in 100,000 hits");
    // A million hits. The JVM itself may make up something once, hits would take 16 MB.
    assertTrue(allocated < 10_000, allocated + " bytes");
    assertEquals(100, table.size());
  }

  private long allocatedInARound(ThreadMXBean threads, long self, long[][] stacks) {
    long before = threads.getThreadAllocatedBytes(self);
    for (int i = 0; i < 100_000; i++) {
      table.add(1, stacks[i % 100], 30, 1, 1000);
    }
    return threads.getThreadAllocatedBytes(self) - before;
  }
}
