// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Native frames lead from the leaf to Java, or to the function that the thread began with. */
class NativeFramesIT extends KnownAnswers {
  private static final List<String> CHAIN =
      List.of(
          "chain_fifth",
          "chain_fourth",
          "chain_third",
          "chain_second",
          "chain_first",
          "Java_org_jmhpprof_workload_NativeChain_run",
          WORKLOAD + "NativeChain.run",
          WORKLOAD + "NativeChain.calls");

  @ParameterizedTest
  @MethodSource("stackSettings")
  void aNativeMethodsCallsAreWhole(Setting setting) throws Exception {
    check(
        setting,
        "NativeChain.calls",
        (benchmarks, seconds) -> {
          List<Finding> findings = new ArrayList<>();
          for (String built : List.of("frames", "bare")) {
            List<Row> rows =
                forks(setting, "interval=200us", benchmarks, seconds, "-p", "built=" + built)
                    .of("NativeChain.calls")
                    .rows();
            Predicate<Row> inChain = row -> CHAIN.subList(0, 6).contains(row.leaf());
            findings.add(
                Finding.premise(
                    Answer.NATIVE_FRAMES,
                    "NativeChain.calls",
                    ", " + built + ": samples in one of the functions, of the worker's",
                    share(rows, Row::ofWorker, inChain),
                    80));
            findings.add(
                Finding.atLeast(
                    Answer.NATIVE_FRAMES,
                    "NativeChain.calls",
                    ", " + built + ": of those, with all callers down to Java",
                    share(rows, inChain, row -> isWhole(names(row))),
                    99));
          }
          return findings;
        });
  }

  private static List<String> names(Row row) {
    return row.frames().stream().map(Row.Frame::name).toList();
  }

  private static boolean isWhole(List<String> names) {
    List<String> expected = CHAIN.subList(CHAIN.indexOf(names.get(0)), CHAIN.size());
    return names.size() > expected.size() && names.subList(0, expected.size()).equals(expected);
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void theChainOfADeflaterEndsInItsNativeMethod(Setting setting) throws Exception {
    String deflate = "java.util.zip.Deflater.deflateBytesBytes";
    check(
        setting,
        "NativeCode.deflater",
        (benchmarks, seconds) -> {
          List<Row> rows =
              forks(setting, "interval=200us", benchmarks, seconds)
                  .of("NativeCode.deflater")
                  .rows();
          Predicate<Row> inZlib =
              row ->
                  row.ofWorker()
                      && row.has(deflate)
                      && !row.leaf().startsWith("Java_")
                      && row.frames().get(0).mapping().getId() > 1;
          return List.of(
              Finding.premise(
                  Answer.NATIVE_FRAMES,
                  "NativeCode.deflater",
                  ": samples in what Deflater's native method calls, of the worker's",
                  share(rows, Row::ofWorker, inZlib),
                  80),
              Finding.atLeast(
                  Answer.NATIVE_FRAMES,
                  "NativeCode.deflater",
                  ": of those, with the native method's function below, then its Java method",
                  share(
                      rows,
                      inZlib,
                      row ->
                          names(row).indexOf(deflate) > 1
                              && names(row)
                                  .get(names(row).indexOf(deflate) - 1)
                                  .equals("Java_java_util_zip_Deflater_deflateBytesBytes")),
                  99));
        });
  }

  /**
   * Where threads of the C library begin. Without its debug symbols these functions have no name.
   */
  private static boolean endsInEntry(Row row) {
    int root = row.frames().size() - 1;
    return root > 0
        && row.frames().get(root - 1).name().matches("start_thread|(__)?clone3?|\\[libc\\.so\\.6]");
  }

  private static Finding entries(List<Row> rows, String kind) {
    Predicate<Row> sampled = row -> row.root().equals(kind) && !row.failed();
    return Finding.atLeast(
        Answer.NATIVE_FRAMES,
        "Contended.everything",
        ": samples of " + kind + " that end in the thread's entry function",
        share(rows, sampled, NativeFramesIT::endsInEntry),
        98);
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void threadsOfTheVirtualMachineEndInTheirEntryFunction(Setting setting) throws Exception {
    check(
        setting,
        "Contended.everything",
        (benchmarks, seconds) -> {
          List<Row> rows =
              forks(setting, "interval=200us", benchmarks, seconds)
                  .of("Contended.everything")
                  .rows();
          Predicate<Row> compiler = row -> row.root().equals("[JIT]") && !row.failed();
          List<Finding> findings = new ArrayList<>();
          Stream.of("[GC]", "[JIT]", "[VM]").forEach(kind -> findings.add(entries(rows, kind)));
          Predicate<Row> phases =
              row -> compiler.test(row) && names(row).stream().anyMatch(NativeFramesIT::isOfC2);
          findings.add(
              Finding.premise(
                  Answer.NATIVE_FRAMES,
                  "Contended.everything",
                  ": samples of [JIT] in a phase of C2",
                  share(rows, compiler, phases),
                  20));
          findings.add(
              Finding.atLeast(
                  Answer.NATIVE_FRAMES,
                  "Contended.everything",
                  ": of those, under C2Compiler::compile_method",
                  share(rows, phases, row -> row.has("C2Compiler::compile_method")),
                  98));
          findings.add(
              Finding.atLeast(
                  Answer.NATIVE_FRAMES,
                  "Contended.everything",
                  ": samples of [JIT] under the compilers' loop",
                  share(rows, compiler, row -> row.has("CompileBroker::compiler_thread_loop")),
                  95));
          return findings;
        });
  }

  private static boolean isOfC2(String name) {
    return name.matches("Phase\\w+::.*|Parse::.*|Matcher::.*|Compile::(Optimize|Code_Gen)");
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void aParkShowsTheWaitUnderUnsafe(Setting setting) throws Exception {
    check(
        setting,
        "InKernel.futex",
        (benchmarks, seconds) -> {
          List<Row> rows =
              forks(setting, "interval=200us", benchmarks, 2 * seconds).of("InKernel.futex").rows();
          // Without debug symbols the C library's function has no name.
          Predicate<Row> waits =
              row ->
                  row.ofWorker()
                      && names(row).stream()
                          .anyMatch(
                              name -> name.matches("__futex_abstimed_wait.*|\\[libc\\.so\\.6]"))
                      && !row.failed();
          return List.of(
              Finding.premise(
                  Answer.NATIVE_FRAMES,
                  "InKernel.futex",
                  ": samples in the C library's wait, of the worker's",
                  share(rows, Row::ofWorker, waits),
                  20),
              Finding.atLeast(
                  Answer.NATIVE_FRAMES,
                  "InKernel.futex",
                  ": of those, with the JVM's park, then Unsafe.park, below",
                  share(rows, waits, NativeFramesIT::isParked),
                  98));
        });
  }

  private static boolean isParked(Row row) {
    List<String> names = names(row);
    int java = names.indexOf("jdk.internal.misc.Unsafe.park");
    return java > 1
        && names.subList(0, java).contains("Parker::park")
        && names.get(java - 1).equals("Unsafe_Park");
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void aMonitorThatIsContendedShowsHowItIsEntered(Setting setting) throws Exception {
    check(
        setting,
        "Contended.allocation",
        (benchmarks, seconds) -> {
          List<Row> rows =
              forks(setting, "interval=200us", benchmarks, seconds)
                  .of("Contended.allocation")
                  .rows();
          Predicate<Row> waits =
              row -> row.ofWorker() && names(row).stream().anyMatch(NativeFramesIT::isEnter);
          return List.of(
              Finding.holds(
                  Answer.NATIVE_FRAMES,
                  "Contended.allocation",
                  ": samples with the function that enters a monitor",
                  "some",
                  rows.stream().anyMatch(waits) ? "some" : "none",
                  rows.stream().anyMatch(waits)),
              Finding.atLeast(
                  Answer.NATIVE_FRAMES,
                  "Contended.allocation",
                  ": of those, under the benchmark",
                  share(rows, waits, NativeFramesIT::isEnteredByBenchmark),
                  95));
        });
  }

  private static boolean isEnter(String name) {
    return name.startsWith("ObjectMonitor::enter");
  }

  /** No Java frame is between them. */
  private static boolean isEnteredByBenchmark(Row row) {
    List<Row.Frame> frames = row.frames();
    for (int i = 0; i < frames.size(); i++) {
      if (isEnter(frames.get(i).name())) {
        while (++i < frames.size()) {
          String name = frames.get(i).name();
          if (!name.startsWith("[stub] ") && frames.get(i).mapping().getId() == 1) {
            return name.equals(WORKLOAD + "Contended.allocation")
                || name.contains("Contended_allocation_jmhTest");
          }
        }
      }
    }
    return false;
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void aVeryDeepNativeStackIsCutAboveJava(Setting setting) throws Exception {
    check(
        setting,
        "NativeChain.deeper",
        (benchmarks, seconds) -> {
          List<Row> rows =
              forks(setting, "interval=200us", benchmarks, seconds, "-p", "built=bare")
                  .of("NativeChain.deeper")
                  .rows();
          Predicate<Row> deepest = row -> row.leaf().equals("chain_fifth");
          return List.of(
              Finding.premise(
                  Answer.NATIVE_FRAMES,
                  "NativeChain.deeper",
                  ": samples 300 native frames above Java, of the worker's",
                  share(rows, Row::ofWorker, deepest),
                  50),
              Finding.atLeast(
                  Answer.NATIVE_FRAMES,
                  "NativeChain.deeper",
                  ": of those, with 128 native frames, [native truncated], and the Java method",
                  share(rows, deepest, NativeFramesIT::isCut),
                  99));
        });
  }

  private static boolean isCut(Row row) {
    return names(row).indexOf("[native truncated]") == 128
        && natives(row) == 128
        && names(row).indexOf(WORKLOAD + "NativeChain.deep") == 129;
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void onlyWhatWasAskedForIsShown(Setting setting) throws Exception {
    check(
        setting,
        "NativeChain.calls",
        (benchmarks, seconds) -> {
          List<Finding> findings = new ArrayList<>();
          for (String asked : List.of("leaf", "off")) {
            List<Row> rows =
                forks(
                        setting,
                        "interval=200us;native=" + asked,
                        benchmarks,
                        seconds,
                        "-p",
                        "built=bare")
                    .of("NativeChain.calls")
                    .rows();
            int most = asked.equals("leaf") ? 1 : 0;
            findings.add(
                Finding.holds(
                    Answer.NATIVE_FRAMES,
                    "NativeChain.calls",
                    ", native=" + asked + ": native frames of a stack, at most",
                    "" + most,
                    "" + rows.stream().mapToLong(NativeFramesIT::natives).max().orElse(-1),
                    rows.stream().mapToLong(NativeFramesIT::natives).max().orElse(-1) == most));
          }
          return findings;
        });
  }

  private static long natives(Row row) {
    return row.frames().stream()
        .filter(frame -> frame.mapping().getId() > 1 && frame.mapping().getMemoryStart() >= 0)
        .count();
  }
}
