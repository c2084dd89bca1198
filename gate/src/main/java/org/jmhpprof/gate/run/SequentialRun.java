// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Comparison.Flag;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.model.Side.Renames;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.run.Blocks.Progress;
import org.jmhpprof.gate.run.JmhOptions.Task;
import org.jmhpprof.gate.run.Looks.EarlyEnds;
import org.jmhpprof.gate.verdict.Judge;

/** Measures until all is decided, then what changed with the profiler. */
public final class SequentialRun {
  /**
   * What a run measures, and by what it judges.
   *
   * @param builds base and head, or head alone
   * @param looks when to judge
   * @param early ends of this run from which it goes on
   * @param benchmarks what both sides have
   * @param reader reads the results that there are
   */
  public record Plan(
      Judge judge,
      List<Build> builds,
      Looks looks,
      EarlyEnds early,
      Set<String> benchmarks,
      SidesReader reader) {
    /** What there is to be compared. */
    public record Sides(Side base, Side head) {}

    @FunctionalInterface
    public interface SidesReader {
      Sides read() throws BadInput;
    }

    /**
     * Judges the results so far.
     *
     * @param taken how many of the planned looks were taken before
     * @param complete whether all is measured that this one needs
     */
    public SuiteResult judge(int taken, boolean complete) throws BadInput {
      Sides sides = reader.read();
      if (!complete) {
        sides = new Sides(unreached(sides.base), unreached(sides.head));
      }
      return judge
          .sharing(Looks.divisor(looks.forks().size(), early, taken, complete))
          .judge(sides.base, sides.head, complete);
    }

    /** Names what was to be measured and has neither results nor failed. */
    private Side unreached(Side side) {
      Set<String> rest = new TreeSet<>(benchmarks);
      rest.removeAll(side.tried());
      return side.withAbsent(rest, Side.NOT_REACHED);
    }

    /** Why nothing of this can be profiled; empty if it can. */
    public Optional<String> whyNoProfile() {
      if (builds.size() < 2) {
        return Optional.of("the old build is not there");
      }
      return builds.stream()
          .filter(build -> !build.jar().canProfile())
          .findFirst()
          .map(
              build ->
                  build.jar().file()
                      + " has no profiler: give --profiler-jar to learn which function it was");
    }
  }

  private final Plan plan;
  private final Blocks blocks;
  private final Progress progress;
  private int taken;

  public SequentialRun(Plan plan, Blocks blocks, Progress progress) {
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
        .filter(each -> each.metric().isScore() || each.metric().isAllocation())
        .filter(Comparison::hasChanged)
        .sorted(Comparator.comparingDouble(SequentialRun::size).reversed())
        .map(each -> Task.only(each.key()))
        .distinct()
        .toList();
  }

  /** Those of them that allocate more or less. */
  public static Set<Task> allocating(SuiteResult suite) {
    return suite.comparisons().stream()
        .filter(each -> each.metric().isAllocation() && each.hasChanged())
        .map(each -> Task.only(each.key()))
        .collect(Collectors.toSet());
  }

  private static double size(Comparison each) {
    return each.estimate().map(known -> Math.abs(Math.log(known.ratio()))).orElse(0.0);
  }

  /**
   * Measures what regressed in pairs once more, in turns and by wall time. The verdict stays: a
   * benchmark that costs more CPU time costs more. The note beside it says whether users would see
   * that on their clocks.
   *
   * @param turns runs the forks
   * @param forks of each side
   */
  public record Confirmation(RunDirectory directory, Blocks turns, int forks, Judge judge) {
    public SuiteResult of(SuiteResult suite, Renames renames)
        throws BadInput, IOException, InterruptedException {
      List<Task> tasks =
          suite.comparisons().stream()
              .filter(Confirmation::isMeant)
              .map(each -> Task.only(each.key()))
              .distinct()
              .toList();
      if (tasks.isEmpty()) {
        return suite;
      }
      Set<String> names = tasks.stream().map(Task::benchmark).collect(Collectors.toSet());
      turns.load(names);
      turns.run(tasks, forks);
      SuiteResult again =
          judge.judge(
              renames.apply(directory.readConfirming("base")),
              directory.readConfirming("head"),
              turns.complete());
      return suite.with(
          suite.comparisons().stream()
              .map(each -> isMeant(each) ? each.with(note(again, each.key())) : each)
              .toList());
    }

    private static boolean isMeant(Comparison each) {
      return each.metric().isScore() && each.verdict() == Verdict.REGRESSED;
    }

    private static String note(SuiteResult again, BenchmarkKey key) {
      Optional<Comparison> found =
          again.comparisons().stream()
              .filter(each -> each.metric().isScore() && each.key().equals(key))
              .findFirst();
      return "in turns, by wall time: "
          + found
              .flatMap(Comparison::estimate)
              .map(known -> Figures.change(known.ratio(), known.lower(), known.upper()))
              .orElse("no result")
          + found.map(each -> ", " + each.verdict().words()).orElse("");
    }
  }
}
