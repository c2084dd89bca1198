// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jfr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.EventCounts;
import org.jmhpprof.sampler.PseudoFrame;
import org.junit.jupiter.api.Test;

/** What samples come to, at an interval of 1,000 ns. */
class CpuSamplesTest {
  private static final long[] HOT = {1, 3};
  private static final long[] COLD = {2, 3};

  private final JfrSymbols symbols = new JfrSymbols();
  private final StackTable table = new StackTable(Event.CPU, 1_000);
  private final Map<Long, Double> carried = new HashMap<>();
  private final int worker = symbols.number(7, "worker", true);

  private long nanosOf(long leaf) {
    long nanos = 0;
    for (int i = 0; i < table.size(); i++) {
      nanos += table.frame(i, 0) == leaf ? table.value(i, 1) : 0;
    }
    return nanos;
  }

  private CpuSamples samples(boolean weighed, long hot, long cold, long nanos) {
    CpuSamples samples = new CpuSamples(symbols, weighed);
    for (int i = 0; i < hot; i++) {
      samples.add(7, worker, HOT, nanos);
    }
    for (int i = 0; i < cold; i++) {
      samples.add(7, worker, COLD, nanos);
    }
    return samples;
  }

  @Test
  void samplesWithoutAWeightShareWhatTheirThreadUsed() {
    EventCounts counts = samples(false, 3, 1, 0).addTo(table, Map.of(7L, 80_000L), carried);
    assertEquals(60_000, nanosOf(1));
    assertEquals(20_000, nanosOf(2));
    assertEquals(new EventCounts(80, 0, 0, 4, 0, 0), counts);
  }

  @Test
  void whatIsLessThanATickIsNotForgotten() {
    for (int i = 0; i < 10; i++) {
      EventCounts unused = samples(false, 1, 0, 0).addTo(table, Map.of(7L, 300L), carried);
    }
    assertEquals(3_000, nanosOf(1));
  }

  @Test
  void aThreadThatHasEndedIsWorthWhatOthersAre() {
    CpuSamples samples = samples(false, 4, 0, 0);
    int gone = symbols.number(8, "gone", true);
    samples.add(8, gone, COLD, 0);
    EventCounts unused = samples.addTo(table, Map.of(7L, 80_000L), carried);
    assertEquals(20_000, nanosOf(2));
  }

  @Test
  void weightsAreKeptAndTheRestHasNoStack() {
    CpuSamples samples = samples(true, 2, 1, 4_000);
    samples.add(7, worker, new long[] {PseudoFrame.FAILED_JFR.word()}, 4_000);
    samples.addLost(7, worker, 2);
    EventCounts counts = samples.addTo(table, Map.of(7L, 30_000L), carried);
    assertEquals(8_000, nanosOf(1));
    assertEquals(4_000, nanosOf(2));
    assertEquals(4_000, nanosOf(PseudoFrame.FAILED_JFR.word()));
    assertEquals(8_000, nanosOf(PseudoFrame.LOST.word()));
    assertEquals(6_000, nanosOf(PseudoFrame.FAILED_UNTOLD.word()));
    assertEquals(new EventCounts(12, 8, 10, 4, 0, 0), counts);
    assertEquals(12, samples.overruns());
  }

  @Test
  void lostSamplesAreNeverMoreThanTheThreadUsed() {
    CpuSamples samples = samples(true, 1, 0, 4_000);
    samples.addLost(7, worker, 100);
    EventCounts counts = samples.addTo(table, Map.of(7L, 10_000L), carried);
    assertEquals(new EventCounts(4, 6, 0, 1, 0, 0), counts);
  }

  @Test
  void aThreadThatJfrNeverShowedHasNoStack() {
    long own = Thread.currentThread().getId();
    EventCounts counts = new CpuSamples(symbols, true).addTo(table, Map.of(own, 50_000L), carried);
    assertEquals(new EventCounts(0, 0, 50, 0, 0, 0), counts);
    assertEquals(50_000, nanosOf(PseudoFrame.FAILED_UNTOLD.word()));
  }

  @Test
  void fewSamplesForMuchTimeAreWorthARemark() {
    assertEquals(1, remarks(4, 2_000_000_000).size());
    assertEquals(List.of(), remarks(400, 2_000_000_000));
    assertEquals(List.of(), remarks(1, 100_000_000));
  }

  private List<String> remarks(int count, long nanos) {
    CpuSamples samples = samples(false, count, 0, 0);
    EventCounts unused = samples.addTo(table, Map.of(7L, nanos), carried);
    return samples.remarks(table.period());
  }
}
