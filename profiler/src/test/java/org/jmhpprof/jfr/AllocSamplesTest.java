// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.AllocCounts;
import org.junit.jupiter.api.Test;

class AllocSamplesTest {
  private static final long[] HERE = {1, 3};
  private static final long[] THERE = {2, 3};

  private final StackTable table = new StackTable(Event.ALLOC, 1);

  private Instant now = Instant.EPOCH;

  /** The size is told right after the sample, or right before. */
  private void add(AllocSamples samples, long[] stack, long weight, long size) {
    now = now.plusMillis(1);
    // Of an object before it, which has no sample.
    samples.size(7, now.minusNanos(100), 7_000);
    samples.add(7, now, 1, stack, weight);
    samples.size(7, now.plusNanos(200), size);
  }

  /** Three here and one there; the first has what came before the window, too. */
  private AllocSamples samples(long first) {
    AllocSamples samples = new AllocSamples();
    add(samples, HERE, first, 50);
    add(samples, HERE, 1_000, 50);
    add(samples, HERE, 1_000, 50);
    add(samples, THERE, 1_000, 10);
    return samples;
  }

  @Test
  void theFirstSampleOfAThreadThatLivedBeforeCountsLikeTheOthers() {
    AllocCounts counts = samples(1_000_000).addTo(table, Set.of(7L), Map.of(7L, 8_000L));
    assertEquals(6_000, table.value(0, 1));
    assertEquals(6_000 / 50, table.value(0, 0));
    assertEquals(2_000, table.value(1, 1));
    assertEquals(2_000 / 10, table.value(1, 0));
    assertEquals(8_000, counts.allocatedBytes());
    assertEquals(4, counts.samples().recorded());
  }

  @Test
  void thatOfAThreadThatBeganInTheWindowIsRight() {
    AllocCounts unused = samples(3_000).addTo(table, Set.of(), Map.of());
    assertEquals(5_000, table.value(0, 1));
    assertEquals(1_000, table.value(1, 1));
  }
}
