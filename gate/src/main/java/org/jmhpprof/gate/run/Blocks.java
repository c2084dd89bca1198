// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.BlockNote;
import org.jmhpprof.gate.model.Figures;
import org.jmhpprof.gate.model.Renames;

/**
 * Runs blocks: one fork of each side, next to each other. Two blocks in a row have opposite orders,
 * A-B-B-A or B-A-A-B as the seed decides, so that a machine that slowly gets faster or slower
 * favours nobody; the benchmarks of a round come in random order.
 *
 * <p>One thread runs; any thread may cancel.
 */
public final class Blocks {
  private static final int ENOUGH_PROFILED = 2;

  /** How long a fork may take beyond the time limit; of the first one nothing is known. */
  private static final Duration LEAST_PATIENCE = Duration.ofMinutes(10);

  private static final Duration UNKNOWN_PATIENCE = Duration.ofHours(1);

  /**
   * One build.
   *
   * @param name base or head
   * @param directory of its results
   * @param profiles of its profiles
   * @param renames what it calls otherwise
   */
  public record Build(
      String name, BenchmarkJar jar, Path directory, Path profiles, Renames renames) {
    BlockFiles files() {
      return new BlockFiles(directory);
    }
  }

  private final List<Build> builds;
  private final Ledger ledger;
  private final ForkRunner runner;
  private final Progress progress;
  private final BlockOrder order;
  private final Random random;
  private final TimeLimit time;
  private int forksDone;
  private boolean outOfTime;
  private boolean warned;

  /**
   * Blocks of some builds.
   *
   * @param builds one, or base and head
   * @param session what the forks of this stretch are called
   * @param seed of all orders
   * @param time when no other block may begin
   */
  public Blocks(
      List<Build> builds,
      JmhOptions options,
      String session,
      long seed,
      TimeLimit time,
      Progress progress) {
    this.builds = List.copyOf(builds);
    this.ledger = new Ledger(this.builds);
    this.runner = new ForkRunner(options, session, progress);
    this.order = new BlockOrder(seed);
    this.random = new Random(seed);
    this.time = time;
    this.progress = progress;
  }

  /** Takes in what is on disk. */
  public void load(Set<String> benchmarks) throws BadInput, IOException {
    ledger.load(benchmarks);
  }

  /** Ends the running fork; {@link #run} returns soon. */
  public void cancel() {
    runner.cancel();
  }

  /** Whether it was cancelled. */
  public boolean cancelled() {
    return runner.cancelled();
  }

  /** Whether all that was to be timed was also run. */
  public boolean complete() {
    return !runner.cancelled() && !outOfTime;
  }

  /**
   * Runs until each task has that many blocks, has failed too often, time is up, or it is
   * cancelled.
   */
  public void run(Collection<Task> tasks, int blocks)
      throws BadInput, IOException, InterruptedException {
    while (true) {
      List<Task> open = ledger.open(tasks, blocks);
      if (open.isEmpty()) {
        return;
      }
      warn(left(tasks, blocks));
      Collections.shuffle(open, random);
      for (Task task : open) {
        if (runner.cancelled()) {
          return;
        }
        if (!Instant.now().plus(spare(task)).isBefore(time.timed())) {
          outOfTime = true;
          return;
        }
        block(task, () -> left(tasks, blocks));
      }
    }
  }

  /** Where time is kept for profiles, the last block must not take it. */
  private Duration spare(Task task) {
    double known = ledger.seconds(task);
    return time.timed().equals(time.end()) || Double.isNaN(known)
        ? Duration.ZERO
        : Duration.ofMillis((long) (1000 * known));
  }

  private Duration patience(Task task) {
    double known = ledger.seconds(task);
    if (Double.isNaN(known)) {
      return UNKNOWN_PATIENCE;
    }
    Duration thrice = Duration.ofSeconds((long) (3 * known));
    return thrice.compareTo(LEAST_PATIENCE) > 0 ? thrice : LEAST_PATIENCE;
  }

  /** Once, as soon as the time of every task is known. */
  private void warn(Left left) {
    if (!warned && left.allKnown()) {
      warned = true;
      if (left.needed().compareTo(left.time()) > 0) {
        progress.say(
            "the budget is too short: "
                + Figures.time(left.needed())
                + " are needed before the next verdict, "
                + Figures.time(left.time())
                + " are left; choose fewer benchmarks or shorter iterations");
      }
    }
  }

  /**
   * What is still to be run.
   *
   * @param needed about how long that takes
   * @param time the same, but no longer than there is
   */
  private record Left(int forks, Duration needed, Duration time, boolean allKnown) {}

  private Left left(Collection<Task> tasks, int blocks) {
    double known = 0;
    int count = 0;
    int forks = 0;
    double seconds = 0;
    for (Task task : tasks) {
      if (!Double.isNaN(ledger.seconds(task))) {
        known += ledger.seconds(task);
        count++;
      }
    }
    for (Task task : ledger.open(tasks, blocks)) {
      int open = blocks - ledger.done(task);
      double each = ledger.seconds(task);
      forks += open * builds.size();
      seconds += open * (Double.isNaN(each) ? known / Math.max(1, count) : each);
    }
    Duration needed = Duration.ofMillis((long) (1000 * seconds));
    Duration budget = Duration.between(Instant.now(), time.timed());
    return new Left(
        forks, needed, needed.compareTo(budget) < 0 ? needed : budget, count == tasks.size());
  }

  private void block(Task task, Supplier<Left> left)
      throws BadInput, IOException, InterruptedException {
    int block = ledger.next(task.benchmark());
    Left before = left.get();
    int done = 0;
    for (int side : order(task, ledger.done(task))) {
      Build build = builds.get(side);
      progress.fork(
          task.benchmark() + " " + build.name(),
          forksDone,
          forksDone + before.forks() - done,
          before.time());
      Optional<BlockNote> note =
          runner.run(
              build.jar(),
              task.inBuildWith(build.renames()),
              block,
              build.files().results(task.benchmark(), block),
              Optional.empty(),
              time.timed(),
              patience(task));
      if (note.isEmpty()) {
        return;
      }
      done++;
      forksDone++;
      tell(note.get(), build.name());
    }
    ledger.add(task, block);
  }

  private void tell(BlockNote note, String side) {
    if (note.failed().isEmpty() && !note.failure().isEmpty()) {
      progress.say(note.benchmark() + " failed in " + side + ": " + note.failure());
    }
    note.failed()
        .forEach((key, why) -> progress.say(key.full() + " failed in " + side + ": " + why));
  }

  private List<Integer> order(Task task, int done) {
    return builds.size() == 1 ? List.of(0) : order.of(task, done);
  }

  /**
   * Runs blocks with the profiler, interleaved as the others are, in directories of their own: the
   * results in {@code <profiles>/<task>/block-007.json}, the profile in {@code block-007} beside
   * it. What is there is not run again. A profile is put there when its fork is through.
   *
   * <p>An error bar takes two forks a side. So the first two blocks of a task come before those of
   * the next, in the given order; the others come in rounds. There are fewer when time is up or it
   * is cancelled.
   */
  public void profile(List<Task> tasks, int blocks)
      throws BadInput, IOException, InterruptedException {
    List<Turn> turns = new ArrayList<>();
    for (Task task : tasks) {
      for (int block = 1; block <= Math.min(ENOUGH_PROFILED, blocks); block++) {
        turns.add(new Turn(task, block));
      }
    }
    for (int block = ENOUGH_PROFILED + 1; block <= blocks; block++) {
      for (Task task : tasks) {
        turns.add(new Turn(task, block));
      }
    }
    int rest = turns.size() * builds.size();
    for (Turn turn : turns) {
      for (int side : order(turn.task(), turn.block() - 1)) {
        if (!profile(turn.task(), turn.block(), builds.get(side), rest--)) {
          return;
        }
      }
    }
  }

  private record Turn(Task task, int block) {}

  private boolean profile(Task task, int block, Build build, int rest)
      throws BadInput, IOException, InterruptedException {
    BlockFiles of = new BlockFiles(build.profiles());
    Path file = of.results(task.label(), block);
    Path profiles = of.profiles(task.label(), block);
    Path known = BlockNote.beside(file);
    if (Files.isDirectory(profiles)
        && Files.exists(known)
        && BlockNote.read(known).failure().isEmpty()) {
      return true;
    }
    if (!Instant.now().isBefore(time.end())) {
      return false;
    }
    double seconds = ledger.seconds(task) / builds.size() * rest;
    progress.fork(
        task.benchmark() + " " + build.name() + ", profiled",
        forksDone,
        forksDone + rest,
        Duration.ofMillis((long) (1000 * seconds)));
    // What a fork leaves that fails or is cancelled is no profile of a whole fork.
    FileTree unfinished = new FileTree(build.profiles().resolveSibling("unfinished"));
    unfinished.delete();
    Optional<BlockNote> note =
        runner.run(
            build.jar(),
            task.inBuildWith(build.renames()),
            block,
            file,
            Optional.of(unfinished.root()),
            time.end(),
            patience(task));
    if (note.isEmpty()) {
      return false;
    }
    forksDone++;
    if (note.get().failure().isEmpty()) {
      unfinished.moveTo(profiles);
    } else {
      progress.say(
          task.benchmark()
              + " failed with the profiler in "
              + build.name()
              + ": "
              + note.get().failure());
    }
    return true;
  }
}
