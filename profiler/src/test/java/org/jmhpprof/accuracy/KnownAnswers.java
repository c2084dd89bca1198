// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jmhpprof.jmh.JmhRun;
import org.jmhpprof.jmh.LongerRuns;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Workloads with a known answer, in real forks, on every JDK at hand and with both clocks. Each
 * subclass asks one kind of question. What they measured is in {@code target/accuracy.md} and
 * {@code target/accuracy-tables.md}.
 *
 * <p>{@code -Daccuracy=full} adds the intervals, threads, users and compilers that the short form
 * leaves out.
 *
 * <p>What is statistical runs longer when it is off, up to {@link LongerRuns#LONGEST_SECONDS}.
 */
abstract class KnownAnswers {
  static final boolean FULL = "full".equals(System.getProperty("accuracy"));
  static final String WORKLOAD = "org.jmhpprof.workload.";

  /** Of one class: JUnit runs them one after the other. */
  private static final List<Measured> measured = new ArrayList<>();

  @TempDir Path directory;
  private int runs;

  static List<Setting> everySetting() throws IOException {
    return Setting.all();
  }

  /** The short form takes each JDK once and the clocks in turns: each clock is tried, too. */
  static List<Setting> settings() throws IOException {
    List<Setting> all = Setting.all();
    if (FULL) {
      return all;
    }
    int jdks = JmhRun.jdks().size();
    int clocks = all.size() / jdks;
    List<Setting> turns = new ArrayList<>();
    for (int jdk = 0; jdk < jdks; jdk++) {
      turns.add(all.get(jdk * clocks + jdk % clocks));
    }
    return turns;
  }

  /** Stacks do not depend on the clock; the short form takes the better one. */
  static List<Setting> stackSettings() throws IOException {
    List<Setting> settings = new ArrayList<>(Setting.all());
    for (Setting setting : Setting.all()) {
      if (!FULL && !setting.takesMostStacks()) {
        settings.remove(setting);
      }
    }
    return settings;
  }

  /** What an ordinary user is granted, where the tests themselves run as root. */
  static List<Setting> ordinarySettings() throws IOException {
    List<Setting> settings = new ArrayList<>();
    for (Setting setting : Setting.all()) {
      if (Setting.isRoot() && setting.users().contains(Setting.NOBODY)) {
        settings.add(setting);
      }
    }
    return settings;
  }

  @AfterAll
  static void write(TestInfo test) throws IOException {
    Path target = JmhRun.module().resolve("target");
    Path kept = target.resolve("accuracy");
    Measured.keep(kept, test.getTestClass().orElseThrow().getSimpleName(), measured);
    measured.clear();
    Tables tables = new Tables(Measured.all(kept));
    Files.writeString(target.resolve("accuracy.md"), tables.summary());
    Files.writeString(target.resolve(Tables.CASES_FILE), tables.cases());
  }

  /** Runs some benchmarks of a class for so long, and says what it found. */
  interface Check {
    List<Finding> on(String benchmarks, int seconds) throws IOException, InterruptedException;
  }

  /** Runs a check, and longer again what was off, and keeps what was found last. */
  final void check(Setting setting, String benchmarks, Check check)
      throws IOException, InterruptedException {
    List<Finding> findings = new ArrayList<>(check.on(benchmarks, 1));
    for (int seconds = 2; seconds <= LongerRuns.LONGEST_SECONDS; seconds *= 2) {
      Set<String> off = new TreeSet<>();
      findings.stream().filter(f -> !f.within()).forEach(f -> off.add(f.benchmark()));
      if (off.isEmpty()) {
        break;
      }
      findings.stream().filter(f -> !f.within()).forEach(f -> System.out.println("again: " + f));
      findings.removeIf(finding -> off.contains(finding.benchmark()));
      findings.addAll(check.on("[.](" + String.join("|", off) + ")$", seconds));
    }
    findings.forEach(finding -> measured.add(new Measured(finding, setting.column())));
    assertEquals(List.of(), findings.stream().filter(f -> !f.within()).toList());
  }

  final Forks forks(
      Setting setting, String options, String benchmarks, int seconds, String... arguments)
      throws IOException, InterruptedException {
    return forks(setting, JmhRun::of, options, benchmarks, seconds, arguments);
  }

  final Forks forks(
      Setting setting,
      Forks.Launch launch,
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
    return Forks.run(setting, directory.resolve("run" + runs++), launch, options, all);
  }

  /** In percent, by CPU time. */
  static double share(List<Row> rows, Predicate<Row> of, Predicate<Row> wanted) {
    return 100.0 * Row.nanos(rows, of.and(wanted)) / Math.max(1, Row.nanos(rows, of));
  }
}
