// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Workloads with a known answer, in real forks, on every JDK at hand and with both clocks. Writes
 * what it measured to {@code target/accuracy.md}.
 *
 * <p>{@code -Daccuracy=full} adds the intervals, threads, users and compilers that the short form
 * leaves out.
 *
 * <p>What is statistical runs longer when it is off, as Go's own profiler tests do, up to {@link
 * #LONGEST_SECONDS}.
 */
class KnownAnswersIT {
  private static final boolean FULL = "full".equals(System.getProperty("accuracy"));
  private static final int LONGEST_SECONDS = 8;
  private static final String WORKLOAD = "org.jmhpprof.workload.";

  private static final Accuracy accuracy = new Accuracy();

  @TempDir Path directory;
  private int runs;

  static List<Setting> settings() throws IOException {
    return Setting.all();
  }

  /** Stacks do not depend on the clock; the short form takes the better one. */
  static List<Setting> stackSettings() throws IOException {
    return Setting.all().stream().filter(s -> FULL || s.clock().equals("perf")).toList();
  }

  @AfterAll
  static void write() throws IOException {
    accuracy.write(Path.of("target", "accuracy.md"));
  }

  /** What is off; empty if nothing is. */
  private interface Check {
    List<Finding> on(int seconds) throws IOException, InterruptedException;
  }

  private record Finding(
      String section, String name, String expected, String value, boolean within) {
    static Finding near(
        String section, String name, double measured, double expected, double tolerance) {
      double off = 100 * (measured / expected - 1);
      return new Finding(
          section,
          name,
          "within " + number(tolerance) + " %",
          String.format(Locale.ROOT, "%+.2f %%", off),
          Math.abs(off) <= tolerance);
    }

    static Finding atLeast(String section, String name, double percent, double limit) {
      return new Finding(
          section,
          name,
          "at least " + number(limit) + " %",
          String.format(Locale.ROOT, "%.2f %%", percent),
          percent >= limit);
    }

    static Finding atMost(String section, String name, double percent, double limit) {
      return new Finding(
          section,
          name,
          "at most " + number(limit) + " %",
          String.format(Locale.ROOT, "%.2f %%", percent),
          percent <= limit);
    }

    static Finding holds(String section, String name, String expected, String value, boolean ok) {
      return new Finding(section, name, expected, value, ok);
    }

    private static String number(double value) {
      return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
  }

  /** Runs a check, longer while something is off, and keeps what the last run found. */
  private void check(Setting setting, Check check) throws IOException, InterruptedException {
    int seconds = FULL ? 2 : 1;
    List<Finding> findings = check.on(seconds);
    while (seconds < LONGEST_SECONDS && !findings.stream().allMatch(Finding::within)) {
      seconds *= 2;
      findings = check.on(seconds);
    }
    List<Finding> off = new ArrayList<>();
    for (Finding finding : findings) {
      accuracy.add(
          finding.section(),
          finding.name(),
          finding.expected(),
          setting.column(),
          finding.value(),
          finding.within());
      if (!finding.within()) {
        off.add(finding);
      }
    }
    assertEquals(List.of(), off);
  }

  private Forks forks(
      Setting setting, boolean root, String options, int seconds, String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("-wi", "2", "-w", "500ms", "-i", "2", "-r", seconds + "s", "-foe", "true"));
    if (!all.contains("-f")) {
      all.addAll(List.of("-f", "1"));
    }
    return Forks.run(setting, directory.resolve("run" + runs++), root, options, all);
  }

  private static double share(List<Row> rows, Predicate<Row> of, Predicate<Row> wanted) {
    return 100.0 * Row.nanos(rows, of.and(wanted)) / Math.max(1, Row.nanos(rows, of));
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void totalsAreTheThreadsCpuTime(Setting setting) throws Exception {
    for (String interval : FULL ? List.of("10ms", "1ms", "100us") : List.of("1ms")) {
      for (int threads : FULL ? List.of(1, 2) : List.of(1)) {
        for (boolean root : isRoot() ? List.of(true, false) : List.of(false)) {
          totals(setting, interval, threads, root);
        }
      }
    }
  }

  private void totals(Setting setting, String interval, int threads, boolean root)
      throws IOException, InterruptedException {
    String how =
        interval
            + (threads == 1 ? ", 1 thread" : ", " + threads + " threads")
            + (root ? ", root" : ", ordinary user");
    check(
        setting,
        seconds -> {
          Forks forks =
              forks(
                  setting,
                  root,
                  "interval=" + interval,
                  seconds,
                  "Totals.(user|system|mix)",
                  "-t",
                  String.valueOf(threads));
          List<Finding> findings = new ArrayList<>();
          for (String name : List.of("user", "system", "mix")) {
            Forks.Fork fork = forks.of("Totals." + name);
            long worker = fork.printed("worker-cpu");
            long profiled = Row.nanos(fork.rows(), Row::ofWorker);
            findings.add(
                Finding.near("CPU time of the workers", name + ", " + how, profiled, worker, 2));
            long wall = fork.printed("wall");
            // The score is wall time: comparable only where nobody took the processor away.
            if (threads == 1 && worker >= 0.99 * wall) {
              findings.add(
                  Finding.near(
                      "pprof.cpu.norm against the score",
                      name + ", " + how,
                      forks.score("Totals." + name + ":pprof.cpu.norm"),
                      forks.score("Totals." + name),
                      3));
            }
          }
          return findings;
        });
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void timeGoesToTheRightMethodAndLine(Setting setting) throws Exception {
    check(
        setting,
        seconds -> {
          // 20,000 samples: one standard deviation is 0.3 points.
          Forks forks = forks(setting, true, "interval=100us", seconds, "Attribution.*");
          List<Row> rows = forks.of("Attribution.threeToOne").rows();
          String three = WORKLOAD + "Attribution.three";
          Predicate<Row> both = row -> row.has(three) || row.has(WORKLOAD + "Attribution.one");
          double share = share(rows, both, row -> row.has(three));
          List<Row> lines = forks.of("Attribution.lines").rows();
          String method = WORKLOAD + "Attribution.twoLoops";
          Predicate<Row> inLoops = row -> row.leaf().equals(method);
          Map<Long, Long> byLine = new HashMap<>();
          lines.stream()
              .filter(inLoops)
              .forEach(row -> byLine.merge(row.frames().get(0).line(), row.nanos(), Long::sum));
          long hottest =
              byLine.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
          Set<Long> hotLines = linesWith("Attribution.java", "// hot");
          return List.of(
              Finding.holds(
                  "Attribution",
                  "two methods with 3 : 1 work",
                  "75 % within 2 points",
                  String.format(Locale.ROOT, "%.2f %%", share),
                  Math.abs(share - 75) <= 2),
              Finding.holds(
                  "Attribution",
                  "hottest line of a method with two loops",
                  "in the hot loop",
                  hotLines.contains(hottest) ? "in the hot loop" : "line " + hottest,
                  hotLines.contains(hottest)),
              Finding.atLeast(
                  "Attribution",
                  "an inlined callee with its caller above",
                  share(
                      rows,
                      row -> row.leaf().equals(WORKLOAD + "Attribution.churn"),
                      row -> row.frames().size() > 1 && both.test(row)),
                  99.9));
        });
  }

  /** The line of the loop's head and that of its body. */
  private static Set<Long> linesWith(String file, String mark) throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("src/test/java/org/jmhpprof/workload").resolve(file));
    Set<Long> found = new HashSet<>();
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).endsWith(mark)) {
        found.add((long) i);
        found.add((long) i + 1);
      }
    }
    return found;
  }

  /** What the leaf of most samples must be called; the rest runs no stub of its own. */
  private static final Map<String, String> STUBS =
      Map.of(
          "sha256", "\\[stub\\] sha256_implCompressMB.*",
          "crc32", "\\[stub\\] updateBytesCRC32.*",
          "arraycopy", "\\[stub\\] jbyte_disjoint_arraycopy.*",
          "sin", "\\[stub\\] libmSin.*",
          "pow", "\\[stub\\] libmPow.*");

  @ParameterizedTest
  @MethodSource("stackSettings")
  void everyKindOfCodeIsUnderItsCaller(Setting setting) throws Exception {
    code(setting, "", 0.5, List.of());
    if (FULL) {
      code(setting, ", C1 only", 0.5, List.of("-XX:TieredStopAtLevel=1"));
      code(setting, ", C2 only", 0.5, List.of("-XX:-TieredCompilation"));
    }
    code(setting, ", interpreter", 2, List.of("-Xint"));
  }

  private void code(Setting setting, String how, double mostFailed, List<String> flags)
      throws IOException, InterruptedException {
    String pattern = FULL || flags.isEmpty() ? "Code.*" : "Code.(exceptions|lambdas|reflection)";
    check(
        setting,
        seconds -> {
          List<String> arguments = new ArrayList<>(List.of(pattern));
          if (!flags.isEmpty()) {
            arguments.addAll(List.of("-jvmArgsAppend", String.join(" ", flags)));
          }
          Forks forks =
              forks(setting, true, "interval=200us", seconds, arguments.toArray(new String[0]));
          List<Finding> findings = new ArrayList<>();
          for (String benchmark : benchmarks(forks)) {
            String name = benchmark.substring(benchmark.indexOf('.') + 1);
            List<Row> rows = forks.of(benchmark).rows();
            findings.add(
                Finding.atLeast(
                    "Samples of the worker under the calling method",
                    name + how,
                    share(rows, Row::ofWorker, row -> row.has(WORKLOAD + benchmark)),
                    98));
            findings.add(
                Finding.atMost(
                    "Failed samples",
                    name + how,
                    share(rows, row -> true, Row::failed),
                    mostFailed));
            if (STUBS.containsKey(name) && !how.contains("interpreter")) {
              String leaf = hottestLeaf(rows, benchmark);
              findings.add(
                  Finding.holds(
                      "Leaf", name + how, "the stub", leaf, leaf.matches(STUBS.get(name))));
            }
          }
          return findings;
        });
  }

  private static String hottestLeaf(List<Row> rows, String benchmark) {
    Map<String, Long> leaves = new HashMap<>();
    rows.stream()
        .filter(row -> row.has(WORKLOAD + benchmark))
        .forEach(row -> leaves.merge(row.leaf(), row.nanos(), Long::sum));
    return leaves.entrySet().stream()
        .max(Comparator.comparing(Map.Entry::getValue))
        .orElseThrow()
        .getKey();
  }

  private static Set<String> benchmarks(Forks forks) {
    Set<String> found = new TreeSet<>();
    for (String line : forks.output().split("\n")) {
      if (line.startsWith("# Benchmark: " + WORKLOAD)) {
        found.add(line.substring(("# Benchmark: " + WORKLOAD).length()).strip());
      }
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void nativeCodeIsALeafWithAMappingUnderItsJavaStack(Setting setting) throws Exception {
    check(
        setting,
        seconds -> {
          Forks forks = forks(setting, true, "interval=200us", seconds, "NativeCode.*");
          List<Finding> findings = new ArrayList<>();
          for (String benchmark : benchmarks(forks)) {
            String name = benchmark.substring(benchmark.indexOf('.') + 1);
            List<Row> rows = forks.of(benchmark).rows();
            Predicate<Row> isNative =
                row -> row.ofWorker() && row.frames().get(0).mapping().getId() > 1;
            findings.add(
                Finding.atLeast(
                    "Native code",
                    name + ": native leaves, of the worker's time",
                    share(rows, Row::ofWorker, isNative),
                    50));
            findings.add(
                Finding.atLeast(
                    "Native code",
                    name + ": native leaves under the Java stack",
                    share(rows, isNative, row -> row.has(WORKLOAD + benchmark)),
                    98));
            findings.add(
                Finding.atLeast(
                    "Native code",
                    name + ": native leaves with file, build id and an address inside",
                    share(rows, isNative, KnownAnswersIT::hasRealMapping),
                    100));
          }
          return findings;
        });
  }

  private static boolean hasRealMapping(Row row) {
    Row.Frame leaf = row.frames().get(0);
    return leaf.mapping().getFilename() != 0
        && leaf.mapping().getBuildId() != 0
        && leaf.address() >= leaf.mapping().getMemoryStart()
        && leaf.address() < leaf.mapping().getMemoryLimit();
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theWholeProcessIsThere(Setting setting) throws Exception {
    check(
        setting,
        seconds -> {
          Forks forks = forks(setting, true, "interval=200us", seconds, "Threads.allocation");
          Forks.Fork fork = forks.of("Threads.allocation");
          List<Row> rows = fork.rows();
          double overhead = forks.score("Threads.allocation:pprof.overhead") / 100;
          double reader = overhead * Row.nanos(rows, row -> true);
          Set<String> roots = new TreeSet<>();
          rows.stream()
              .filter(row -> row.phase().equals("vm"))
              .forEach(row -> roots.add(row.root()));
          return List.of(
              Finding.near(
                  "CPU time of the process",
                  "allocation",
                  Row.nanos(rows, row -> true),
                  fork.printed("process-cpu"),
                  5),
              Finding.holds(
                  "Threads that are not Java threads",
                  "roots",
                  "[GC], [JIT], [VM]",
                  String.join(" ", roots),
                  roots.containsAll(Set.of("[GC]", "[JIT]", "[VM]"))),
              Finding.holds(
                  "Threads that are not Java threads",
                  "the profiler's own threads",
                  "not sampled",
                  rows.stream().noneMatch(row -> row.thread().startsWith("jmh-pprof"))
                      ? "not sampled"
                      : "sampled",
                  rows.stream().noneMatch(row -> row.thread().startsWith("jmh-pprof"))
                      && reader > 0));
        });
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shortLivedThreadsAreThereAndNothingLeaks(Setting setting) throws Exception {
    check(
        setting,
        seconds -> {
          Forks forks = forks(setting, true, "interval=200us", seconds, "Threads.perOperation");
          Forks.Fork fork = forks.of("Threads.perOperation");
          List<Row> rows = fork.rows();
          Predicate<Row> ofShort = row -> row.thread().equals("short");
          double total = Row.nanos(rows, ofShort);
          List<Long> descriptors = fork.printedEach("descriptors");
          List<Long> timers = fork.printedEach("timers");
          List<Finding> findings = new ArrayList<>();
          // A thread's own reading lacks its end: the profile may well hold more.
          findings.add(
              Finding.atLeast(
                  "Short-lived threads",
                  "CPU time of " + (FULL ? "" : "some ") + "threads of one operation",
                  100 * total / fork.printed("cpu"),
                  95));
          if (setting.clock().equals("perf")) {
            findings.add(
                Finding.atLeast(
                    "Short-lived threads",
                    "of that, with a stack",
                    share(rows, ofShort, row -> !row.failed()),
                    70));
          }
          long leaked = descriptors.get(descriptors.size() - 1) - descriptors.get(0);
          long leakedTimers = timers.get(timers.size() - 1) - timers.get(0);
          findings.add(
              Finding.holds(
                  "Short-lived threads",
                  "descriptors and timers more after the last iteration than after the first",
                  "at most 4",
                  leaked + " and " + leakedTimers,
                  leaked <= 4 && leakedTimers <= 4));
          findings.add(
              Finding.holds(
                  "Short-lived threads",
                  "threads started while sampling",
                  "at least 1,000 a second",
                  "yes",
                  fork.printed("short-threads") >= 1_000L * seconds));
          return findings;
        });
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void virtualThreadsShowTheirOwnFrames(Setting setting) throws Exception {
    assumeTrue(setting.feature() >= 21, "virtual threads came with JDK 21");
    check(
        setting,
        seconds -> {
          Forks spawned =
              forks(setting, true, "interval=200us", seconds, "Threads.virtualPerOperation");
          List<Row> rows = spawned.of("Threads.virtualPerOperation").rows();
          Predicate<Row> spins = row -> row.has(WORKLOAD + "Threads.spin");
          Forks workers =
              forks(
                  setting,
                  true,
                  "interval=200us",
                  seconds,
                  "Totals.user",
                  "-jvmArgsAppend",
                  "-Djmh.executor=VIRTUAL");
          List<Row> ofWorkers = workers.of("Totals.user").rows();
          return List.of(
              Finding.atLeast(
                  "Virtual threads",
                  "time of the carriers in the virtual threads' own method",
                  share(rows, row -> row.thread().startsWith("ForkJoinPool"), spins),
                  40),
              Finding.atLeast(
                  "Virtual threads",
                  "-Djmh.executor=VIRTUAL: carriers under the timed loop",
                  share(
                      ofWorkers,
                      row -> row.thread().startsWith("ForkJoinPool"),
                      row -> row.phase().equals("measure")),
                  95));
        });
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void setupIsHarnessAndTheLoopIsMeasured(Setting setting) throws Exception {
    check(
        setting,
        seconds -> {
          Forks forks = forks(setting, true, "interval=200us", seconds, "Totals.setup");
          List<Row> rows = forks.of("Totals.setup").rows();
          Predicate<Row> inSetup = row -> row.has(WORKLOAD + "Totals$CostlySetup.burn");
          Predicate<Row> inLoop = row -> row.has(WORKLOAD + "Totals.setup");
          return List.of(
              Finding.holds(
                  "Phases",
                  "CPU burned in @Setup(Level.Iteration)",
                  "harness",
                  phases(rows, inSetup),
                  phases(rows, inSetup).equals("harness")),
              Finding.holds(
                  "Phases",
                  "the timed loop",
                  "measure",
                  phases(rows, inLoop),
                  phases(rows, inLoop).equals("measure")),
              Finding.atLeast(
                  "Phases",
                  "@Setup, of the worker's time",
                  share(rows, Row::ofWorker, inSetup),
                  5));
        });
  }

  private static String phases(List<Row> rows, Predicate<Row> of) {
    Set<String> phases = new TreeSet<>();
    rows.stream().filter(of).forEach(row -> phases.add(row.phase()));
    return String.join(" ", phases);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aRingThatOverflowsLosesMuchAndStillAddsUp(Setting setting) throws Exception {
    check(
        setting,
        seconds -> {
          Forks forks =
              forks(
                  setting,
                  true,
                  "interval=100us;buffer=4K;depth=200",
                  seconds,
                  "Totals.deep",
                  "-t",
                  "2");
          Forks.Fork fork = forks.of("Totals.deep");
          List<Row> rows = fork.rows();
          double lost = share(rows, row -> true, row -> row.leaf().equals("[lost samples]"));
          List<Finding> findings = new ArrayList<>();
          findings.add(
              Finding.near(
                  "Conservation",
                  "profile against the process's CPU time, ring of 4 KiB, 10 kHz",
                  Row.nanos(rows, row -> true),
                  fork.printed("process-cpu") / 2.0,
                  5));
          if (setting.clock().equals("perf")) {
            findings.add(Finding.atLeast("Conservation", "lost, ring of 4 KiB, 10 kHz", lost, 20));
          }
          return findings;
        });
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void generatedCodeHasTheSameNameInEveryFork(Setting setting) throws Exception {
    check(
        setting,
        seconds -> {
          Forks forks =
              forks(
                  setting,
                  true,
                  "interval=200us",
                  seconds,
                  "Code.(lambdas|methodHandle|reflection|proxy|deoptimization)",
                  "-f",
                  "2");
          List<Finding> findings = new ArrayList<>();
          for (String benchmark : benchmarks(forks)) {
            List<List<Row>> both = forks.of(benchmark).forks();
            Set<String> first = names(both.get(0), 1);
            Set<String> second = names(both.get(1), 1);
            Set<String> only = new TreeSet<>(first);
            only.removeAll(names(both.get(1), 0));
            Set<String> missing = new TreeSet<>(second);
            missing.removeAll(names(both.get(0), 0));
            only.addAll(missing);
            findings.add(
                Finding.holds(
                    "Names",
                    benchmark + ": functions with 1 % or more that only one of two forks has",
                    "none",
                    only.isEmpty() ? "none" : String.join(" ", only),
                    only.isEmpty()));
          }
          return findings;
        });
  }

  /** The functions of the timed loop that have at least this share of it. */
  private static Set<String> names(List<Row> rows, double percent) {
    Predicate<Row> measured = row -> row.phase().equals("measure");
    Set<String> names = new TreeSet<>();
    rows.stream()
        .filter(measured)
        .forEach(row -> row.frames().forEach(frame -> names.add(frame.name())));
    names.removeIf(name -> percent > 0 && share(rows, measured, row -> row.has(name)) < percent);
    return names;
  }
}
