// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest.BlockNote;
import org.jmhpprof.gate.run.BlockRunner.Order;
import org.jmhpprof.gate.run.Build.BlockFiles.ForkResult;
import org.jmhpprof.gate.run.JmhOptions.Task;

/**
 * Runs blocks: one fork of each side, at the same time on one processor or next to each other. The
 * benchmarks of a round come in random order.
 *
 * <p>One thread runs; any thread may cancel.
 */
public final class Blocks {
  /** Hears how a run gets on. Called by the thread that runs. */
  public interface Progress {
    /**
     * A fork begins.
     *
     * @param what the benchmark and the side
     * @param done forks finished since the run began
     * @param planned forks that it takes, as far as known now
     * @param left about how long they take
     */
    void fork(String what, int done, int planned, Duration left);

    /** A line for people: what the run does next, or what failed. */
    void say(String line);
  }

  /**
   * How long a run may take.
   *
   * @param timed when no other block without the profiler may begin
   * @param end when no other block at all may begin
   */
  public record TimeLimit(Instant timed, Instant end) {
    private static final int PROFILED_SHARE = 5;

    /** All of the budget is for blocks without the profiler; without one there is no limit. */
    public static TimeLimit timedOnly(Instant start, Optional<Duration> budget) {
      Instant end = budget.map(start::plus).orElse(Instant.MAX);
      return new TimeLimit(end, end);
    }

    /**
     * A fifth of the budget is kept for blocks with the profiler: what stays undecided uses up all
     * there is, and would leave no time to find the functions behind what is decided.
     */
    public static TimeLimit withProfiles(Instant start, Optional<Duration> budget) {
      Instant end = timedOnly(start, budget).end();
      return new TimeLimit(
          budget.map(all -> end.minus(all.dividedBy(PROFILED_SHARE))).orElse(end), end);
    }
  }

  private final List<Build> builds;
  private final Ledger ledger;
  private final ForkRunner runner;
  private final BlockRunner blocks;
  private final Remaining remaining;
  private final Progress progress;
  private final Random random;
  private final TimeLimit time;
  private boolean outOfTime;

  /**
   * Blocks of some builds.
   *
   * @param builds one, or base and head
   * @param session what the forks of this stretch are called
   * @param seed of all orders
   * @param pairs how two forks run at once; empty for one after the other
   * @param time when no other block may begin
   */
  public Blocks(
      List<Build> builds,
      JmhOptions options,
      String session,
      long seed,
      Optional<Pairs> pairs,
      TimeLimit time,
      Progress progress) {
    this.builds = List.copyOf(builds);
    this.ledger = new Ledger(this.builds);
    this.runner = new ForkRunner(options, session, progress);
    this.remaining = new Remaining(ledger, time, this.builds.size(), progress);
    this.blocks = new BlockRunner(this.builds, runner, new Order(seed), pairs, progress);
    this.random = new Random(seed);
    this.time = time;
    this.progress = progress;
  }

  /** Takes in what is on disk. */
  public void load(Set<String> benchmarks) throws BadInput, IOException {
    ledger.load(benchmarks);
    ledger.inTurns().forEach(blocks::onlyInTurns);
    ledger.warmups().forEach(blocks::warmUp);
  }

  /** Ends the running forks; {@link #run} returns soon. */
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
  public void run(Collection<Task> tasks, int count)
      throws BadInput, IOException, InterruptedException {
    while (true) {
      List<Task> open = ledger.open(tasks, count);
      if (open.isEmpty()) {
        return;
      }
      remaining.warn(tasks, count);
      Collections.shuffle(open, random);
      for (Task task : open) {
        if (runner.cancelled()) {
          return;
        }
        if (!Instant.now().plus(remaining.spare(task)).isBefore(time.timed())) {
          outOfTime = true;
          return;
        }
        block(task, remaining.of(tasks, count));
      }
    }
  }

  private void block(Task task, Remaining.Left left)
      throws BadInput, IOException, InterruptedException {
    String benchmark = task.benchmark();
    int block = ledger.next(benchmark);
    List<BlockNote> notes =
        blocks.run(
            task,
            ledger.done(task),
            left,
            (build, launch, warmups) ->
                new ForkSpec(
                    build,
                    task,
                    block,
                    build.files().results(benchmark, block),
                    Optional.empty(),
                    launch,
                    warmups,
                    time.timed(),
                    remaining.patience(task)));
    if (notes.size() < builds.size()) {
      return;
    }
    boolean first = ledger.done(task) == 0;
    List<ForkResult> forks =
        ForkResult.ofBlock(builds, benchmark, block)
            .orElseThrow(() -> new IOException("a note of block " + block + " vanished"));
    ledger.add(task, block, forks);
    Optional<String> why = blocks.whyNotCounted(benchmark, forks, first);
    if (why.isPresent()) {
      progress.say(benchmark + ": " + why.get());
      for (Build build : builds) {
        build.files().setAside(benchmark, block);
      }
      ledger.forget(benchmark, block);
    }
  }

  /** Runs blocks with the profiler, in directories of their own; see {@link ProfiledBlocks}. */
  public void profile(List<Task> tasks, Set<Task> allocating, int count)
      throws BadInput, IOException, InterruptedException {
    new ProfiledBlocks(builds, blocks, remaining, time, allocating).run(tasks, count);
  }
}
