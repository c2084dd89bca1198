// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jmhpprof.jmh.JmhRun;
import org.jmhpprof.jmh.LongerRuns;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Known answers of a processor that is emulated: the forks run in the JVM in {@code
 * -Demulated.jdk}, JMH itself runs in the JVM of the tests. An emulator's times mean nothing, so
 * only shares, callers, phases and names are asked for. What was found is in {@code
 * target/emulated.md}.
 *
 * <p>{@code .ci/aarch64} makes such a JVM. {@code -Demulated=full} asks every question with every
 * compiler.
 */
@EnabledIfSystemProperty(
    named = "emulated.jdk",
    matches = ".+",
    disabledReason = "needs the JVM that .ci/aarch64 makes")
class EmulatedIT {
  private static final boolean FULL = "full".equals(System.getProperty("emulated"));
  private static final int WINDOWS = FULL ? 1000 : 200;

  /** The timer takes 250 stacks a second at most: after 2 s one standard deviation is 2 points. */
  private static final double SHARE_TOLERANCE = 5;

  @TempDir Path directory;
  private int runs;

  private static Path emulated() {
    return Path.of(System.getProperty("emulated.jdk"));
  }

  private static Path report() {
    return JmhRun.module().resolve("target/emulated.md");
  }

  @BeforeAll
  static void begin() throws IOException {
    Files.writeString(report(), "| workload | expected | measured |\n|---|---|---|\n");
  }

  /** The forks of some benchmarks, emulated. */
  private Forks forks(String benchmarks, int seconds, String flags)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(benchmarks, "-f", "1", "-wi", "1", "-w", "2s", "-i", "1", "-foe", "true"));
    arguments.addAll(List.of("-r", seconds + "s"));
    if (!flags.isEmpty()) {
      arguments.addAll(List.of("-jvmArgsAppend", flags));
    }
    Setting setting = new Setting(emulated(), JmhRun.feature(emulated()), "timer");
    return Forks.run(
        setting, directory.resolve("run" + runs++), EmulatedIT::launch, "interval=1ms", arguments);
  }

  private static JmhRun launch(Path jdk, Path directory, String... arguments)
      throws IOException, InterruptedException {
    String[] all =
        Stream.concat(Stream.of(arguments), Stream.of("-jvm", jdk.resolve("bin/java").toString()))
            .toArray(String[]::new);
    return JmhRun.of(Path.of(System.getProperty("java.home")), directory, all);
  }

  private interface Questions {
    List<Finding> about(String benchmark, List<Row> rows);
  }

  /** Asks about each benchmark, and again after a longer run about those that were off. */
  private void check(String benchmarks, String flags, Questions questions) throws Exception {
    String[] pattern = {benchmarks};
    List<String> off =
        LongerRuns.off(
            2,
            seconds -> {
              Forks forks = forks(pattern[0], seconds, flags);
              Set<String> again = new TreeSet<>();
              List<String> wrong = new ArrayList<>();
              StringBuilder table = new StringBuilder();
              for (String benchmark : forks.benchmarks()) {
                for (Finding finding : questions.about(benchmark, forks.of(benchmark).rows())) {
                  if (!finding.within()) {
                    again.add(benchmark);
                    wrong.add(finding.toString());
                  }
                  table.append(line(finding, seconds));
                }
              }
              Files.writeString(report(), table, StandardOpenOption.APPEND);
              pattern[0] = "[.](" + String.join("|", again) + ")$";
              return wrong;
            });
    assertEquals(List.of(), off);
  }

  private static String line(Finding finding, int seconds) {
    String value = finding.within() ? finding.value() : "**" + finding.value() + "**";
    return String.format(
        "| %s%s, %d s | %s | %s |%n",
        finding.benchmark(), finding.how(), seconds, finding.expected(), value);
  }

  @Test
  void timeGoesToTheRightMethod() throws Exception {
    Predicate<Row> three = row -> row.has(KnownAnswers.WORKLOAD + "Attribution.three");
    Predicate<Row> both = three.or(row -> row.has(KnownAnswers.WORKLOAD + "Attribution.one"));
    check(
        "[.]Attribution.threeToOne$",
        "",
        (benchmark, rows) ->
            List.of(
                Finding.share(
                    Answer.ATTRIBUTION,
                    benchmark,
                    ": the larger of two methods with 3 : 1 work",
                    KnownAnswers.share(rows, both, three),
                    75,
                    SHARE_TOLERANCE)));
  }

  @Test
  void setupIsHarnessAndTheLoopIsMeasured() throws Exception {
    check(
        "[.]Totals.setup$",
        "",
        (benchmark, rows) ->
            List.of(
                phase(benchmark, "harness", rows, "Totals$CostlySetup.burn"),
                phase(benchmark, "measure", rows, "Totals.setup")));
  }

  private static Finding phase(String benchmark, String phase, List<Row> rows, String method) {
    Set<String> phases = new TreeSet<>();
    rows.stream()
        .filter(row -> row.has(KnownAnswers.WORKLOAD + method))
        .forEach(row -> phases.add(row.phase()));
    String found = String.join(" ", phases);
    return Finding.holds(
        Answer.PHASES, benchmark, ": phase of " + method, phase, found, found.equals(phase));
  }

  /**
   * What runs.
   *
   * @param flags of the JVM, or ""
   * @param under how much of the worker's time is under its benchmark at least, in percent
   * @param failed how much of it are walks that failed at most, in percent
   */
  record Code(String benchmarks, String flags, double under, double failed) {}

  static List<Code> codes() {
    String all = "[.]Code[.].*";
    return FULL
        ? List.of(
            new Code(all, "", 95, 0.5),
            new Code(all, "-XX:TieredStopAtLevel=1", 95, 0.5),
            new Code(all, "-XX:-TieredCompilation", 95, 0.5),
            new Code("[.]Code.(exceptions|lambdas|reflection)$", "-Xint", 90, 2))
        : List.of(
            new Code("[.]Code.(sha256|arraycopy|crc32|exceptions|deoptimization)$", "", 95, 0.5),
            new Code("[.]Code.exceptions$", "-XX:TieredStopAtLevel=1", 95, 0.5));
  }

  @ParameterizedTest
  @MethodSource("codes")
  void everyKindOfCodeIsUnderItsCaller(Code code) throws Exception {
    check(
        code.benchmarks,
        code.flags,
        (benchmark, rows) -> {
          Predicate<Row> under = row -> row.has(KnownAnswers.WORKLOAD + benchmark);
          String how = code.flags.isEmpty() ? "" : ", `" + code.flags + "`";
          List<Finding> findings = new ArrayList<>();
          findings.add(
              Finding.atLeast(
                  Answer.STACKS,
                  benchmark,
                  how + ": under its method",
                  KnownAnswers.share(rows, Row::ofWorker, under),
                  code.under));
          findings.add(
              Finding.atMost(
                  Answer.FAILED,
                  benchmark,
                  how + ": walks that failed",
                  KnownAnswers.share(rows, Row::ofWorker, EmulatedIT::walkFailed),
                  code.failed));
          String stub = STUBS.get(benchmark);
          if (stub != null) {
            findings.add(
                Finding.atLeast(
                    Answer.STACKS,
                    benchmark,
                    how + ": with the stub at the leaf",
                    KnownAnswers.share(rows, under, row -> row.leaf().matches(stub)),
                    80));
          }
          return findings;
        });
  }

  /**
   * A tick without a signal is no walk. With the timer an iteration's last few ms are such ticks,
   * and the less an emulated worker gets done beside other programs, the larger is their share.
   */
  private static boolean walkFailed(Row row) {
    return row.failed() && !row.leaf().equals("[failed: no signal]");
  }

  /** The stub in which a benchmark spends its time, with every compiler. */
  private static final Map<String, String> STUBS =
      Map.of(
          "Code.crc32", "\\[stub\\] updateBytesCRC32.*",
          "Code.arraycopy", "\\[stub\\] (forward_copy_longs|jbyte_disjoint_arraycopy).*");

  @Test
  void manyWindowsWhileThreadsComeAndGo() throws Exception {
    for (String events : List.of("", "all")) {
      JmhRun run = startStop(WINDOWS, "stop", events);
      assertEquals(0, run.status(), run.output());
      assertTrue(run.output().contains("windows=" + WINDOWS + " recorded="), run.output());
      Files.writeString(
          report(),
          String.format(
              "| %d windows, %s | no crash, nothing missing | so |%n",
              WINDOWS, events.isEmpty() ? "CPU time" : "all events"),
          StandardOpenOption.APPEND);
    }
  }

  @Test
  void theJvmEndsWhileSampling() throws Exception {
    for (int i = 0; i < (FULL ? 10 : 3); i++) {
      JmhRun run = startStop(3, "exit", i % 2 == 0 ? "" : "all");
      assertEquals(0, run.status(), run.output());
    }
  }

  private JmhRun startStop(int windows, String end, String events) throws Exception {
    return JmhRun.ofProgram(
        Duration.ofMinutes(5),
        emulated(),
        directory,
        "org.jmhpprof.workload.StartStop",
        Stream.of("TIMER", String.valueOf(windows), end, events)
            .filter(argument -> !argument.isEmpty())
            .toArray(String[]::new));
  }
}
