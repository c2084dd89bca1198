// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors
package org.jmhpprof.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a writer and the reader owe each other, in one thread unless said otherwise. */
abstract class SampleRingContractTest {
  private static final int CAPACITY = 4096;
  private static final int MAX_DEPTH = CAPACITY / 2 / 8 - 5;

  /**
   * Ten words, as in a ring of sixteen: 51 of them fit into the ring, and one does not divide it.
   */
  private static final int DEPTH = 5;

  record Sample(
      int kind, long time, int thread, int count, long value, long cost, List<Long> stack) {}

  abstract ContractWriter writer(ByteBuffer memory);

  @Test
  void whatIsWrittenIsReadOnce() {
    Fixture f = new Fixture(0);
    Sample first = f.write(1, 6);
    assertEquals(List.of(first), f.drain());
    assertEquals(List.of(), f.drain());
    Sample second = f.write(99, 4);
    assertEquals(List.of(second), f.drain());
    f.assertEmptyAndZero();
  }

  @Test
  void allFieldsKeepAll32And64Bits() {
    Fixture f = new Fixture(0);
    long[] stack = {-1, Long.MIN_VALUE, 0};
    assertTrue(
        f.writer.write(3, Long.MAX_VALUE, 0xfffffffe, 0xfffffffd, -4, 0xfffffffdL, stack, 3));
    Sample expected =
        new Sample(3, Long.MAX_VALUE, -2, -3, -4, 0xfffffffdL, List.of(-1L, Long.MIN_VALUE, 0L));
    assertEquals(List.of(expected), f.drain());
  }

  @Test
  void aCostThatDoesNotFitIsCut() {
    Fixture f = new Fixture(0);
    assertTrue(f.writer.write(0, 1, 1, 1, 1, 1L << 40, new long[0], 0));
    assertEquals(0xffffffffL, f.drain().get(0).cost());
  }

  @Test
  void lossesAreCountedByKind() {
    Fixture f = new Fixture(0);
    f.fill(DEPTH);
    f.ring.takeLost(0);
    for (int i = 0; i < 100; i++) {
      int kind = i % SampleRing.KINDS;
      assertFalse(f.writer.write(kind, i, 3, 2, 1L << (40 + kind), 0, new long[DEPTH], DEPTH));
    }
    for (int kind = 0; kind < SampleRing.KINDS; kind++) {
      assertEquals(50, f.ring.takeLost(kind));
      assertEquals(25L << (40 + kind), f.ring.lostValue());
      assertEquals(0, f.ring.takeLost(kind));
      assertEquals(0, f.ring.lostValue());
    }
  }

  @Test
  void oneDrainTakesManyRecordsInOrder() {
    Fixture f = new Fixture(0);
    List<Sample> written = List.of(f.write(1, 6), f.write(99, 4), f.write(500, 1));
    assertEquals(written, f.drain());
    f.assertEmptyAndZero();
  }

  @Test
  void aLimitLeavesWholeRecordsForTheNextDrain() {
    Fixture f = new Fixture(0);
    List<Sample> written = List.of(f.write(1, 6), f.write(99, 4), f.write(500, 1));
    assertEquals(List.of(), f.drain(0));
    assertEquals(written.subList(0, 2), f.drain(2));
    assertEquals(written.subList(2, 3), f.drain(2));
    f.assertEmptyAndZero();
  }

  @Test
  void aStackMayBeEmpty() {
    Fixture f = new Fixture(0);
    assertEquals(List.of(f.write(7, 0)), f.drain());
    f.assertEmptyAndZero();
  }

  @Test
  void aFullRingCountsLossesAndTakesRecordsAgainAsSoonAsOneIsRead() {
    Fixture f = new Fixture(0);
    List<Sample> written = f.fill(DEPTH);
    assertEquals(1, f.ring.takeLost(0));
    for (int i = 0; i < 300; i++) {
      assertFalse(f.writer.write(0, 100 + i, 3, 2, 0, 0, new long[DEPTH], DEPTH));
    }
    assertEquals(written.subList(0, 2), f.drain(2));
    Sample late = f.write(500, DEPTH);
    assertEquals(600, f.ring.takeLost(0));
    assertEquals(100, f.ring.lostSinceNanos());
    assertEquals(0, f.ring.takeLost(0));
    List<Sample> rest = new ArrayList<>(written.subList(2, written.size()));
    rest.add(late);
    assertEquals(rest, f.drain());
    f.assertEmptyAndZero();
  }

  @Test
  void aRecordOfMoreThanHalfTheRingIsLostAndTheRingGoesOn() {
    Fixture f = new Fixture(0);
    assertFalse(f.writer.write(0, 42, 1, 5, 0, 0, new long[MAX_DEPTH + 1], MAX_DEPTH + 1));
    assertEquals(5, f.ring.takeLost(0));
    assertEquals(42, f.ring.lostSinceNanos());
    assertEquals(List.of(f.write(43, 1)), f.drain());
    assertEquals(0, f.ring.takeLost(0));
    f.assertEmptyAndZero();
  }

  @Test
  void anEmptyRingTakesTheLongestRecordWhereverItsTailIs() {
    for (int position = 0; position < 2 * CAPACITY; position += 8) {
      Fixture f = new Fixture(position);
      assertEquals(List.of(f.write(position, MAX_DEPTH)), f.drain(), "at " + position);
      f.assertEmptyAndZero();
    }
  }

  @Test
  void overflowAtTheRingsEndLosesTheRecordUntilPaddingAndRecordFit() {
    Fixture f = new Fixture(CAPACITY - 5 * 8);
    Sample wrapped = f.write(1, 6);
    List<Sample> written = new ArrayList<>(List.of(wrapped));
    written.addAll(f.fill(MAX_DEPTH));
    assertEquals(10, f.refuse(MAX_DEPTH, 99, 10));
    assertEquals(written, f.drain());
    assertEquals(10, f.ring.takeLost(0));
    assertEquals(99, f.ring.lostSinceNanos());
    assertEquals(List.of(f.write(500, MAX_DEPTH)), f.drain());
    f.assertEmptyAndZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1L << 31, 1L << 32, 1L << 62})
  void recordsOfAnyLengthPassTheRingsEndAndLargePositions(long around) {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    Fixture f = new Fixture(Math.max(0, around - 4 * CAPACITY - random.nextInt(512) * 8));
    for (int i = 1; i <= 2000; i++) {
      Sample sample = f.write(i, random.nextInt(MAX_DEPTH + 1));
      assertEquals(List.of(sample), f.drain(), "seed " + seed);
    }
    assertEquals(0, f.ring.takeLost(0), "seed " + seed);
    f.assertEmptyAndZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1L << 31, 1L << 32, 1L << 62})
  void aRingIsFilledToTheBrimAcrossLargePositions(long around) {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    Fixture f = new Fixture(Math.max(0, around - 4 * CAPACITY - random.nextInt(512) * 8));
    for (int round = 0; round < 50; round++) {
      List<Sample> written = f.fill(random.nextInt(40));
      assertEquals(written, f.drain(), "seed " + seed);
      assertEquals(1, f.ring.takeLost(0), "seed " + seed);
    }
    f.assertEmptyAndZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 16, 24, 32, 72, 80})
  void everyRemainderBeforeTheRingsEndIsSkippedOrUsed(int rest) {
    for (int i = 0; i < 10; i++) {
      Fixture f = new Fixture((long) (i + 1) * CAPACITY - rest);
      List<Sample> written = List.of(f.write(1, 6), f.write(2, 6));
      assertEquals(written, f.drain());
      f.assertEmptyAndZero();
    }
  }

  @Test
  void aRingWithoutASpareByteIsFullAndNotEmpty() {
    Fixture f = new Fixture(0);
    List<Sample> written = f.fill(11);
    assertEquals(CAPACITY / (16 * 8), written.size());
    assertEquals(written, f.drain());
    f.assertEmptyAndZero();
  }

  @Test
  void anUnpublishedRecordStopsTheReaderButNoWriter() {
    Fixture f = new Fixture(0);
    Sample before = f.write(1, 3);
    int claimed = f.writer.claim(1, 2, 2, 9, 1, 7);
    List<Sample> after = List.of(f.write(3, 3), f.write(4, 3));
    assertEquals(List.of(before), f.drain());
    assertEquals(List.of(), f.drain());
    f.writer.publish(claimed, new long[] {5, 6}, 2, 8);
    List<Sample> rest = new ArrayList<>(List.of(new Sample(1, 2, 9, 1, 7, 8, List.of(5L, 6L))));
    rest.addAll(after);
    assertEquals(rest, f.drain());
    f.assertEmptyAndZero();
  }

  @Test
  void lossesBehindAnUnpublishedRecordAreCountedAndTheRingRecovers() {
    Fixture f = new Fixture(0);
    int claimed = f.writer.claim(1, 2, 2, 9, 1, 7);
    List<Sample> written = f.fill(DEPTH);
    assertEquals(List.of(), f.drain());
    assertEquals(1, f.ring.takeLost(0));
    f.writer.publish(claimed, new long[] {5, 6}, 2, 8);
    assertEquals(1 + written.size(), f.drain().size());
    assertEquals(List.of(f.write(1, 1)), f.drain());
    f.assertEmptyAndZero();
  }

  @Test
  void aPollingReaderGetsEverythingOfAWriterThatEnds() throws InterruptedException {
    Fixture f = new Fixture(0);
    Thread thread =
        new Thread(
            () -> {
              for (int i = 1; i <= 1000; i++) {
                f.writer.write(0, i, 1, 1, 0, 0, new long[] {7, 8}, 2);
              }
            });
    thread.start();
    List<Sample> read = new ArrayList<>();
    while (thread.isAlive()) {
      read.addAll(f.drain());
    }
    thread.join();
    read.addAll(f.drain());
    assertEquals(1000, read.size() + f.ring.takeLost(0));
    assertEquals(read.stream().map(Sample::time).sorted().toList(), times(read));
    f.assertEmptyAndZero();
  }

  private static List<Long> times(List<Sample> samples) {
    return samples.stream().map(Sample::time).toList();
  }

  private final class Fixture {
    final SampleRing ring;
    final ContractWriter writer;

    Fixture(long position) {
      ring = SampleRing.allocate(CAPACITY, position);
      writer = writer(ring.memory());
    }

    Sample write(long time, int depth) {
      long[] stack = LongStream.range(0, depth).map(i -> time * 1000 + i + 1).toArray();
      int kind = (int) (time % SampleRing.KINDS);
      assertTrue(
          writer.write(kind, time, 17, 1, time + 3, time % 1000 + 5, stack, depth),
          "no room at " + time);
      return new Sample(
          kind, time, 17, 1, time + 3, time % 1000 + 5, Arrays.stream(stack).boxed().toList());
    }

    /** Writes equal records until the first one is lost. */
    List<Sample> fill(int depth) {
      List<Sample> written = new ArrayList<>();
      long[] stack = LongStream.rangeClosed(1, depth).toArray();
      List<Long> frames = Arrays.stream(stack).boxed().toList();
      for (long time = 1; writer.write(0, time, 17, 1, 2, 9, stack, depth); time++) {
        written.add(new Sample(0, time, 17, 1, 2, 9, frames));
      }
      return written;
    }

    long refuse(int depth, long time, int times) {
      ring.takeLost(0);
      long refused = 0;
      for (int i = 0; i < times; i++) {
        refused += writer.write(0, time + i, 17, 1, 2, 9, new long[depth], depth) ? 0 : 1;
      }
      return refused;
    }

    List<Sample> drain() {
      return drain(Integer.MAX_VALUE);
    }

    List<Sample> drain(int limit) {
      List<Sample> read = new ArrayList<>();
      int drained =
          ring.drain(
              (kind, time, thread, count, value, cost, stack, depth) ->
                  read.add(
                      new Sample(
                          kind,
                          time,
                          thread,
                          count,
                          value,
                          cost,
                          Arrays.stream(stack, 0, depth).boxed().toList())),
              limit);
      assertEquals(read.size(), drained);
      return read;
    }

    void assertEmptyAndZero() {
      assertEquals(List.of(), drain());
      ByteBuffer memory = ring.memory();
      for (int i = SampleRingLayout.CONTROL_BYTES; i < memory.capacity(); i += 8) {
        assertEquals(0, memory.getLong(i), "byte " + i);
      }
    }
  }
}
