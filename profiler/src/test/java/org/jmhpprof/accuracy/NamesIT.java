// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Generated and unloaded classes have names to compare by. */
class NamesIT extends KnownAnswers {
  @ParameterizedTest
  @MethodSource("stackSettings")
  void generatedCodeHasTheSameNameInEveryFork(Setting setting) throws Exception {
    check(
        setting,
        "[.]Code.(lambdas|methodHandle|reflection|proxy|deoptimization)$",
        (benchmarks, seconds) -> {
          Forks forks = forks(setting, "interval=200us", benchmarks, seconds, "-f", "2");
          List<Finding> findings = new ArrayList<>();
          for (String benchmark : forks.benchmarks()) {
            List<List<Row>> both = forks.of(benchmark).forks();
            Set<String> only = namesOfOneOnly(both.get(0), both.get(1));
            only.addAll(namesOfOneOnly(both.get(1), both.get(0)));
            findings.add(
                Finding.holds(
                    Answer.NAMES,
                    benchmark,
                    ": functions with 3 % of the loop or more that only one of two forks has",
                    "none",
                    only.isEmpty() ? "none" : String.join(" ", only),
                    only.isEmpty()));
          }
          return findings;
        });
  }

  /** Functions of the first one's timed loop that no sample of the second one has. */
  private static Set<String> namesOfOneOnly(List<Row> rows, List<Row> other) {
    Predicate<Row> measured = row -> row.phase().equals("measure");
    Set<String> names = new TreeSet<>();
    rows.stream()
        .filter(measured)
        .forEach(row -> row.frames().forEach(frame -> names.add(frame.name())));
    names.removeIf(name -> other.stream().anyMatch(row -> row.has(name)));
    names.removeIf(name -> share(rows, measured, row -> row.has(name)) < 3);
    return names;
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void aClassThatIsGoneIsUnloadedAndNotSomethingElse(Setting setting) throws Exception {
    check(
        setting,
        "Mixed.unloaded",
        (benchmarks, seconds) -> {
          List<Row> rows =
              forks(setting, "interval=200us", benchmarks, seconds).of("Mixed.unloaded").rows();
          long unloaded = rows.stream().filter(row -> row.has("[unloaded]")).count();
          // Only the loader's machinery calls a class that is gone again.
          long strange =
              rows.stream()
                  .filter(row -> row.has("[unloaded]"))
                  .filter(row -> row.phase().equals("measure"))
                  .filter(row -> !row.has(WORKLOAD + "ShortLivedClasses.next"))
                  .count();
          return List.of(
              Finding.holds(
                  Answer.NAMES,
                  "Mixed.unloaded",
                  ": stacks with a class unloaded before its name was asked for",
                  "some, each under its loader",
                  unloaded + ", " + strange + " elsewhere",
                  unloaded > 0 && strange == 0));
        });
  }
}
