// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.sequential;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Comparison.Flag;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.run.Blocks;
import org.jmhpprof.gate.run.Progress;
import org.jmhpprof.gate.run.Task;

/** Measures until all is decided, then what changed with the profiler. */
public final class SequentialRun {
  private static final Set<Verdict> CHANGED = EnumSet.of(Verdict.REGRESSED, Verdict.IMPROVED);

  private final RunPlan plan;
  private final Blocks blocks;
  private final Progress progress;
  private int taken;

  public SequentialRun(RunPlan plan, Blocks blocks, Progress progress) {
    this.plan = plan;
    this.blocks = blocks;
    this.progress = progress;
  }

  /** From look to look with what is undecided, until nothing is, or there is no time for more. */
  public SuiteResult untilDecided() throws BadInput, IOException, InterruptedException {
    Collection<Task> tasks = plan.benchmarks().stream().map(Task::all).toList();
    SuiteResult suite = null;
    for (int look : plan.looks().forks()) {
      if (suite != null) {
        progress.say(tasks.size() + " undecided, going on to " + look + " forks per side");
      }
      blocks.run(tasks, look);
      suite = plan.judge(taken, blocks.complete());
      taken += blocks.complete() ? 1 : 0;
      tasks = undecided(suite);
      if (tasks.isEmpty() || !blocks.complete()) {
        return suite;
      }
    }
    return suite;
  }

  /** How many of the planned looks were taken. */
  public int taken() {
    return taken;
  }

  private static Collection<Task> undecided(SuiteResult suite) {
    Set<Task> tasks = new TreeSet<>();
    for (Comparison each : suite.comparisons()) {
      if (each.verdict() == Verdict.INCONCLUSIVE && !each.flags().contains(Flag.ADVISORY)) {
        tasks.add(Task.only(each.key()));
      }
    }
    return tasks;
  }

  /** What changed and can be profiled, the largest change first; nothing once it is cancelled. */
  public List<Task> changed(SuiteResult suite) {
    if (blocks.cancelled()) {
      return List.of();
    }
    return suite.comparisons().stream()
        .filter(each -> each.metric().isScore())
        .filter(each -> CHANGED.contains(each.verdict()))
        .sorted(Comparator.comparingDouble(SequentialRun::size).reversed())
        .map(each -> Task.only(each.key()))
        .distinct()
        .toList();
  }

  private static double size(Comparison each) {
    return each.estimate().map(known -> Math.abs(Math.log(known.ratio()))).orElse(0.0);
  }
}
