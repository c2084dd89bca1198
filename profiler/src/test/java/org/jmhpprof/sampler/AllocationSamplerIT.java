// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.sampler;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.StackTable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Allocation, in this JVM. Runs beside tests that start processes of their own only. */
@Timeout(120)
class AllocationSamplerIT extends OneSampler {
  private static final int INTERVAL = 1 << 14;
  private static final int HEADER = 16;

  private static final SamplerOptions OPTIONS =
      new SamplerOptions(
          1_000_000,
          256,
          1 << 26,
          Clock.AUTO,
          NativeFrames.FULL,
          true,
          true,
          0,
          10_000_000,
          false,
          false);

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final StackTable table = new StackTable(Event.ALLOC, INTERVAL);
  private volatile Object sink;

  private void allocate(long bytes, int each) {
    for (long done = 0; done < bytes; done += each) {
      sink = new byte[each - HEADER];
    }
  }

  /** What the table holds with {@code allocate} on the stack and this leaf. */
  private long under(String leaf, int column) {
    long sum = 0;
    for (int i = 0; i < table.size(); i++) {
      for (int j = 1; j < table.depth(i); j++) {
        if (name(i, 0).equals(leaf) && name(i, j).endsWith("AllocationSamplerIT.allocate")) {
          sum += table.value(i, column);
          break;
        }
      }
    }
    return sum;
  }

  private String name(int i, int j) {
    return sampler.symbols().frame(table.frame(i, j)).name();
  }

  private void assertConserved(EventCounts counts) {
    assertEquals(counts.offered(), counts.recorded() + counts.lost() + counts.failed());
    assertEquals(counts.offered(), table.totalSampled(0));
  }

  @Test
  void objectsOfEachSizeAreEstimatedAndCounted() throws Exception {
    // A hundred thousand samples each: three standard deviations are 1 %.
    long offered = 0;
    for (int size : new int[] {16, 1024, 1 << 16, 1 << 20}) {
      long bytes = Math.min(100_000L * INTERVAL, 4_000L * Math.max(size, INTERVAL) * 10);
      long before = under("byte[]", 1);
      assertEquals(Map.of(), sampler.start(OPTIONS, table));
      long own = THREADS.getCurrentThreadAllocatedBytes();
      allocate(bytes, size);
      own = THREADS.getCurrentThreadAllocatedBytes() - own;
      SampleCounts counts = sampler.stop();
      offered += counts.alloc().samples().offered();
      assertEquals(offered, table.totalSampled(0));
      assertEquals(0, counts.alloc().samples().lost(), counts.toString());
      double estimate = under("byte[]", 1) - before;
      assertEquals(bytes, estimate, 0.03 * bytes, size + " bytes each, " + counts);
      // Other threads of this JVM allocate, too.
      assertTrue(counts.alloc().allocatedBytes() >= own, counts + ", " + own);
      assertEquals(own, counts.alloc().allocatedBytes(), 0.02 * own, counts.toString());
      assertTrue(counts.alloc().nanos() > 0, counts.toString());
    }
  }

  @Test
  void whatIsHeldIsAliveAndWhatIsNotIsGone() throws Exception {
    List<byte[]> held = new ArrayList<>();
    int size = 4096;
    int objects = 25_600;
    sampler.start(OPTIONS, table);
    keep(held, objects, size);
    allocate((long) objects * size, size);
    SampleCounts counts = sampler.stop();
    assertEquals(0, counts.alloc().unwatched());
    assertEquals(0, table.totalSampled(2));
    assertTrue(sampler.countLive(table));
    long truth = (long) objects * size;
    long kept = 0;
    for (int i = 0; i < table.size(); i++) {
      boolean inKeep = false;
      for (int j = 1; j < table.depth(i); j++) {
        inKeep |= name(i, j).endsWith("AllocationSamplerIT.keep");
      }
      kept += inKeep && name(i, 0).equals("byte[]") ? table.value(i, 3) : 0;
    }
    // 6,000 samples.
    assertEquals(truth, kept, 0.05 * truth);
    assertTrue(under("byte[]", 3) <= 0.001 * truth, "gone: " + under("byte[]", 3));
    assertEquals(objects, held.size());
    // Nothing is remembered twice.
    assertFalse(sampler.countLive(table));
  }

  private static void keep(List<byte[]> held, int objects, int size) {
    for (int i = 0; i < objects; i++) {
      held.add(new byte[size - HEADER]);
    }
  }

  @Test
  void aBufferThatIsTooSmallLosesSamplesAndCountsThem() throws Exception {
    StackTable many = new StackTable(Event.ALLOC, 1 << 10);
    sampler.start(
        new SamplerOptions(1_000_000, 256, SamplerOptions.smallestBuffer(256), Clock.AUTO), many);
    allocate(1L << 28, 1024);
    EventCounts counts = sampler.stop().alloc().samples();
    assertTrue(counts.lost() > 0, counts.toString());
    assertEquals(counts.offered(), counts.recorded() + counts.lost() + counts.failed());
    assertEquals(counts.offered(), many.totalSampled(0));
    long lost = 0;
    for (int i = 0; i < many.size(); i++) {
      lost += many.frame(i, 0) == PseudoFrame.LOST.word() ? many.sampled(i, 0) : 0;
    }
    assertEquals(counts.lost(), lost);
    // What is lost keeps its bytes.
    assertEquals(1L << 28, many.total(1), 0.03 * (1L << 28));
  }

  @Test
  void cpuTimeAndAllocationShareAWindow() throws Exception {
    StackTable cpu = new StackTable();
    sampler.start(OPTIONS, cpu, table);
    allocate(1L << 30, 64);
    SampleCounts counts = sampler.stop();
    assertConserved(counts.alloc().samples());
    assertEquals(counts.ticks(), cpu.total(0));
    assertEquals(counts.ticks(), counts.recorded() + counts.lost() + counts.failed());
    assertTrue(counts.ticks() > 0, counts.toString());
    assertTrue(under("byte[]", 1) > 0.9 * (1L << 30));
    for (int i = 0; i < cpu.size(); i++) {
      assertFalse(PseudoFrame.isClass(cpu.frame(i, 0)));
    }
  }

  @Test
  void aWindowWithoutAnEventHasNothingOfIt() throws Exception {
    StackTable cpu = new StackTable();
    sampler.start(OPTIONS, cpu);
    allocate(1L << 28, 1024);
    assertNull(sampler.stop().alloc());
    assertThrows(SamplerException.class, () -> sampler.start(OPTIONS));
    sampler.start(OPTIONS, table);
    allocate(1L << 28, 1024);
    SampleCounts counts = sampler.stop();
    assertEquals(0, counts.ticks());
    assertEquals("", counts.clock());
    assertEquals(0, counts.signals());
    assertEquals(List.of(), counts.remarks());
  }

  @Test
  void aDeepStackKeepsItsLeafAndItsRoot() throws Exception {
    sampler.start(new SamplerOptions(1_000_000, 64, 1 << 26, Clock.AUTO), table);
    below(500);
    SampleCounts counts = sampler.stop();
    assertConserved(counts.alloc().samples());
    StackTraceElement[] own = Thread.currentThread().getStackTrace();
    String root = own[own.length - 1].getClassName() + "." + own[own.length - 1].getMethodName();
    long deep = 0;
    for (int i = 0; i < table.size(); i++) {
      if (table.depth(i) > 129) {
        deep += table.value(i, 1);
        assertEquals(1 + 64 + 1 + 64, table.depth(i));
        assertEquals("byte[]", name(i, 0));
        assertTrue(name(i, 1).endsWith(".allocate"), name(i, 1));
        assertEquals("[truncated]", name(i, 65));
        assertEquals(root, name(i, table.depth(i) - 1));
      }
    }
    assertEquals(1L << 28, deep, 0.03 * (1L << 28));
  }

  private void below(int calls) {
    if (calls > 0) {
      below(calls - 1);
    } else {
      allocate(1L << 28, 1024);
    }
  }
}
