// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jfr;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.AllocCounts;
import org.jmhpprof.sampler.EventCounts;

/**
 * The samples of allocation of one window. A sample stands for the bytes that its thread has
 * allocated since the sample before, which of the first one in a recording says nothing: it has
 * those of all the time before, too. So that one counts as the others do on average. Then each
 * thread's samples share what the thread allocated, as the JVM counts it.
 */
final class AllocSamples {
  /** The size of the object is not known yet, or not at all, if it is 0. */
  private record Sample(Instant when, int thread, long[] stack, double bytes, long size) {
    Sample with(double otherBytes, long otherSize) {
      return new Sample(when, thread, stack, otherBytes, otherSize);
    }
  }

  private final Map<Long, List<Sample>> threads = new HashMap<>();

  /** By thread: the sizes of objects, by when they were allocated. */
  private final Map<Long, NavigableMap<Instant, Long>> sizes = new HashMap<>();

  /** Another event of the same object, right after its sample, tells the object's size. */
  void size(long key, Instant when, long bytes) {
    sizes.computeIfAbsent(key, unknown -> new TreeMap<>()).put(when, bytes);
  }

  void add(long key, Instant when, int thread, long[] stack, long weight) {
    threads
        .computeIfAbsent(key, unknown -> new ArrayList<>())
        .add(new Sample(when, thread, stack, weight, 0));
  }

  /** JFR writes the sample of an object first, then the event with its size; 0 for none. */
  private long sizeOf(long key, Sample sample) {
    Map.Entry<Instant, Long> after =
        sizes.getOrDefault(key, new TreeMap<>()).ceilingEntry(sample.when);
    return after == null ? 0 : after.getValue();
  }

  /**
   * Gives each thread's samples their weights and adds them to a table.
   *
   * @param known the threads that lived when the window opened
   * @param allocated bytes that the threads allocated that live at its end; empty if not known
   */
  AllocCounts addTo(StackTable table, Set<Long> known, Map<Long, Long> allocated) {
    long records = 0;
    for (Map.Entry<Long, List<Sample>> thread : threads.entrySet()) {
      List<Sample> samples = thread.getValue();
      samples.replaceAll(each -> each.with(each.bytes, sizeOf(thread.getKey(), each)));
      if (known.contains(thread.getKey())) {
        evenOutFirst(samples);
      }
      double told = samples.stream().mapToDouble(Sample::bytes).sum();
      Long truth = allocated.get(thread.getKey());
      double scale = truth == null || told <= 0 ? 1 : truth / told;
      for (Sample sample : samples) {
        long bytes = Math.round(sample.bytes * scale);
        // Without a size, one object.
        long objects = sample.size <= 0 ? 1 : Math.max(1, Math.round((double) bytes / sample.size));
        int unused = table.add(sample.thread, sample.stack, sample.stack.length, objects, bytes);
        records++;
      }
    }
    long all = allocated.values().stream().mapToLong(Long::longValue).sum();
    return new AllocCounts(new EventCounts(records, 0, 0, records, 0, 0), 0, all, 0);
  }

  private static void evenOutFirst(List<Sample> samples) {
    Sample first = samples.get(0);
    double others = 0;
    for (Sample sample : samples.subList(1, samples.size())) {
      others += sample.bytes;
    }
    double mean = samples.size() == 1 ? first.bytes : others / (samples.size() - 1);
    samples.set(0, first.with(Math.min(first.bytes, mean), first.size));
  }
}
