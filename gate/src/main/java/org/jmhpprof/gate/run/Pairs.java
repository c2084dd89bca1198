// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.cost.Labels;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.run.Build.BlockFiles.ForkResult;
import org.jmhpprof.gate.run.ForkSpec.Launch;

/**
 * How the two forks of a pair start, and which benchmarks cannot be compared in pairs.
 *
 * <p>Both forks run at the same time on one processor. The scheduler gives each of them a few
 * milliseconds in turn, so that whatever slows the processor down slows both, and the CPU time of
 * an operation is compared. That tells nothing where an operation waits, and something else where
 * several threads compete for the one processor.
 */
public final class Pairs {
  /** The share of time in which a process that does not wait may be idle: its ends and starts. */
  private static final double MOST_IDLE = 0.2;

  /** Share of what the other fork of its pair spent that a fork has to have. */
  private static final double LEAST_SHARE = 0.25;

  private final Path directory;
  private final List<String> flags;
  private final Map<String, Path> stubs = new HashMap<>();

  /**
   * Pairs.
   *
   * @param directory of the measured loops
   * @param batch whether the program waits for the compiler, so that forks settle in the same
   *     compiled forms
   */
  public Pairs(Path directory, boolean batch) {
    this.directory = directory;
    this.flags = new ArrayList<>();
    // With one processor HotSpot would choose another collector and other sizes of its pools.
    flags.add("-XX:ActiveProcessorCount=" + Runtime.getRuntime().availableProcessors());
    if (batch) {
      flags.add("-Xbatch");
    }
  }

  /** Why no pair can run here at all; empty if pairs can. */
  public static Optional<String> whyNotHere() throws IOException, InterruptedException {
    return Processor.whyNone();
  }

  /** How the next pair's fork of a side starts. */
  Launch launch(Build build, Processor processor) throws BadInput, IOException {
    Path stub = stubs.get(build.name());
    if (stub == null) {
      stub = directory.resolve(build.name() + ".jar");
      Stubs.write(build.jar().file(), build.setting().slowDown(), stub);
      stubs.put(build.name(), stub);
    }
    return new Launch(Optional.of(processor), flags, Optional.of(stub));
  }

  /** Why a benchmark cannot be compared by these results of a pair; empty if it can. */
  static Optional<String> whyNot(List<ForkResult> forks) {
    return forks.stream()
        .flatMap(fork -> fork.results().values().stream())
        .flatMap(each -> whyNot(each).stream())
        .findFirst();
  }

  private static Optional<String> whyNot(BenchmarkResult result) {
    if (result.key().threads() > 1) {
      return Optional.of("it has " + result.key().threads() + " threads");
    }
    Series idle = result.metrics().get(Labels.IDLE);
    if (idle == null) {
      return Optional.of("its loop is not one that JMH generates today");
    }
    double share =
        idle.forks().stream()
            .flatMap(fork -> fork.iterations().stream())
            .mapToDouble(Double::doubleValue)
            .average()
            .orElse(0);
    return share > MOST_IDLE
        ? Optional.of(String.format(Locale.ROOT, "it waits %.0f %% of the time", 100 * share))
        : Optional.empty();
  }

  /**
   * Whether one fork of a pair got so little of the processor that its figures are worthless; empty
   * if not. What each benchmark spent in its timed loops is compared.
   */
  static Optional<String> starved(List<ForkResult> forks) {
    SortedMap<BenchmarkKey, Double> least = new TreeMap<>();
    SortedMap<BenchmarkKey, Double> most = new TreeMap<>();
    for (ForkResult fork : forks) {
      fork.results()
          .forEach(
              (key, result) -> {
                least.merge(key, spent(result), Math::min);
                most.merge(key, spent(result), Math::max);
              });
    }
    boolean starved =
        least.entrySet().stream()
            .anyMatch(each -> each.getValue() < LEAST_SHARE * most.get(each.getKey()));
    return starved
        ? Optional.of("one fork of a pair hardly ran, other processes had the processor")
        : Optional.empty();
  }

  /** Nanoseconds of CPU time in the measured loops. */
  private static double spent(BenchmarkResult result) {
    Series operations = result.metrics().get(Labels.OPERATIONS);
    Series cost = result.metrics().get(Metric.SCORE);
    return operations == null ? 0 : sum(operations) * sum(cost) / Math.max(1, count(cost));
  }

  private static double sum(Series series) {
    return series.forks().stream()
        .flatMap(fork -> fork.iterations().stream())
        .mapToDouble(Double::doubleValue)
        .sum();
  }

  private static long count(Series series) {
    return series.forks().stream().mapToLong(fork -> fork.iterations().size()).sum();
  }

  /**
   * A processor that both forks of a pair run on. Linux alone has it, with {@code taskset}.
   *
   * @param number as the kernel counts
   */
  record Processor(int number) {
    private static final String ALLOWED = "Cpus_allowed_list:";
    private static final long LOOK_MILLIS = 200;
    private static final int IDLE = 3;
    private static final int WAITING_FOR_IO = 4;

    /** What a command begins with that runs there. */
    List<String> prefix() {
      return List.of("taskset", "-c", String.valueOf(number));
    }

    /** Why no fork can be pinned; empty if one can. */
    static Optional<String> whyNone() throws IOException, InterruptedException {
      if (!Files.exists(Path.of("/proc/self/status"))) {
        return Optional.of("only Linux can pin two forks to one processor");
      }
      List<String> command = new ArrayList<>(new Processor(allowed().get(0)).prefix());
      command.add("true");
      try {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes()).strip();
        return process.waitFor() == 0
            ? Optional.empty()
            : Optional.of("no processor can be chosen: " + output);
      } catch (IOException e) {
        return Optional.of("taskset is not there (package util-linux)");
      }
    }

    /** Of those that this process may use, the one that does least now. */
    static Processor leastBusy() throws IOException, InterruptedException {
      List<Integer> allowed = allowed();
      Map<Integer, long[]> before = times();
      Thread.sleep(LOOK_MILLIS);
      Map<Integer, long[]> after = times();
      return allowed.stream()
          .min(Comparator.comparingDouble(each -> busy(before.get(each), after.get(each))))
          .map(Processor::new)
          .orElseThrow();
    }

    private static List<Integer> allowed() throws IOException {
      String line =
          Files.readAllLines(Path.of("/proc/self/status")).stream()
              .filter(each -> each.startsWith(ALLOWED))
              .findFirst()
              .orElseThrow(() -> new IOException("/proc/self/status has no " + ALLOWED));
      return numbers(line.substring(ALLOWED.length()).strip());
    }

    /** Of a list as the kernel writes it, {@code 0-3,8}. */
    static List<Integer> numbers(String list) {
      List<Integer> numbers = new ArrayList<>();
      for (String range : list.split(",")) {
        String[] ends = range.split("-");
        int last = Integer.parseInt(ends[ends.length - 1]);
        for (int number = Integer.parseInt(ends[0]); number <= last; number++) {
          numbers.add(number);
        }
      }
      return numbers;
    }

    /** What each processor spent its time on, in ticks since the machine started. */
    private static Map<Integer, long[]> times() throws IOException {
      Map<Integer, long[]> times = new TreeMap<>();
      for (String line : Files.readAllLines(Path.of("/proc/stat"))) {
        if (line.matches("cpu\\d+ .*")) {
          String[] words = line.substring("cpu".length()).split(" +");
          long[] ticks = new long[words.length - 1];
          for (int i = 0; i < ticks.length; i++) {
            ticks[i] = Long.parseLong(words[i + 1]);
          }
          times.put(Integer.parseInt(words[0]), ticks);
        }
      }
      return times;
    }

    /** Share of the time between; 1 for a processor of which nothing is known. */
    private static double busy(long[] before, long[] after) {
      if (before == null || after == null) {
        return 1;
      }
      long all = 0;
      long busy = 0;
      for (int i = 0; i < after.length; i++) {
        long ticks = after[i] - before[i];
        all += ticks;
        busy += i == IDLE || i == WAITING_FOR_IO ? 0 : ticks;
      }
      return busy / (double) Math.max(1, all);
    }
  }
}
