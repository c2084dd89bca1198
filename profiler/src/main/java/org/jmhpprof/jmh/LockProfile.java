// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.FrameCache;
import org.jmhpprof.profile.Phase;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.EventCounts;
import org.jmhpprof.sampler.SampleCounts;
import org.openjdk.jmh.results.Result;

/** Waits for monitors. */
final class LockProfile extends EventProfile {
  private final long thresholdNanos;
  private long recorded;
  private long lost;
  private long failed;
  private long untimed;
  private long costNanos;
  private long delayNanos;

  LockProfile(long thresholdNanos, FrameCache frames, Path file) {
    super(new StackTable(Event.LOCK, 1), frames, file);
    this.thresholdNanos = thresholdNanos;
  }

  @Override
  void add(SampleCounts counts) {
    EventCounts samples = counts.lock().samples();
    recorded += samples.recorded();
    lost += samples.lost();
    failed += samples.failed();
    untimed += counts.lock().untimed();
    costNanos += counts.lock().nanos();
  }

  @Override
  List<Result<?>> results(SampleCounts counts, Iteration iteration, boolean last) {
    long operations = iteration.operations();
    EventCounts samples = counts.lock().samples();
    long delayBefore = delayNanos;
    delayNanos = total(Phase.MEASURE) + total(Phase.PROGRAM);
    List<Result<?>> results = new ArrayList<>();
    results.add(sum(Labels.LOCK_SAMPLES, samples.recorded(), "#"));
    results.add(sum(Labels.LOCK_LOST, samples.lost(), "#"));
    results.add(sum(Labels.LOCK_FAILED, samples.failed(), "#"));
    if (operations > 0) {
      double delay = delayNanos - delayBefore;
      results.add(average(Labels.LOCK_PER_OPERATION, delay / operations, "ns/op"));
    }
    return results;
  }

  @Override
  void comment(Comments comments) {
    comments.add("samples", recorded);
    comments.add("lost", lost);
    comments.add("failed", failed);
    comments.add("sample.cost", costOfEach(costNanos, recorded + lost + failed));
    comments.add("threshold", thresholdNanos + "ns");
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
