// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.jmhpprof.accuracy.PerfEvents;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.ring.SampleRing;
import org.jmhpprof.workload.Code;
import org.jmhpprof.workload.ForeignSignals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The sampler in this JVM. Runs beside tests that start processes of their own only. */
@Timeout(120)
class SamplerIT extends OneSampler {
  /** WALK_MOST_TRIES of walk.h, but for the first. */
  private static final int MOST_RETRIES = 98;

  private static final SamplerOptions OPTIONS =
      new SamplerOptions(1_000_000, 256, 1 << 20, Clock.AUTO);

  private final StackTable table = new StackTable();
  private volatile long sink;

  /** Uses CPU time of the calling thread; returns how much, ns. */
  private long burn(long nanos) {
    long start = ownCpu();
    long mixed = sink;
    while (ownCpu() - start < nanos) {
      for (int i = 0; i < 10_000; i++) {
        mixed = mixed * 0x5DEECE66DL + 0xBL;
      }
      sink = mixed;
    }
    return ownCpu() - start;
  }

  private static long ownCpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static String refusal(Sampler sampler) {
    return assertThrows(SamplerException.class, () -> sampler.start(OPTIONS, new StackTable()))
        .getMessage();
  }

  private void assertConserved(SampleCounts counts) {
    assertEquals(counts.ticks(), counts.recorded() + counts.lost() + counts.failed());
    assertEquals(counts.ticks(), table.total(0));
    assertEquals(counts.cpuNanos(), table.total(1));
  }

  /** CPU time that the table holds under a method of this class. */
  private long nanosUnder(String method) {
    long nanos = 0;
    for (int i = 0; i < table.size(); i++) {
      for (int j = 0; j < table.depth(i); j++) {
        if (sampler.symbols().frame(table.frame(i, j)).name().endsWith("SamplerIT." + method)) {
          nanos += table.value(i, 1);
          break;
        }
      }
    }
    return nanos;
  }

  @Test
  void aSecondStartIsRefusedAndTheFirstWindowIsUnharmed() throws Exception {
    sampler.start(OPTIONS, table);
    long burnt = burn(500_000_000);
    assertTrue(sampler.running());
    String refusal = refusal(sampler);
    assertTrue(refusal.contains("on already"), refusal);
    assertTrue(sampler.running());
    burnt += burn(500_000_000);
    assertConserved(sampler.stop());
    // A thousand ticks; a handful of them are not in burn but between its two calls.
    assertEquals(burnt, nanosUnder("burn"), 0.05 * burnt);
  }

  @Test
  void stopWithoutStartIsRefused() {
    String refusal = assertThrows(SamplerException.class, sampler::stop).getMessage();
    assertTrue(refusal.contains("not on"), refusal);
  }

  @Test
  void itCanBeStartedAndStoppedWithoutLimit() throws Exception {
    Clock[] clocks = {PerfEvents.seeTheKernel() ? Clock.PERF : Clock.AUTO, Clock.TIMER};
    int[] depths = {2048, 4, 256};
    int[] buffers = {1 << 16, 1 << 20};
    long descriptors = descriptors();
    long ticks = 0;
    for (int i = 0; i < 200; i++) {
      SamplerOptions options =
          new SamplerOptions(100_000, depths[i % 3], buffers[i / 2 % 2], clocks[i % 2]);
      sampler.start(options, table);
      burn(2_000_000);
      SampleCounts counts = sampler.stop();
      assertEquals(counts.ticks(), counts.recorded() + counts.lost() + counts.failed());
      ticks += counts.ticks();
      assertEquals(ticks, table.total(0), "window " + i);
    }
    assertTrue(ticks >= 200 * 19, ticks + " ticks");
    // The JVM itself may open a file meanwhile; one descriptor per window would be 200.
    assertTrue(descriptors() < descriptors + 20, descriptors + ", now " + descriptors());
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  @Test
  void anAlternateStackThatIsFullIsLeftAlone() throws Exception {
    long burnt = 300_000_000;
    sampler.start(new SamplerOptions(100_000, 256, 1 << 20, Clock.AUTO), table);
    assertTrue(ForeignSignals.burnOnFullStack(burnt));
    SampleCounts counts = sampler.stop();
    assertConserved(counts);
    long found = 0;
    for (int i = 0; i < table.size(); i++) {
      if (table.frame(i, 0) == PseudoFrame.FAILED_SIGNAL_STACK.word()) {
        found += table.value(i, 1);
      }
    }
    // Three thousand ticks; those at the ends are outside the handler, and a signal can be late.
    assertEquals(burnt, found, 0.05 * burnt, () -> counts + leaves());
  }

  private String leaves() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < table.size(); i++) {
      text.append(String.format("%n%,d ns", table.value(i, 1)));
      for (int j = 0; j < Math.min(3, table.depth(i)); j++) {
        text.append("  ").append(sampler.symbols().frame(table.frame(i, j)).name());
      }
    }
    return text.toString();
  }

  @Test
  void anotherSignalHandlerIsRefusedAndOnceItIsGoneAllIsWell() throws Exception {
    assertTrue(ForeignSignals.take());
    try {
      String refusal = refusal(sampler);
      assertTrue(refusal.contains("another SIGPROF handler is installed"), refusal);
      assertFalse(sampler.running());
    } finally {
      assertTrue(ForeignSignals.reset());
    }
    sampler.start(OPTIONS, table);
    burn(50_000_000);
    SampleCounts counts = sampler.stop();
    assertConserved(counts);
    assertTrue(counts.recorded() > 0, counts.toString());
    assertEquals(List.of(), counts.remarks());
  }

  @Test
  void anotherSignalHandlerAfterOursIsNoticedAtTheEndAndRefusedFromThenOn() throws Exception {
    sampler.start(OPTIONS, table);
    burn(100_000_000);
    assertTrue(ForeignSignals.take());
    try {
      burn(300_000_000);
      SampleCounts counts = sampler.stop();
      assertConserved(counts);
      assertTrue(counts.recorded() > 0, counts.toString());
      // What nobody saw is still there, as what it is.
      assertTrue(counts.failed() >= 250, counts.toString());
      assertTrue(
          counts.remarks().toString().contains("another SIGPROF handler was installed"),
          counts.toString());
      String refusal = refusal(sampler);
      assertTrue(refusal.contains("another SIGPROF handler is installed"), refusal);
    } finally {
      assertTrue(ForeignSignals.giveBack());
    }
    sampler.start(OPTIONS, new StackTable());
    assertEquals(List.of(), sampler.stop().remarks());
  }

  /** At once: the reader has ended long before the window is closed. */
  @Test
  void aWindowThatCannotBeReadDoesNotPoisonTheNext() throws Exception {
    for (int pause : new int[] {0, 300}) {
      sampler.start(OPTIONS, new StackTable());
      // Longer than the reader's pause: a damage that falls right behind its visit hits no record.
      for (int i = 0; i < 30; i++) {
        burn(10_000_000);
        damage(sampler.ring);
      }
      Thread.sleep(pause);
      String failure = assertThrows(SamplerException.class, sampler::stop).getMessage();
      assertTrue(failure.contains("the sample ring was overwritten"), failure);
      assertFalse(sampler.running());

      StackTable next = new StackTable();
      sampler.start(OPTIONS, next);
      long burnt = burn(300_000_000);
      SampleCounts counts = sampler.stop();
      assertEquals(counts.ticks(), counts.recorded() + counts.lost() + counts.failed());
      assertEquals(counts.ticks(), next.total(0));
      assertTrue(counts.cpuNanos() >= 0.95 * burnt, counts.toString());
      assertEquals(List.of(), counts.remarks());
    }
  }

  /** No record has such a length. */
  private static void damage(SampleRing ring) {
    ByteBuffer memory = ring.memory();
    for (int i = memory.capacity() - ring.capacity(); i < memory.capacity(); i += Long.BYTES) {
      memory.putLong(i, 3);
    }
  }

  @Test
  void aHandlerThatDoesNotComeOutKeepsWhatItMayUse() throws Exception {
    SamplerOptions options = new SamplerOptions(100_000, 256, 1 << 20, Clock.AUTO);
    long before = clockDescriptors();
    sampler.start(options, table);
    FutureTask<Boolean> task = new FutureTask<>(ForeignSignals::holdHandler);
    Thread held = new Thread(task, "held");
    held.start();
    try {
      while (!ForeignSignals.held() && !task.isDone()) {
        Thread.sleep(1);
      }
      assertTrue(ForeignSignals.held(), "no handler was caught at work");
      SampleRing ring = sampler.ring;
      long clocks = clockDescriptors();
      for (int i = 0; i < 2; i++) {
        String failure = assertThrows(SamplerException.class, sampler::stop).getMessage();
        assertTrue(failure.contains("did not return within a second"), failure);
        assertTrue(sampler.running());
        String refusal = refusal(sampler);
        assertTrue(refusal.contains("on already"), refusal);
        assertSame(ring, sampler.ring);
        assertEquals(clocks, clockDescriptors());
      }
    } finally {
      ForeignSignals.letGo();
    }
    assertTrue(task.get());
    held.join();
    assertConserved(sampler.stop());
    assertFalse(sampler.running());
    assertEquals(before, clockDescriptors());

    StackTable next = new StackTable();
    sampler.start(options, next);
    burn(50_000_000);
    SampleCounts counts = sampler.stop();
    assertTrue(counts.recorded() > 0, counts.toString());
    assertEquals(counts.ticks(), next.total(0));
  }

  private static long clockDescriptors() throws IOException {
    long clocks = 0;
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      for (Path descriptor : open.toList()) {
        // That of the listing itself is gone by now.
        if (Files.isSymbolicLink(descriptor)
            && Files.readSymbolicLink(descriptor).toString().contains("perf_event")) {
          clocks++;
        }
      }
    }
    return clocks;
  }

  /** Exceptions and checksums: code from which the first walk often fails. */
  @Test
  void aStackIsWalkedAgainSoManyTimesAtMost() throws Exception {
    Code code = new Code();
    sampler.start(new SamplerOptions(100_000, 256, 1 << 20, Clock.TIMER), table);
    long end = System.nanoTime() + 2_000_000_000L;
    long sink = 0;
    while (System.nanoTime() < end) {
      sink += code.exceptions() + code.crc32();
    }
    SampleCounts counts = sampler.stop();
    assertConserved(counts);
    assertTrue(sink != 0);
    assertTrue(counts.walkedAgain() > 0, counts.toString());
    assertTrue(counts.retries() >= counts.walkedAgain(), counts.toString());
    assertTrue(counts.retries() <= MOST_RETRIES * counts.walkedAgain(), counts.toString());
    assertTrue(counts.walkedAgain() <= counts.signals(), counts.toString());
  }

  @Test
  void theSmallestBufferTakesTheDeepestStack() throws Exception {
    int depth = 256;
    int buffer = SamplerOptions.smallestBuffer(depth);
    sampler.start(new SamplerOptions(1_000_000, depth, buffer, Clock.AUTO), table);
    burnBelow(2 * depth);
    SampleCounts counts = sampler.stop();
    assertConserved(counts);
    assertTrue(deepest() > depth, deepest() + " words at most, " + counts);
    assertThrows(
        IllegalArgumentException.class,
        () -> new SamplerOptions(1_000_000, depth, buffer / 2, Clock.AUTO));
  }

  private void burnBelow(int calls) {
    if (calls > 0) {
      burnBelow(calls - 1);
    } else {
      burn(300_000_000);
    }
  }

  private int deepest() {
    int deepest = 0;
    for (int i = 0; i < table.size(); i++) {
      deepest = Math.max(deepest, table.depth(i));
    }
    return deepest;
  }

  /** Needs libstdc++, which is wherever gcc is. */
  @Test
  void namesOfTheVirtualMachineAreReadable() {
    assertEquals("A::f(int)", NativeSampler.demangle("_ZN1A1fEi"));
    assertNull(NativeSampler.demangle("_Zebra"));
    assertNull(NativeSampler.demangle("memcpy_"));
  }

  @Test
  void aLibraryOfAnotherVersionIsRefused() throws Exception {
    assertRefusedWhereItDiffers(NativeSampler.ringLayout(), SampleRing.layout());
  }

  @Test
  void aLibraryWithOtherNumbersIsRefused() throws Exception {
    assertRefusedWhereItDiffers(NativeSampler.sharedNumbers(), SharedNumbers.ofJava());
  }

  private static void assertRefusedWhereItDiffers(long[] ofLibrary, long[] ofJar)
      throws SamplerException {
    NativeLibrary.requireEqual(ofJar, ofLibrary);
    for (int i = 0; i < ofLibrary.length; i++) {
      long[] other = ofLibrary.clone();
      other[i]++;
      String failure =
          assertThrows(SamplerException.class, () -> NativeLibrary.requireEqual(ofJar, other))
              .getMessage();
      assertTrue(failure.contains("different versions"), failure);
    }
  }
}
