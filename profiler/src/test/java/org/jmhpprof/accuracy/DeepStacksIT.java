// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A stack that is deeper than {@code depth} keeps its leaf and its root, so that it is known whose
 * time it is, and what for.
 */
class DeepStacksIT extends KnownAnswers {
  private static final int DEPTH = 256;
  private static final int ROOT_FRAMES = 64;
  private static final String TRUNCATED = "[truncated]";
  private static final String RECURSION = WORKLOAD + "Recursion.";

  @ParameterizedTest
  @MethodSource("stackSettings")
  void aDeepStackHasTheRightPhase(Setting setting) throws Exception {
    for (int frames : FULL ? List.of(10, 100, 400, 1_000, 3_000) : List.of(100, 400, 3_000)) {
      phaseAndNorm(
          setting, "Recursion.(leaf|spread)$", ", " + frames + " frames", "-p", "frames=" + frames);
    }
    phaseAndNorm(setting, "Recursion.Endless.overflow", ", StackOverflowError");
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("ordinarySettings")
  void soItHasForAnOrdinaryUser(Setting setting) throws Exception {
    phaseAndNorm(
        setting,
        Setting.NOBODY.launch(),
        "Recursion.leaf$",
        ", 3000 frames, " + Setting.NOBODY.name(),
        "-p",
        "frames=3000");
  }

  private void phaseAndNorm(Setting setting, String pattern, String how, String... parameter)
      throws IOException, InterruptedException {
    phaseAndNorm(setting, JmhRun::of, pattern, how, parameter);
  }

  private void phaseAndNorm(
      Setting setting, Forks.Launch launch, String pattern, String how, String... parameter)
      throws IOException, InterruptedException {
    check(
        setting,
        pattern,
        (benchmarks, seconds) -> {
          Forks forks = forks(setting, launch, "interval=1ms", benchmarks, seconds, parameter);
          List<Finding> findings = new ArrayList<>();
          for (String benchmark : forks.benchmarks()) {
            Forks.Fork fork = forks.of(benchmark);
            findings.add(
                Finding.atLeast(
                    Answer.DEEP_STACKS,
                    benchmark,
                    how + ": samples of the worker in phase measure",
                    share(fork.rows(), Row::ofWorker, row -> row.phase().equals("measure")),
                    98));
            double norm = forks.score(benchmark + ":pprof.cpu.norm");
            long worker = fork.printed("worker-cpu");
            double operations = Double.parseDouble(fork.comments().get("ops"));
            findings.add(
                Finding.near(
                    Answer.DEEP_STACKS,
                    benchmark,
                    how + ": pprof.cpu.norm against the worker's CPU time",
                    norm,
                    worker / operations,
                    3));
            // The score is wall time: comparable only where nobody took the processor away.
            if (worker >= 0.99 * fork.printed("wall")) {
              findings.add(
                  Finding.near(Answer.SCORE, benchmark, how, norm, forks.score(benchmark), 3));
            }
          }
          return findings;
        });
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void whatIsCutIsInTheMiddle(Setting setting) throws Exception {
    for (int frames : List.of(100, 400, 3_000)) {
      shape(setting, frames);
    }
  }

  private void shape(Setting setting, int frames) throws IOException, InterruptedException {
    String benchmark = "Recursion.leaf";
    String how = ", " + frames + " frames: ";
    check(
        setting,
        benchmark + "$",
        (benchmarks, seconds) -> {
          List<Row> rows =
              forks(
                      setting,
                      "interval=1ms;depth=" + DEPTH,
                      benchmarks,
                      seconds,
                      "-p",
                      "frames=" + frames)
                  .of(benchmark)
                  .rows();
          Predicate<Row> atWork = row -> row.ofWorker() && row.has(RECURSION + "work");
          Predicate<Row> cut = row -> row.has(TRUNCATED);
          List<Finding> findings = new ArrayList<>();
          findings.add(
              Finding.premise(
                  Answer.DEEP_STACKS,
                  benchmark,
                  how + "the leaf's method, of the worker's time",
                  share(rows, Row::ofWorker, atWork),
                  95));
          findings.add(
              Finding.atLeast(
                  Answer.DEEP_STACKS,
                  benchmark,
                  how + "of that, with the thread's run method at the root",
                  share(rows, atWork, row -> row.root().equals("java.lang.Thread.run")),
                  98));
          if (frames < DEPTH) {
            findings.add(
                Finding.atMost(
                    Answer.DEEP_STACKS, benchmark, how + "cut", share(rows, atWork, cut), 0.1));
          } else {
            findings.add(
                Finding.atLeast(
                    Answer.DEEP_STACKS,
                    benchmark,
                    how
                        + "cut between "
                        + DEPTH
                        + " frames at the leaf end and "
                        + ROOT_FRAMES
                        + " at the root",
                    share(rows, atWork, DeepStacksIT::isCutInTheMiddle),
                    98));
          }
          return findings;
        });
  }

  /** The frames nearest to the leaf are there, one gap, and those nearest to the root. */
  private static boolean isCutInTheMiddle(Row row) {
    List<String> names = row.frames().stream().map(Row.Frame::name).toList();
    int cut = names.indexOf(TRUNCATED);
    return cut > 0
        && cut == names.lastIndexOf(TRUNCATED)
        && javaFrames(row, 0, cut) == DEPTH
        && names.get(cut - 1).equals(RECURSION + "descend")
        && javaFrames(row, cut + 1, names.size()) == ROOT_FRAMES
        && names.subList(cut, names.size()).stream().anyMatch(name -> name.endsWith("_jmhStub"));
  }

  private static long javaFrames(Row row, int from, int to) {
    return row.frames().subList(from, to).stream()
        .filter(frame -> frame.mapping().getId() == 1)
        .count();
  }
}
