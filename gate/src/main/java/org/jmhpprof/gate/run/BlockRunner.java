// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest.BlockNote;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.run.Blocks.Progress;
import org.jmhpprof.gate.run.Build.BlockFiles.ForkResult;
import org.jmhpprof.gate.run.ForkSpec.Launch;
import org.jmhpprof.gate.run.JmhOptions.Task;
import org.jmhpprof.gate.run.Pairs.Processor;
import org.jmhpprof.gate.stats.Moments.Drift;

/**
 * Runs the forks of one block: both at once where the benchmark can be compared so, else one after
 * the other. Two blocks in a row have opposite orders, A-B-B-A or B-A-A-B as the seed decides, so
 * that a machine that slowly gets faster or slower favours neither side.
 */
final class BlockRunner {
  /**
   * How many warmup iterations the forks of one benchmark have. They begin with the benchmark's own
   * number. While the cost of an operation still drifts in the first block, that block is set aside
   * and the warmup gets longer, up to three times the benchmark's own.
   */
  static final class Warmup {
    private static final String ITERATIONS = "warmupIterations";
    private static final int LONGEST = 3;

    /** Drift from the first half of a fork to the second that does not matter. */
    private static final double MOST = 0.02;

    /** From the first of fewer than four iterations to the last: single ones scatter more. */
    private static final double MOST_OF_FEW = 0.1;

    private int own;
    private int times = 1;
    private boolean restored;

    /** A warmup that was lengthened before, and stays as it is. */
    static Warmup of(int iterations) {
      Warmup warmup = new Warmup();
      warmup.own = iterations;
      warmup.restored = true;
      return warmup;
    }

    /** Iterations; empty for the benchmark's own number. */
    OptionalInt iterations() {
      return times == 1 && !restored ? OptionalInt.empty() : OptionalInt.of(times * own);
    }

    /**
     * Looks at a first block.
     *
     * @return what is done about it; empty if its forks were steady, or nothing can be done
     */
    Optional<String> lengthen(List<ForkResult> forks) {
      boolean level = true;
      for (ForkResult fork : forks) {
        for (BenchmarkResult each : fork.results().values()) {
          level &=
              restored
                  || each.metrics().get(Metric.SCORE).forks().stream().allMatch(Warmup::isLevel);
          String warm = each.fingerprint().facts().getOrDefault(ITERATIONS, "0");
          own = Math.max(own, Integer.parseInt(warm) / times);
        }
      }
      if (level || times == LONGEST || own == 0) {
        return Optional.empty();
      }
      times++;
      return Optional.of(
          "the cost of an operation still drifts, warming up " + times * own + " iterations");
    }

    /** Scatter does not count as steady: code that is not compiled yet scatters, too. */
    private static boolean isLevel(Fork fork) {
      double[] costs = fork.iterations().stream().mapToDouble(Double::doubleValue).toArray();
      double halves = Drift.of(costs, MOST).ratio();
      return Double.isNaN(halves) && costs.length > 1
          ? !(Math.abs(costs[costs.length - 1] / costs[0] - 1) > MOST_OF_FEW)
          : !(Math.abs(halves - 1) > MOST);
    }
  }

  /**
   * Which side of a block comes first. The first of two blocks is drawn, the second is its mirror
   * image. Nothing but the seed, the benchmark and how many blocks there are decides, so that a run
   * that goes on keeps to it.
   */
  record Order(long seed) {
    private static final List<Integer> BASE_FIRST = List.of(0, 1);
    private static final List<Integer> HEAD_FIRST = List.of(1, 0);

    /**
     * The sides in their order.
     *
     * @param done how many blocks the task has
     */
    List<Integer> of(Task task, int done) {
      long mixed = 31 * (31 * seed + task.benchmark().hashCode()) + done / 2;
      boolean headFirst = new SplittableRandom(mixed).nextBoolean() ^ done % 2 == 1;
      return headFirst ? HEAD_FIRST : BASE_FIRST;
    }
  }

  @FunctionalInterface
  interface Specs {
    /** The fork of a side, started in that way. */
    ForkSpec of(Build build, Launch launch, OptionalInt warmups);
  }

  /** So often a pair of which one fork starved is run again. */
  private static final int MOST_TRIES = 3;

  private final List<Build> builds;
  private final ForkRunner runner;
  private final Order order;
  private final Optional<Pairs> pairs;
  private final Progress progress;
  private final Set<String> turns = new HashSet<>();
  private final Map<String, Warmup> warmups = new HashMap<>();
  private final Map<String, Integer> tries = new HashMap<>();
  private int done;

  BlockRunner(
      List<Build> builds,
      ForkRunner runner,
      Order order,
      Optional<Pairs> pairs,
      Progress progress) {
    this.builds = builds;
    this.runner = runner;
    this.order = order;
    this.pairs = builds.size() == 2 ? pairs : Optional.empty();
    this.progress = progress;
  }

  /** A benchmark that cannot be compared in pairs. */
  void onlyInTurns(String benchmark) {
    turns.add(benchmark);
  }

  /** A benchmark whose blocks so far had a longer warmup than its own. */
  void warmUp(String benchmark, int iterations) {
    warmups.put(benchmark, Warmup.of(iterations));
  }

  private boolean isPaired(String benchmark) {
    return pairs.isPresent() && !turns.contains(benchmark);
  }

  /**
   * Runs a block.
   *
   * @param before how many blocks the task has
   * @param left what is to be run, this block with it
   * @return the notes of all its forks; fewer if it was cancelled or one hung
   */
  List<BlockNote> run(Task task, int before, Remaining.Left left, Specs specs)
      throws BadInput, IOException, InterruptedException {
    String benchmark = task.benchmark();
    List<Integer> sides = builds.size() == 1 ? List.of(0) : order.of(task, before);
    OptionalInt warm = warmup(benchmark).iterations();
    List<BlockNote> notes = new ArrayList<>();
    boolean profiled = false;
    if (isPaired(benchmark)) {
      progress.fork(benchmark + ", a pair", done, done + left.forks(), left.time());
      Processor processor = Processor.leastBusy();
      List<ForkSpec> both = new ArrayList<>();
      for (int side : sides) {
        Build build = builds.get(side);
        both.add(specs.of(build, pairs.get().launch(build, processor), warm));
      }
      profiled = both.get(0).profiling().isPresent();
      notes.addAll(runner.atOnce(both));
      done += notes.size();
    } else {
      for (int side : sides) {
        Build build = builds.get(side);
        progress.fork(
            benchmark + " " + build.name(), done, done + left.forks() - notes.size(), left.time());
        ForkSpec spec = specs.of(build, Launch.PLAIN, warm);
        profiled = spec.profiling().isPresent();
        Optional<BlockNote> note = runner.run(spec);
        if (note.isEmpty()) {
          return notes;
        }
        notes.add(note.get());
        done++;
      }
    }
    for (int i = 0; i < notes.size(); i++) {
      String side = builds.get(sides.get(i)).name();
      tell(notes.get(i), profiled ? "with the profiler in " + side : "in " + side);
    }
    return notes;
  }

  private Warmup warmup(String benchmark) {
    return warmups.computeIfAbsent(benchmark, any -> new Warmup());
  }

  private void tell(BlockNote note, String where) {
    if (note.failed().isEmpty() && !note.failure().isEmpty()) {
      progress.say(note.benchmark() + " failed " + where + ": " + note.failure());
    }
    note.failed().forEach((key, why) -> progress.say(key.full() + " failed " + where + ": " + why));
  }

  /**
   * Why a block does not count, and what follows from that; empty if it does.
   *
   * @param first whether it is the first of its benchmark
   */
  Optional<String> whyNotCounted(String benchmark, List<ForkResult> forks, boolean first) {
    if (!isPaired(benchmark)
        || forks.stream()
            .map(ForkResult::note)
            .anyMatch(note -> !note.failure().isEmpty() || !note.failed().isEmpty())) {
      return Optional.empty();
    }
    // Later it is too late: blocks of both designs cannot be compared.
    Optional<String> why = first ? Pairs.whyNot(forks) : Optional.empty();
    if (why.isPresent()) {
      turns.add(benchmark);
      return Optional.of("in turns, by wall time, since " + why.get());
    }
    Optional<String> starved = Pairs.starved(forks);
    if (starved.isPresent() && tries.merge(benchmark, 1, Integer::sum) <= MOST_TRIES) {
      return Optional.of(starved.get() + ": once more");
    }
    tries.remove(benchmark);
    return first ? warmup(benchmark).lengthen(forks) : Optional.empty();
  }
}
