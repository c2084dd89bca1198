// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.FrameCache;
import org.jmhpprof.profile.Phase;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.AllocCounts;
import org.jmhpprof.sampler.SampleCounts;
import org.jmhpprof.sampler.Sampler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Allocation, and what of it is alive in the end.
 *
 * <p>The samples' estimate is held against what the JVM counts. It can fall short where threads
 * live short: a thread's first sample is drawn from where the JVM's thread object lies, and threads
 * that come and go lie in the same place.
 */
final class AllocProfile extends EventProfile {
  /** The estimate of n samples is off by sqrt(n) intervals; three times that is still chance. */
  private static final double CHANCE = 3;

  private static final double WORTH_A_LINE = 0.05;
  private static final int LIVE_BYTES = 3;

  /** Whether the live objects are known. */
  private enum Live {
    OFF,
    /** They are counted after the last iteration. */
    PENDING,
    COUNTED,
    /** The JVM does not collect garbage when it is asked to. */
    REFUSED
  }

  private Live live;
  private Offered offered = Offered.NONE;
  private long unwatched;
  private long costNanos;
  private long allocatedBytes;
  private long costBytes;
  private long estimatedBytes;

  AllocProfile(int interval, FrameCache frames, Path file, boolean live) {
    super(new StackTable(Event.ALLOC, interval), frames, file);
    this.live = live ? Live.PENDING : Live.OFF;
  }

  @Override
  void add(SampleCounts counts) {
    AllocCounts alloc = counts.alloc();
    offered = offered.plus(Offered.of(alloc.samples()));
    unwatched += alloc.unwatched();
    costNanos += alloc.nanos();
    allocatedBytes += alloc.allocatedBytes();
  }

  @Override
  void finish(Sampler sampler) {
    if (live == Live.PENDING) {
      live = sampler.countLive(table()) ? Live.COUNTED : Live.REFUSED;
    }
  }

  @Override
  List<Result<?>> results(SampleCounts counts, Iteration iteration, boolean last) {
    long operations = iteration.operations();
    AllocCounts alloc = counts.alloc();
    long costBefore = costBytes;
    long estimatedBefore = estimatedBytes;
    costBytes = total(Phase.MEASURE) + total(Phase.PROGRAM);
    estimatedBytes = table().total(event().shown());
    List<Result<?>> results =
        new ArrayList<>(
            Offered.of(alloc.samples())
                .results(Labels.ALLOC_SAMPLES, Labels.ALLOC_LOST, Labels.ALLOC_FAILED));
    if (operations > 0) {
      double cost = costBytes - costBefore;
      results.add(average(Labels.ALLOC_PER_OPERATION, cost / operations, "B/op"));
    }
    if (alloc.allocatedBytes() > 0) {
      double told = (double) (estimatedBytes - estimatedBefore) / alloc.allocatedBytes();
      results.add(average(Labels.ALLOC_TOLD, 100 * told, "%"));
    }
    if (last && live == Live.COUNTED) {
      // Not an average: JMH takes it for 0 in the iterations before.
      long bytes = table().total(LIVE_BYTES);
      results.add(new ScalarResult(Labels.ALLOC_LIVE, bytes, "B", AggregationPolicy.MAX));
    }
    return results;
  }

  @Override
  String remark(long wallNanos) {
    double told = table().total(event().shown());
    double samples = Math.max(1, Math.max(offered.all(), allocatedBytes / period()));
    double chance = CHANCE * Math.sqrt(samples) * period();
    if (allocatedBytes == 0
        || Math.abs(told - allocatedBytes) <= WORTH_A_LINE * allocatedBytes + chance) {
      return null;
    }
    return String.format(
        Locale.ROOT,
        "the samples of alloc tell of %.1f %% of the bytes that were allocated: where threads live"
            + " short, the JVM samples them too rarely or too often",
        100 * told / allocatedBytes);
  }

  private double period() {
    return table().period();
  }

  @Override
  void comment(Comments comments) {
    offered.comment(comments);
    comments.add("sample.cost", costOfEach(costNanos, offered.all()));
    comments.add("allocated", allocatedBytes == 0 ? "unknown" : allocatedBytes);
    comments.add(
        "live",
        switch (live) {
          case OFF -> "off, so inuse is 0";
          case PENDING -> "counted after the last iteration, so inuse is 0";
          case COUNTED -> "counted after a garbage collection at the end of the last iteration";
          case REFUSED -> "unknown, so inuse is 0: this JVM does not collect garbage when asked";
        });
    if (unwatched > 0) {
      comments.add("unwatched", unwatched);
    }
  }

  @Override
  String topLabel() {
    return Labels.ALLOC_TOP;
  }

  @Override
  String perOperation() {
    return "B/op";
  }
}
