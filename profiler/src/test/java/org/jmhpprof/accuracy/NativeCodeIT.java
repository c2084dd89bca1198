// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Native code is a leaf with a mapping under its Java stack. */
class NativeCodeIT extends KnownAnswers {
  @ParameterizedTest
  @MethodSource("stackSettings")
  void nativeCodeIsALeafWithAMappingUnderItsJavaStack(Setting setting) throws Exception {
    check(
        setting,
        "NativeCode.*",
        (benchmarks, seconds) -> {
          Forks forks = forks(setting, "interval=200us", benchmarks, seconds);
          List<Finding> findings = new ArrayList<>();
          for (String benchmark : forks.benchmarks()) {
            List<Row> rows = forks.of(benchmark).rows();
            Predicate<Row> isNative = row -> row.ofWorker() && leaf(row).mapping().getId() > 1;
            findings.add(
                Finding.premise(
                    Answer.NATIVE_CODE,
                    benchmark,
                    ": native leaves, of the worker's time",
                    share(rows, Row::ofWorker, isNative),
                    50));
            findings.add(
                Finding.atLeast(
                    Answer.NATIVE_CODE,
                    benchmark,
                    ": native leaves under the Java stack",
                    share(rows, isNative, row -> row.has(WORKLOAD + benchmark)),
                    98));
            findings.add(
                Finding.atLeast(
                    Answer.NATIVE_CODE,
                    benchmark,
                    ": native leaves with file, build id and an address inside the mapping",
                    share(rows, isNative, NativeCodeIT::hasRealMapping),
                    99.9));
            if (benchmark.equals("NativeCode.jni")) {
              String method = "Java_org_jmhpprof_workload_NativeCode_churn";
              findings.add(
                  Finding.atLeast(
                      Answer.NATIVE_CODE,
                      benchmark,
                      ": native leaves with the name of the native method's function",
                      share(rows, isNative, row -> leaf(row).name().equals(method)),
                      98));
            }
          }
          return findings;
        });
  }

  /** The program's: the kernel's frames are above it. */
  private static Row.Frame leaf(Row row) {
    return row.frames().stream()
        .filter(frame -> frame.mapping().getMemoryStart() >= 0)
        .findFirst()
        .orElseThrow();
  }

  /** The kernel's own page of code has no file with a build id. */
  private static boolean hasRealMapping(Row row) {
    Row.Frame leaf = leaf(row);
    return leaf.mapping().getFilename() != 0
        && leaf.mapping().getBuildId() != 0
        && leaf.address() >= leaf.mapping().getMemoryStart()
        && leaf.address() < leaf.mapping().getMemoryLimit();
  }
}
