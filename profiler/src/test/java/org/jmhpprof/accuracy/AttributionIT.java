// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Time goes to the method and the line that spent it. */
class AttributionIT extends KnownAnswers {
  @ParameterizedTest
  @MethodSource("stackSettings")
  void timeGoesToTheRightMethod(Setting setting) throws Exception {
    check(
        setting,
        "Attribution.threeToOne",
        (benchmarks, seconds) -> {
          // 20,000 samples: one standard deviation is 0.3 points.
          List<Row> rows =
              forks(setting, "interval=100us", benchmarks, seconds)
                  .of("Attribution.threeToOne")
                  .rows();
          Predicate<Row> three = row -> row.has(WORKLOAD + "Attribution.three");
          Predicate<Row> both = three.or(row -> row.has(WORKLOAD + "Attribution.one"));
          return List.of(
              Finding.share(
                  Answer.ATTRIBUTION,
                  "Attribution.threeToOne",
                  ": the larger of two methods with 3 : 1 work",
                  share(rows, both, three),
                  75,
                  2),
              Finding.atLeast(
                  Answer.ATTRIBUTION,
                  "Attribution.threeToOne",
                  ": an inlined callee under its caller",
                  share(rows, row -> row.leaf().equals(WORKLOAD + "Attribution.churn"), both),
                  99.9));
        });
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void timeGoesToTheRightLine(Setting setting) throws Exception {
    Set<Long> hotLoop = loopWith("Attribution.java", "// hot");
    check(
        setting,
        "Attribution.lines",
        (benchmarks, seconds) -> {
          List<Row> rows =
              forks(setting, "interval=100us", benchmarks, seconds).of("Attribution.lines").rows();
          Predicate<Row> inLoops = row -> row.leaf().equals(WORKLOAD + "Attribution.twoLoops");
          return List.of(
              Finding.atLeast(
                  Answer.ATTRIBUTION,
                  "Attribution.lines",
                  ": on the lines of the loop with 9 of 10 parts of the work",
                  share(rows, inLoops, row -> hotLoop.contains(row.frames().get(0).line())),
                  80));
        });
  }

  /** The line of the loop's head and that of its body. */
  private static Set<Long> loopWith(String file, String mark) throws IOException {
    List<String> lines =
        Files.readAllLines(
            JmhRun.module().resolve("src/test/java/org/jmhpprof/workload").resolve(file));
    Set<Long> found = new TreeSet<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).endsWith(mark)) {
        found.add((long) i);
        found.add(i + 1L);
      }
    }
    return found;
  }
}
