// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.profile.Breakdown;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.FrameCache;
import org.jmhpprof.profile.Phase;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.SampleCounts;
import org.jmhpprof.sampler.ThreadState;
import org.openjdk.jmh.results.Result;

/**
 * Waits for locks: each one for a monitor, and by visits those for locks of {@code
 * java.util.concurrent} and in {@code Object.wait}.
 */
final class LockProfile extends EventProfile {
  private final FrameCache frames;
  private final long thresholdNanos;
  private final SampledWaits sampled;
  private long visits;
  private Offered offered = Offered.NONE;
  private long untimed;
  private long costNanos;
  private long delayNanos;

  LockProfile(long thresholdNanos, FrameCache frames, Path file, SampledWaits sampled) {
    super(new StackTable(Event.LOCK, 1), frames, file);
    this.frames = frames;
    this.thresholdNanos = thresholdNanos;
    this.sampled = sampled;
  }

  @Override
  List<StackTable> tables() {
    return List.of(table(), sampled.wall());
  }

  @Override
  void add(SampleCounts counts) {
    offered = offered.plus(Offered.of(counts.lock().samples()));
    untimed += counts.lock().untimed();
    costNanos += counts.lock().nanos();
    visits += sampled.addTo(table());
  }

  @Override
  List<Result<?>> results(SampleCounts counts, Iteration iteration, boolean last) {
    long operations = iteration.operations();
    long delayBefore = delayNanos;
    delayNanos = delay();
    List<Result<?>> results =
        new ArrayList<>(
            Offered.of(counts.lock().samples())
                .results(Labels.LOCK_SAMPLES, Labels.LOCK_LOST, Labels.LOCK_FAILED));
    if (operations > 0) {
      double delay = delayNanos - delayBefore;
      results.add(average(Labels.LOCK_PER_OPERATION, delay / operations, "ns/op"));
    }
    return results;
  }

  /** Of a benchmark's own threads. Who is in {@code Object.wait} does not want a lock. */
  private long delay() {
    return Breakdown.of(
            table(),
            frames,
            entry ->
                (entry.phase() == Phase.MEASURE || entry.phase() == Phase.PROGRAM)
                    && ThreadState.of(entry.tag()) != ThreadState.WAITING)
        .getOrDefault(true, 0L);
  }

  @Override
  void comment(Comments comments) {
    offered.comment(comments);
    comments.add("sample.cost", costOfEach(costNanos, offered.all()));
    comments.add("threshold", thresholdNanos + "ns");
    comments.add("visits", visits);
    comments.add("waits", sampled.describe());
    if (untimed > 0) {
      comments.add("untimed", untimed);
    }
  }

  @Override
  String topLabel() {
    return Labels.LOCK_TOP;
  }

  @Override
  String perOperation() {
    return "ns/op";
  }
}
