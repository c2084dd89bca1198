// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every kind of code that the JVM runs is under the method that called it. */
class StacksIT extends KnownAnswers {
  private static final String C1_ONLY = "-XX:TieredStopAtLevel=1";

  @ParameterizedTest
  @MethodSource("stackSettings")
  void everyKindOfCodeIsUnderItsCaller(Setting setting) throws Exception {
    code(setting, "[.]Code[.].*", "", 0.5, "");
    // Those that call the VM most from C1's code; the rest is much the same as with both compilers.
    String most = FULL ? "[.]Code[.].*" : "[.]Code.(exceptions|deoptimization)$";
    code(setting, most, ", C1 only", 0.5, C1_ONLY);
    if (FULL) {
      code(setting, "[.]Code[.].*", ", C2 only", 0.5, "-XX:-TieredCompilation");
    }
    code(setting, "[.]Code.(exceptions|lambdas|reflection)$", ", interpreter", 2, "-Xint");
  }

  private void code(Setting setting, String pattern, String how, double mostFailed, String flags)
      throws IOException, InterruptedException {
    // A timer leaves each thread some ms without a signal at the end. Among threads that hardly run
    // that is all they did, and where the machine is busy it is a lot beside the worker.
    Predicate<Row> judged = setting.clock().equals("timer") ? Row::ofWorker : row -> true;
    check(
        setting,
        pattern,
        (benchmarks, seconds) -> {
          String[] arguments =
              flags.isEmpty() ? new String[0] : new String[] {"-jvmArgsAppend", flags};
          Forks forks = forks(setting, "interval=200us", benchmarks, seconds, arguments);
          List<Finding> findings = new ArrayList<>();
          for (String benchmark : forks.benchmarks()) {
            List<Row> rows = forks.of(benchmark).rows();
            Predicate<Row> under = row -> row.has(WORKLOAD + benchmark);
            findings.add(
                Finding.atLeast(
                    Answer.STACKS,
                    benchmark,
                    how,
                    share(rows, Row::ofWorker, under),
                    // The interpreter takes its time with JMH's loop as well.
                    flags.equals("-Xint") ? 95 : 98));
            findings.add(
                Finding.atMost(
                    Answer.FAILED, benchmark, how, share(rows, judged, Row::failed), mostFailed));
            String stub = STUBS.get(benchmark);
            boolean intrinsic = !(flags.equals(C1_ONLY) && benchmark.equals("Code.sha256"));
            if (stub != null && intrinsic) {
              String leaf = hottestLeaf(rows, under);
              findings.add(
                  Finding.holds(
                      Answer.STACKS,
                      benchmark,
                      how + ": hottest leaf",
                      "the stub",
                      leaf,
                      leaf.matches(stub)));
            }
          }
          return findings;
        });
  }

  /** What the leaf of most samples must be called; the rest runs no stub of its own. */
  private static final Map<String, String> STUBS =
      Map.of(
          "Code.sha256", "\\[stub\\] sha256_implCompressMB.*",
          "Code.crc32", "\\[stub\\] updateBytesCRC32.*",
          "Code.arraycopy", "\\[stub\\] jbyte_disjoint_arraycopy.*",
          "Code.sin", "\\[stub\\] (libmSin|dsin).*",
          "Code.pow", "\\[stub\\] (libmPow|dpow).*");

  private static String hottestLeaf(List<Row> rows, Predicate<Row> of) {
    Map<String, Long> leaves = new HashMap<>();
    rows.stream().filter(of).forEach(row -> leaves.merge(row.leaf(), row.nanos(), Long::sum));
    return leaves.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("");
  }
}
