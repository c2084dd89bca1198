// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jmhpprof.jmh.JmhRun;
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
  private static final String C1_ONLY = "-XX:TieredStopAtLevel=1";
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
    accuracy.write(JmhRun.module().resolve("target/accuracy.md"));
  }

  /** Runs some benchmarks of a class for so long, and says what it found. */
  private interface Check {
    List<Finding> on(String benchmarks, int seconds) throws IOException, InterruptedException;
  }

  /**
   * A finding.
   *
   * @param benchmark the simple name, {@code Totals.user}
   * @param how what sets this run apart from others of the same benchmark, or ""
   */
  private record Finding(
      String section, String benchmark, String how, String expected, String value, boolean within) {
    static Finding near(
        String section,
        String benchmark,
        String how,
        double measured,
        double expected,
        double tolerance) {
      double off = 100 * (measured / expected - 1);
      return new Finding(
          section,
          benchmark,
          how,
          "within " + number(tolerance) + " %",
          String.format(Locale.ROOT, "%+.2f %%", off),
          Math.abs(off) <= tolerance);
    }

    static Finding atLeast(
        String section, String benchmark, String how, double percent, double limit) {
      return new Finding(
          section,
          benchmark,
          how,
          "at least " + number(limit) + " %",
          percent(percent),
          percent >= limit);
    }

    static Finding atMost(
        String section, String benchmark, String how, double percent, double limit) {
      return new Finding(
          section,
          benchmark,
          how,
          "at most " + number(limit) + " %",
          percent(percent),
          percent <= limit);
    }

    static Finding holds(
        String section, String benchmark, String how, String expected, String value, boolean ok) {
      return new Finding(section, benchmark, how, expected, value, ok);
    }

    private static String number(double value) {
      return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
    }
  }

  private static String percent(double value) {
    return String.format(Locale.ROOT, "%.2f %%", value);
  }

  /** Runs a check, and longer again what was off, and keeps what was found last. */
  private void check(Setting setting, String benchmarks, Check check)
      throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>(check.on(benchmarks, 1));
    for (int seconds = 2; seconds <= LONGEST_SECONDS; seconds *= 2) {
      Set<String> off = new TreeSet<>();
      findings.stream().filter(f -> !f.within()).forEach(f -> off.add(f.benchmark()));
      if (off.isEmpty()) {
        break;
      }
      findings.stream().filter(f -> !f.within()).forEach(f -> System.out.println("again: " + f));
      findings.removeIf(finding -> off.contains(finding.benchmark()));
      findings.addAll(check.on("[.](" + String.join("|", off) + ")$", seconds));
    }
    for (Finding finding : findings) {
      accuracy.add(
          finding.section(),
          finding.benchmark() + finding.how(),
          finding.expected(),
          setting.column(),
          finding.value(),
          finding.within());
    }
    assertEquals(List.of(), findings.stream().filter(f -> !f.within()).toList());
  }

  private Forks forks(
      Setting setting, String options, String benchmarks, int seconds, String... arguments)
      throws IOException, InterruptedException {
    return forks(setting, true, options, benchmarks, seconds, arguments);
  }

  private Forks forks(
      Setting setting,
      boolean root,
      String options,
      String benchmarks,
      int seconds,
      String... arguments)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(benchmarks));
    all.addAll(List.of("-wi", "2", "-w", "500ms", "-r", seconds + "s", "-foe", "true"));
    all.addAll(List.of(arguments));
    if (!all.contains("-i")) {
      all.addAll(List.of("-i", "2"));
    }
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
        String.format(
            ", %s, %d thread%s, %s",
            interval, threads, threads == 1 ? "" : "s", root ? "root" : "ordinary user");
    check(
        setting,
        "Totals.(user|system|mix)$",
        (benchmarks, seconds) -> {
          List<Finding> findings = new ArrayList<>();
          Forks forks =
              forks(setting, root, "interval=" + interval, benchmarks, seconds, "-t", "" + threads);
          for (String benchmark : forks.benchmarks()) {
            Forks.Fork fork = forks.of(benchmark);
            long worker = fork.printed("worker-cpu");
            long profiled = Row.nanos(fork.rows(), Row::ofWorker);
            findings.add(
                Finding.near("CPU time of the workers", benchmark, how, profiled, worker, 2));
            // The score is wall time: comparable only where nobody took the processor away.
            if (threads == 1 && worker >= 0.99 * fork.printed("wall")) {
              findings.add(
                  Finding.near(
                      "pprof.cpu.norm against the score",
                      benchmark,
                      how,
                      forks.score(benchmark + ":pprof.cpu.norm"),
                      forks.score(benchmark),
                      3));
            }
          }
          return findings;
        });
  }

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
          double share = share(rows, both, three);
          return List.of(
              Finding.holds(
                  "Attribution",
                  "Attribution.threeToOne",
                  ": the larger of two methods with 3 : 1 work",
                  "75 % within 2 points",
                  percent(share),
                  Math.abs(share - 75) <= 2),
              Finding.atLeast(
                  "Attribution",
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
                  "Attribution",
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
                    "Samples of the worker under the calling method",
                    benchmark,
                    how,
                    share(rows, Row::ofWorker, under),
                    // The interpreter takes its time with JMH's loop as well.
                    flags.equals("-Xint") ? 95 : 98));
            findings.add(
                Finding.atMost(
                    "Failed samples",
                    benchmark,
                    how,
                    share(rows, row -> true, Row::failed),
                    mostFailed));
            String stub = STUBS.get(benchmark);
            boolean intrinsic = !(flags.equals(C1_ONLY) && benchmark.equals("Code.sha256"));
            if (stub != null && intrinsic) {
              String leaf = hottestLeaf(rows, under);
              findings.add(
                  Finding.holds(
                      "Hottest leaf", benchmark, how, "the stub", leaf, leaf.matches(stub)));
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
            Predicate<Row> isNative =
                row -> row.ofWorker() && row.frames().get(0).mapping().getId() > 1;
            findings.add(
                Finding.atLeast(
                    "Native code",
                    benchmark,
                    ": native leaves, of the worker's time",
                    share(rows, Row::ofWorker, isNative),
                    50));
            findings.add(
                Finding.atLeast(
                    "Native code",
                    benchmark,
                    ": native leaves under the Java stack",
                    share(rows, isNative, row -> row.has(WORKLOAD + benchmark)),
                    98));
            findings.add(
                Finding.atLeast(
                    "Native code",
                    benchmark,
                    ": native leaves with file, build id and an address inside the mapping",
                    share(rows, isNative, KnownAnswersIT::hasRealMapping),
                    99.9));
            if (benchmark.equals("NativeCode.jni")) {
              String method = "Java_org_jmhpprof_workload_NativeCode_churn";
              findings.add(
                  Finding.atLeast(
                      "Native code",
                      benchmark,
                      ": native leaves with the name of the native method's function",
                      share(rows, isNative, row -> row.leaf().equals(method)),
                      98));
            }
          }
          return findings;
        });
  }

  /** The kernel's own page of code has no file with a build id. */
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
        "Threads.allocation",
        (benchmarks, seconds) -> {
          Forks forks = forks(setting, "interval=200us", benchmarks, seconds);
          Forks.Fork fork = forks.of("Threads.allocation");
          List<Row> rows = fork.rows();
          Set<String> roots = new TreeSet<>();
          rows.stream().filter(r -> r.phase().equals("vm")).forEach(r -> roots.add(r.root()));
          long own = rows.stream().filter(row -> row.thread().startsWith("jmh-pprof")).count();
          return List.of(
              Finding.near(
                  "Threads that are not Java threads",
                  "Threads.allocation",
                  ": profile against the CPU time of the process",
                  Row.nanos(rows, row -> true),
                  fork.printed("process-cpu"),
                  5),
              Finding.holds(
                  "Threads that are not Java threads",
                  "Threads.allocation",
                  ": roots",
                  "[GC], [JIT], [VM]",
                  String.join(" ", roots),
                  roots.containsAll(Set.of("[GC]", "[JIT]", "[VM]"))),
              Finding.holds(
                  "Threads that are not Java threads",
                  "Threads.allocation",
                  ": stacks of the profiler's own threads",
                  "0",
                  "" + own,
                  own == 0 && forks.score("Threads.allocation:pprof.overhead") > 0));
        });
  }

  @ParameterizedTest
  @MethodSource("settings")
  void shortLivedThreadsAreThereAndNothingLeaks(Setting setting) throws Exception {
    check(
        setting,
        "Threads.perOperation",
        (benchmarks, seconds) -> {
          Forks.Fork fork =
              forks(setting, "interval=200us", benchmarks, seconds, "-i", "3")
                  .of("Threads.perOperation");
          Predicate<Row> ofShort = row -> row.thread().equals("short");
          List<Finding> findings = new ArrayList<>();
          // A thread's own reading lacks its end: the profile may well hold more.
          findings.add(
              Finding.atLeast(
                  "Short-lived threads",
                  "Threads.perOperation",
                  ": their CPU time in the profile",
                  100.0 * Row.nanos(fork.rows(), ofShort) / fork.printed("short-cpu"),
                  95));
          if (setting.clock().equals("perf")) {
            findings.add(
                Finding.atLeast(
                    "Short-lived threads",
                    "Threads.perOperation",
                    ": of that, with a stack",
                    share(fork.rows(), ofShort, row -> !row.failed()),
                    40));
          }
          long descriptors = growth(fork.printedEach("descriptors"));
          long timers = growth(fork.printedEach("timers"));
          findings.add(
              Finding.holds(
                  "Short-lived threads",
                  "Threads.perOperation",
                  ": descriptors and timers more after the last iteration than after the first",
                  "at most 4",
                  descriptors + " and " + timers,
                  descriptors <= 4 && timers <= 4));
          return findings;
        });
  }

  private static long growth(List<Long> values) {
    return values.get(values.size() - 1) - values.get(0);
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void virtualThreadsShowTheirOwnFrames(Setting setting) throws Exception {
    assumeTrue(setting.feature() >= 21, "virtual threads came with JDK 21");
    Predicate<Row> onCarrier = row -> row.thread().startsWith("ForkJoinPool");
    check(
        setting,
        "Threads.virtualPerOperation",
        (benchmarks, seconds) -> {
          List<Row> rows =
              forks(setting, "interval=200us", benchmarks, seconds)
                  .of("Threads.virtualPerOperation")
                  .rows();
          return List.of(
              Finding.atLeast(
                  "Virtual threads",
                  "Threads.virtualPerOperation",
                  ": carriers in the virtual threads' own method",
                  share(rows, onCarrier, row -> row.has(WORKLOAD + "Threads.spin")),
                  30));
        });
    check(
        setting,
        "Totals.user",
        (benchmarks, seconds) -> {
          List<Row> rows =
              forks(
                      setting,
                      "interval=200us",
                      benchmarks,
                      seconds,
                      "-jvmArgsAppend",
                      "-Djmh.executor=VIRTUAL")
                  .of("Totals.user")
                  .rows();
          return List.of(
              Finding.atLeast(
                  "Virtual threads",
                  "Totals.user",
                  ", -Djmh.executor=VIRTUAL: carriers under the timed loop",
                  share(rows, onCarrier, row -> row.phase().equals("measure")),
                  95));
        });
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void setupIsHarnessAndTheLoopIsMeasured(Setting setting) throws Exception {
    check(
        setting,
        "Totals.setup",
        (benchmarks, seconds) -> {
          List<Row> rows =
              forks(setting, "interval=200us", benchmarks, seconds).of("Totals.setup").rows();
          Predicate<Row> inSetup = row -> row.has(WORKLOAD + "Totals$CostlySetup.burn");
          Predicate<Row> inLoop = row -> row.has(WORKLOAD + "Totals.setup");
          return List.of(
              phase("CPU burned in @Setup(Level.Iteration)", "harness", rows, inSetup),
              phase("the timed loop", "measure", rows, inLoop));
        });
  }

  private static Finding phase(String what, String phase, List<Row> rows, Predicate<Row> of) {
    Set<String> phases = new TreeSet<>();
    rows.stream().filter(of).forEach(row -> phases.add(row.phase()));
    String found = String.join(" ", phases);
    return Finding.holds("Phases", "Totals.setup", ": " + what, phase, found, found.equals(phase));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void aRingThatOverflowsLosesMuchAndStillAddsUp(Setting setting) throws Exception {
    check(
        setting,
        "Totals.deep",
        (benchmarks, seconds) -> {
          // Two records fill the ring, and its reader looks once a millisecond at best.
          Forks.Fork fork =
              forks(setting, "interval=100us;buffer=8K;depth=200", benchmarks, seconds)
                  .of("Totals.deep");
          List<Row> rows = fork.rows();
          List<Finding> findings = new ArrayList<>();
          findings.add(
              Finding.near(
                  "Conservation",
                  "Totals.deep",
                  ", ring of 8 KiB, 10 kHz: profile against the CPU time of the process",
                  Row.nanos(rows, row -> true),
                  fork.printed("process-cpu"),
                  5));
          if (setting.clock().equals("perf")) {
            findings.add(
                Finding.atLeast(
                    "Conservation",
                    "Totals.deep",
                    ", ring of 8 KiB, 10 kHz: lost",
                    share(rows, row -> true, row -> row.leaf().equals("[lost samples]")),
                    10));
          }
          return findings;
        });
  }

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
                    "Names",
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
                  "Names",
                  "Mixed.unloaded",
                  ": stacks with a class unloaded before its name was asked for",
                  "some, each under its loader",
                  unloaded + ", " + strange + " elsewhere",
                  unloaded > 0 && strange == 0));
        });
  }
}
