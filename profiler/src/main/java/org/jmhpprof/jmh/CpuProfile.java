// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.jmh;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jmhpprof.profile.Event;
import org.jmhpprof.profile.FrameCache;
import org.jmhpprof.profile.Phase;
import org.jmhpprof.profile.StackTable;
import org.jmhpprof.sampler.SampleCounts;
import org.jmhpprof.sampler.Unseen;
import org.openjdk.jmh.results.Result;

/** CPU time. */
final class CpuProfile extends EventProfile {
  private Map<String, String> clock = Map.of();
  private final Set<String> clocks = new LinkedHashSet<>();
  private Offered offered = Offered.NONE;
  private long overruns;
  private long walkedAgain;
  private long retries;
  private long costNanos;
  private long vmNanos;
  private Unseen.Verdict unseen;

  CpuProfile(long intervalNanos, FrameCache frames, Path file) {
    super(new StackTable(Event.CPU, intervalNanos), frames, file);
  }

  /** What to say of the clock that the first window took, and all others do. */
  void clock(Map<String, String> taken) {
    clock = taken;
  }

  @Override
  void add(SampleCounts counts) {
    offered = offered.plus(Offered.of(counts));
    overruns += counts.overruns();
    walkedAgain += counts.walkedAgain();
    retries += counts.retries();
    clocks.add(counts.clock());
  }

  @Override
  List<Result<?>> results(SampleCounts counts, Iteration iteration, boolean last) {
    long operations = iteration.operations();
    long costBefore = costNanos;
    long vmBefore = vmNanos;
    costNanos = total(Phase.MEASURE) + total(Phase.PROGRAM);
    vmNanos = total(Phase.VM);
    List<Result<?>> results =
        new ArrayList<>(Offered.of(counts).results(Labels.SAMPLES, Labels.LOST, Labels.FAILED));
    results.add(sum(Labels.CPU, counts.cpuNanos() / 1e6, "ms"));
    if (operations > 0) {
      double cost = costNanos - costBefore;
      double vm = vmNanos - vmBefore;
      results.add(average(Labels.CPU_PER_OPERATION, cost / operations, "ns/op"));
      results.add(average(Labels.VM_PER_OPERATION, vm / operations, "ns/op"));
    }
    if (counts.cpuNanos() > 0 && counts.costKnown()) {
      double overhead = (double) counts.overheadNanos() / counts.cpuNanos();
      results.add(average(Labels.OVERHEAD, 100 * overhead, "%"));
      results.add(average(Labels.HANDLER_P50, counts.handlerP50Nanos(), "ns"));
      results.add(average(Labels.HANDLER_P99, counts.handlerP99Nanos(), "ns"));
    }
    return results;
  }

  @Override
  String remark(long wallNanos) {
    unseen = Unseen.in(table()).judge(wallNanos);
    return unseen.line();
  }

  @Override
  boolean failed() {
    return unseen.failed();
  }

  @Override
  void comment(Comments comments) {
    comments.add("clock", String.join("+", clocks));
    clock.forEach(comments::add);
    offered.comment(comments);
    comments.add("overruns", overruns);
    comments.add("walked-again", walkedAgain);
    comments.add("retries", retries);
  }

  @Override
  String topLabel() {
    return Labels.TOP;
  }

  @Override
  String perOperation() {
    return "ns/op";
  }
}
