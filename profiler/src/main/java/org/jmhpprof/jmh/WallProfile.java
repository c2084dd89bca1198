// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.profile.Breakdown;
import org.jmhpprof.profile.FrameCache;
import org.jmhpprof.profile.Phase;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.SampleCounts;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;

/** Wall time: on a processor, and off it. */
final class WallProfile extends EventProfile {
  private static final String IDLE = "[idle threads]";

  private final FrameCache frames;
  private final ScoreParts score;
  private Offered offered = Offered.NONE;
  private long rounds;
  private long costNanos;
  private long measuredNanos;

  WallProfile(StackTable table, FrameCache frames, Path file, BenchmarkParams params) {
    super(table, frames, file);
    this.frames = frames;
    this.score = new ScoreParts(table, frames, params.getMode(), params.getTimeUnit());
  }

  @Override
  void add(SampleCounts counts) {
    offered = offered.plus(ticksAndVisits(counts));
    rounds += counts.wall().rounds();
    costNanos += counts.wall().nanos();
  }

  private static Offered ticksAndVisits(SampleCounts counts) {
    return Offered.of(counts).plus(Offered.of(counts.wall().samples()));
  }

  @Override
  List<Result<?>> results(SampleCounts counts, Iteration iteration, boolean last) {
    long measuredBefore = measuredNanos;
    measuredNanos = total(Phase.MEASURE);
    List<Result<?>> results =
        new ArrayList<>(
            ticksAndVisits(counts)
                .results(Labels.WALL_SAMPLES, Labels.WALL_LOST, Labels.WALL_FAILED));
    if (iteration.timed() > 0) {
      double wall = measuredNanos - measuredBefore;
      results.add(average(Labels.WALL_PER_OPERATION, wall / iteration.timed(), "ns/op"));
    }
    score.add(iteration);
    return results;
  }

  @Override
  void comment(Comments comments) {
    offered.comment(comments);
    comments.add("rounds", rounds);
    comments.add("visitor.cpu", costNanos + "ns");
    comments.add(
        "waits",
        "state tells monitors (blocked), Object.wait (waiting) and java.util.concurrent (parked)"
            + " apart");
  }

  @Override
  String topLabel() {
    return Labels.WALL_TOP;
  }

  @Override
  String perOperation() {
    return "ns/op";
  }

  @Override
  long shownTotal() {
    return table().total(event().shown()) - idle();
  }

  @Override
  boolean isShown(String name) {
    return !name.equals(IDLE);
  }

  private long idle() {
    return Breakdown.of(table(), frames, entry -> entry.first(IDLE::equals).isEmpty() ? null : IDLE)
        .getOrDefault(IDLE, 0L);
  }

  /** The score explained. */
  @Override
  List<String> head() {
    return score.lines();
  }
}
