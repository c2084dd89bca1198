// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.accuracy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jmhpprof.jmh.JmhRun;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What {@code pprof.overhead} says, against what the benchmark loses.
 *
 * <p>Two forks run at the same time on the same processor, one of them without the profiler. They
 * share whatever the machine does to that processor, so their CPU time per operation differs by 1 %
 * or less where nothing else differs. Three pairs each.
 */
class OverheadIT extends KnownAnswers {
  private static final List<String> BENCHMARKS =
      List.of("Overhead.shallow", "Overhead.hundredFrames");

  /** Context switches cost with perf only, and differ too much from fork to fork for less. */
  private static final String SWITCHES = "Overhead.turns";

  private static final int PAIRS = 3;
  private static final double FACTOR = 1.5;

  /** What three pairs cannot tell from nothing, percent. */
  private static final double NOISE = 1.5;

  /**
   * A fork's figures of each iteration: CPU time of the worker, operations, CPU time of the
   * profiler's thread; and what the profiler said.
   */
  private record Cost(double[] worker, double[] operations, double[] profiler, double said) {
    double perOperation() {
      return sum(worker) / sum(operations);
    }

    /**
     * The mean over iterations, as JMH takes it of {@code pprof.overhead}: they differ in length.
     */
    double profilersShare() {
      return IntStream.range(0, worker.length)
          .mapToDouble(i -> profiler[i] / worker[i])
          .average()
          .orElseThrow();
    }

    private static double sum(double[] values) {
      return DoubleStream.of(values).sum();
    }
  }

  @ParameterizedTest
  @MethodSource("stackSettings")
  void overheadIsWhatTheBenchmarkLoses(Setting setting) throws Exception {
    assumeTrue(FULL || setting.jdk().equals(JmhRun.jdks().get(0)), "long form only");
    assumeTrue(canPin(), "needs taskset");
    for (String benchmark : BENCHMARKS) {
      check(setting, benchmark);
    }
    if (setting.clock().equals("perf")) {
      check(setting, SWITCHES);
    }
  }

  private void check(Setting setting, String benchmark) throws IOException, InterruptedException {
    check(
        setting, benchmark, (again, times) -> List.of(compare(setting, benchmark, PAIRS * times)));
  }

  private Finding compare(Setting setting, String benchmark, int pairs)
      throws IOException, InterruptedException {
    double lost = 0;
    double said = 0;
    for (int i = 0; i < pairs; i++) {
      List<Cost> pair = pair(setting, benchmark + "$", i % 2 == 0);
      Cost with = pair.get(0);
      Cost without = pair.get(1);
      double slower = 1 - without.perOperation() / with.perOperation();
      lost += 100 * (slower + with.profilersShare()) / pairs;
      said += with.said() / pairs;
    }
    boolean near = Math.max(said, lost) <= FACTOR * Math.min(said, lost);
    return Finding.holds(
        Answer.OVERHEAD,
        benchmark,
        ": pprof.overhead against what pairs of forks lose",
        "within a factor of 1.5, or 1.5 points",
        String.format("%.2f %%, lost %.2f %%", said, lost),
        near || Math.abs(said - lost) <= NOISE);
  }

  private List<Cost> pair(Setting setting, String pattern, boolean profiledFirst)
      throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory(this.directory, "pair");
    Callable<JmhRun> with = () -> run(setting, directory.resolve("with"), pattern, true);
    Callable<JmhRun> without = () -> run(setting, directory.resolve("without"), pattern, false);
    ExecutorService both = Executors.newFixedThreadPool(2);
    try {
      Future<JmhRun> first = both.submit(profiledFirst ? with : without);
      Future<JmhRun> second = both.submit(profiledFirst ? without : with);
      return List.of(
          cost((profiledFirst ? first : second).get()),
          cost((profiledFirst ? second : first).get()));
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } finally {
      both.shutdown();
    }
  }

  private static JmhRun run(Setting setting, Path directory, String pattern, boolean profiled)
      throws IOException, InterruptedException {
    Files.createDirectories(directory);
    List<String> arguments = new ArrayList<>(List.of(pattern, "-f", "1", "-wi", "3", "-w", "1"));
    arguments.addAll(List.of("-i", "4", "-r", "1", "-foe", "true"));
    if (profiled) {
      arguments.addAll(List.of("-prof", "pprof:top=0;clock=" + setting.clock()));
    }
    arguments.addAll(List.of("-prof", "org.jmhpprof.workload.ProfilerCpu"));
    return JmhRun.under(
        List.of("taskset", "-c", "" + lastProcessor()),
        setting.jdk(),
        directory,
        arguments.toArray(new String[0]));
  }

  private static Cost cost(JmhRun run) {
    assertEquals(0, run.status(), run.output());
    return new Cost(
        values(run, "worker-cpu"), values(run, "ops"), values(run, "profiler-cpu"), overhead(run));
  }

  private static double[] values(JmhRun run, String key) {
    return Pattern.compile("\\b" + key + "=(\\d+)[,;]")
        .matcher(run.output())
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .toArray();
  }

  private static double overhead(JmhRun run) {
    return Pattern.compile(":pprof\\.overhead +avgt +\\d+ +([0-9.]+)")
        .matcher(run.output())
        .results()
        .mapToDouble(found -> Double.parseDouble(found.group(1)))
        .findFirst()
        .orElse(0);
  }

  private static int lastProcessor() {
    return Runtime.getRuntime().availableProcessors() - 1;
  }

  private static boolean canPin() {
    return Stream.of("/usr/bin/taskset", "/bin/taskset").map(Path::of).anyMatch(Files::exists);
  }
}
