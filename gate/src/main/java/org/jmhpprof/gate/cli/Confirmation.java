// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.cli;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.Comparison;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.model.Renames;
import org.jmhpprof.gate.model.SuiteResult;
import org.jmhpprof.gate.model.Verdict;
import org.jmhpprof.gate.run.Blocks;
import org.jmhpprof.gate.run.RunDirectory;
import org.jmhpprof.gate.run.Task;
import org.jmhpprof.gate.verdict.Judge;

/**
 * Measures what regressed in pairs once more, in turns and by wall time. The verdict stays: a
 * benchmark that costs more CPU time costs more. The note beside it says whether users would see
 * that on their clocks.
 *
 * @param turns runs the forks
 * @param forks of each side
 */
record Confirmation(RunDirectory directory, Blocks turns, int forks, Judge judge) {
  SuiteResult of(SuiteResult suite, Renames renames)
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
