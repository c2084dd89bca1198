// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jmhpprof.jmh.JmhRun;
import org.jmhpprof.profile.ProfileComments;
import org.jmhpprof.proto.Profile;

/** One run of JMH over some benchmarks, and what is to be read of it. */
final class Forks {
  private static final Pattern SCORE =
      Pattern.compile(
          "^(\\S+) +(?:\\S+ +)?(?:thrpt|avgt|sample|ss) +(?:\\d+ +)?([0-9.]+|\u2248 \\S+) .*",
          Pattern.MULTILINE);

  private static final Pattern BENCHMARK =
      Pattern.compile("^# Benchmark: org\\.jmhpprof\\.workload\\.(\\S+)$", Pattern.MULTILINE);

  /** How JMH is started. */
  interface Launch {
    JmhRun run(Path jdk, Path directory, String... arguments)
        throws IOException, InterruptedException;
  }

  /**
   * The forks of one benchmark.
   *
   * @param comments of the last fork's profile
   * @param output what JMH printed while it ran
   */
  record Fork(List<List<Row>> forks, Map<String, String> comments, String output) {
    List<Row> rows() {
      return forks.stream().flatMap(List::stream).toList();
    }

    /** Sum over the measurement iterations of what a workload printed as {@code key=number}. */
    long printed(String key) {
      return printedEach(key).stream().mapToLong(Long::longValue).sum();
    }

    List<Long> printedEach(String key) {
      Matcher matcher = Pattern.compile("\\b" + Pattern.quote(key) + "=(\\d+)[,;]").matcher(output);
      return matcher.results().map(result -> Long.parseLong(result.group(1))).toList();
    }
  }

  private final Path directory;
  private final JmhRun run;

  /**
   * Runs.
   *
   * @param directory empty or new
   * @param options of the profiler beside {@code clock}
   */
  static Forks run(
      Setting setting, Path directory, Launch launch, String options, List<String> arguments)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("-prof", "pprof:top=0;clock=" + setting.clock() + ";" + options));
    all.addAll(List.of("-prof", "org.jmhpprof.workload.ProcessCpu"));
    JmhRun run = launch.run(setting.jdk(), directory, all.toArray(new String[0]));
    assertEquals(0, run.status(), run.output());
    return new Forks(directory, run);
  }

  private Forks(Path directory, JmhRun run) {
    this.directory = directory;
    this.run = run;
  }

  /** By the simple name of the benchmark, {@code Totals.user}. */
  Fork of(String benchmark) throws IOException {
    List<List<Row>> forks = new ArrayList<>();
    Map<String, String> comments = Map.of();
    for (Path file : JmhRun.profiles(directory)) {
      if (file.getParent().getFileName().toString().contains("." + benchmark + "-")) {
        Profile profile = JmhRun.profile(file);
        forks.add(Row.of(profile));
        ProfileComments.assertConserved(profile);
        comments = ProfileComments.of(profile);
      }
    }
    if (forks.isEmpty()) {
      throw new AssertionError("no profile of " + benchmark + "\n" + run.output());
    }
    for (String part : run.output().split("(?m)^# JMH version")) {
      if (Pattern.compile("(?m)^# Benchmark: \\S+\\." + Pattern.quote(benchmark) + "$")
          .matcher(part)
          .find()) {
        return new Fork(forks, comments, part);
      }
    }
    throw new AssertionError("no output of " + benchmark + "\n" + run.output());
  }

  /**
   * From JMH's table, which says "about" of what is next to nothing: {@code Totals.user} or {@code
   * Totals.user:pprof.cpu.norm}.
   */
  double score(String row) {
    Matcher matcher = SCORE.matcher(run.output());
    while (matcher.find()) {
      if (matcher.group(1).equals(row)) {
        String score = matcher.group(2);
        return score.startsWith("\u2248") ? 0 : Double.parseDouble(score);
      }
    }
    throw new AssertionError("no score of " + row + "\n" + run.output());
  }

  /** The simple names of the benchmarks that ran. */
  Set<String> benchmarks() {
    Set<String> found = new TreeSet<>();
    BENCHMARK.matcher(run.output()).results().forEach(match -> found.add(match.group(1)));
    return found;
  }
}
