// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleRingTest {
  @ParameterizedTest
  @CsvSource({"4096,4096", "4097,8192", "1000000,1048576", "1048576,1048576"})
  void capacityIsRoundedUpToAPowerOfTwo(int asked, int given) {
    assertEquals(given, SampleRing.allocate(asked).capacity());
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 4095, (1 << 30) + 1, Integer.MAX_VALUE})
  void capacityOutOfRangeIsRefusedWithTheRange(int asked) {
    String text =
        assertThrows(IllegalArgumentException.class, () -> SampleRing.allocate(asked)).getMessage();
    assertEquals(
        "ring capacity of " + asked + " bytes is not between 4096 (4 KiB) and 1073741824 (1 GiB)",
        text);
  }

  @Test
  void theSmallestCapacityTakesAStackOfThatDepthAndHalfOfItDoesNot() {
    for (int depth : new int[] {0, 1, 252, 253, 258, 2050, 1 << 20}) {
      int capacity = SampleRing.smallestCapacity(depth);
      assertTrue(SampleRing.allocate(capacity).maxDepth() >= depth, depth + " words");
      if (capacity > 4096) {
        assertTrue(SampleRing.allocate(capacity / 2).maxDepth() < depth, depth + " words");
      }
    }
  }

  @Test
  void aWriterRefusesMemoryThatIsNotARing() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new SampleRingWriter(ByteBuffer.allocateDirect(8192)));
    assertThrows(
        IllegalArgumentException.class, () -> new SampleRingWriter(ByteBuffer.allocate(8192)));
  }

  @Test
  void aWriterThatIsGivenTooLittleStackClaimsNothing() {
    SampleRing ring = SampleRing.allocate(4096);
    SampleRingWriter writer = new SampleRingWriter(ring.memory());
    assertThrows(
        IndexOutOfBoundsException.class, () -> writer.write(0, 1, 1, 1, 1, 1, new long[2], 3));
    assertTrue(writer.write(0, 2, 1, 1, 1, 1, new long[3], 3));
    assertEquals(1, ring.drain((kind, time, thread, count, value, cost, stack, depth) -> {}, 10));
  }

  @Test
  void aThrowingConsumerCostsOneSampleAndLeavesTheRestInOrder() {
    SampleRing ring = SampleRing.allocate(4096);
    SampleRingWriter writer = new SampleRingWriter(ring.memory());
    for (int i = 1; i <= 5; i++) {
      writer.write(0, i, 1, 1, 1, 1, new long[i], i);
    }
    List<Long> seen = new ArrayList<>();
    RuntimeException failure = new RuntimeException("third");
    SampleConsumer consumer =
        (kind, time, thread, count, value, cost, stack, depth) -> {
          if (time == 3) {
            throw failure;
          }
          seen.add(time);
        };
    assertSame(failure, assertThrows(RuntimeException.class, () -> ring.drain(consumer, 10)));
    assertEquals(2, ring.drain(consumer, 10));
    assertEquals(List.of(1L, 2L, 4L, 5L), seen);
  }

  @Test
  void drainAllocatesNothing() {
    SampleRing ring = SampleRing.allocate(4096);
    SampleRingWriter writer = new SampleRingWriter(ring.memory());
    long[] sum = new long[1];
    long[] frames = new long[200];
    SampleConsumer consumer =
        (kind, time, thread, count, value, cost, stack, depth) -> sum[0] += time;
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 20; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 2000; i++) {
        writer.write(0, i, 1, 1, 1, 1, frames, i % 200);
        ring.drain(consumer, 10);
        ring.takeLost(0);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertEquals(0, least);
  }

  @Test
  void aStackDeeperThanAllBeforeIsReadWhole() {
    SampleRing ring = SampleRing.allocate(1 << 20);
    SampleRingWriter writer = new SampleRingWriter(ring.memory());
    for (int size : new int[] {1024, 1025, 4096, ring.maxDepth()}) {
      long[] frames = new long[size];
      frames[size - 1] = size;
      assertTrue(writer.write(0, 1, 1, 1, 1, 1, frames, size));
      long[] last = new long[1];
      ring.drain(
          (kind, time, thread, count, value, cost, stack, depth) -> last[0] = stack[depth - 1], 1);
      assertEquals(size, last[0]);
    }
  }

  @Test
  void aLossThatRanIntoATakeHasTheTimeOfTheTakeBefore() {
    SampleRing ring = SampleRing.allocate(4096);
    ByteBuffer memory = ring.memory();
    memory.putLong(SampleRingLayout.FIRST_LOST_OFFSET, 10);
    memory.putLong(SampleRingLayout.LOST_OFFSET, 1);
    assertEquals(1, ring.takeLost(0));
    memory.putLong(SampleRingLayout.LOST_OFFSET, 2);
    assertEquals(2, ring.takeLost(0));
    assertEquals(10, ring.lostSinceNanos());
  }

  @Test
  void aTimeWithoutALossYetIsLeftForTheLoss() {
    SampleRing ring = SampleRing.allocate(4096);
    ByteBuffer memory = ring.memory();
    memory.putLong(SampleRingLayout.FIRST_LOST_OFFSET, 10);
    assertEquals(0, ring.takeLost(0));
    memory.putLong(SampleRingLayout.LOST_OFFSET, 1);
    assertEquals(1, ring.takeLost(0));
    assertEquals(10, ring.lostSinceNanos());
  }

  @Test
  void anImpossibleKindIsAnErrorAndNotACrash() {
    for (int impossible : new int[] {-1, SampleRing.KINDS}) {
      SampleRing ring = SampleRing.allocate(4096);
      SampleRingWriter writer = new SampleRingWriter(ring.memory());
      assertThrows(
          IndexOutOfBoundsException.class,
          () -> writer.write(impossible, 1, 1, 1, 1, 1, new long[0], 0));
      writer.write(0, 1, 1, 1, 1, 1, new long[0], 0);
      ring.memory()
          .putInt(SampleRingLayout.CONTROL_BYTES + SampleRingLayout.KIND_OFFSET, impossible);
      assertThrows(
          IllegalStateException.class,
          () -> ring.drain((kind, time, thread, count, value, cost, stack, depth) -> {}, 1));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-8, 41, 32, 2056, Long.MAX_VALUE, Long.MIN_VALUE})
  void anImpossibleLengthIsAnErrorAndNotACrash(long length) {
    SampleRing ring = SampleRing.allocate(4096);
    new SampleRingWriter(ring.memory()).write(0, 1, 1, 1, 1, 1, new long[0], 0);
    ring.memory().putLong(SampleRingLayout.CONTROL_BYTES, length);
    assertThrows(
        IllegalStateException.class,
        () -> ring.drain((kind, time, thread, count, value, cost, stack, depth) -> {}, 1));
  }
}
