// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest.BlockNote;
import org.jmhpprof.gate.profiles.SuiteProfiles.ProfileDirectory;
import org.jmhpprof.gate.run.Blocks.TimeLimit;
import org.jmhpprof.gate.run.Build.BlockFiles;
import org.jmhpprof.gate.run.ForkSpec.Profiling;
import org.jmhpprof.gate.run.JmhOptions.Task;

/**
 * Runs blocks with the profiler, as the others are run: the results in {@code
 * <profiles>/<task>/block-007.json}, the profile in {@code block-007} beside it. What is there is
 * not run again. A profile is put there when its fork is through.
 *
 * <p>An error bar takes two forks a side. So the first two blocks of a task come before those of
 * the next, in the given order; the others come in rounds. There are fewer when time is up or it is
 * cancelled.
 */
final class ProfiledBlocks {
  private static final int ENOUGH = 2;

  private record Turn(Task task, int block) {}

  private final List<Build> builds;
  private final BlockRunner runner;
  private final Remaining remaining;
  private final TimeLimit time;
  private final Set<Task> allocating;

  /**
   * Blocks that follow the timed ones.
   *
   * @param allocating tasks in which the change is one of allocation
   */
  ProfiledBlocks(
      List<Build> builds,
      BlockRunner runner,
      Remaining remaining,
      TimeLimit time,
      Set<Task> allocating) {
    this.allocating = Set.copyOf(allocating);
    this.builds = builds;
    this.runner = runner;
    this.remaining = remaining;
    this.time = time;
  }

  void run(List<Task> tasks, int blocks) throws BadInput, IOException, InterruptedException {
    List<Turn> turns = new ArrayList<>();
    for (Task task : tasks) {
      for (int block = 1; block <= Math.min(ENOUGH, blocks); block++) {
        turns.add(new Turn(task, block));
      }
    }
    for (int block = ENOUGH + 1; block <= blocks; block++) {
      for (Task task : tasks) {
        turns.add(new Turn(task, block));
      }
    }
    int rest = turns.size();
    for (Turn turn : turns) {
      if (!isThere(turn) && !run(turn, rest)) {
        return;
      }
      rest--;
    }
  }

  private boolean isThere(Turn turn) throws BadInput {
    for (Build build : builds) {
      BlockFiles of = build.profiled();
      Path note = BlockNote.beside(of.results(turn.task().label(), turn.block()));
      if (!Files.isDirectory(of.profiles(turn.task().label(), turn.block()))
          || !Files.exists(note)
          || !BlockNote.read(note).failure().isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private boolean run(Turn turn, int rest) throws BadInput, IOException, InterruptedException {
    if (!Instant.now().isBefore(time.end())) {
      return false;
    }
    Duration needed = remaining.block(turn.task()).multipliedBy(rest);
    Remaining.Left left = new Remaining.Left(rest * builds.size(), needed, needed, true);
    for (Build build : builds) {
      unfinished(build).delete();
    }
    Set<String> events = events(turn);
    List<BlockNote> notes =
        runner.run(
            turn.task(),
            turn.block() - 1,
            left,
            (build, launch, warmups) ->
                new ForkSpec(
                    build,
                    turn.task(),
                    turn.block(),
                    build.profiled().results(turn.task().label(), turn.block()),
                    Optional.of(new Profiling(unfinished(build).root(), events)),
                    launch,
                    warmups,
                    time.end(),
                    remaining.patience(turn.task())));
    if (notes.size() < builds.size()) {
      return false;
    }
    for (Build build : builds) {
      BlockFiles of = build.profiled();
      Path note = BlockNote.beside(of.results(turn.task().label(), turn.block()));
      if (BlockNote.read(note).failure().isEmpty()) {
        unfinished(build).moveTo(of.profiles(turn.task().label(), turn.block()));
      }
    }
    return true;
  }

  /**
   * What explains the change, beside CPU time: the first block tells whether the benchmark waits.
   */
  private Set<String> events(Turn turn) throws BadInput {
    Set<String> events = new TreeSet<>();
    if (allocating.contains(turn.task())) {
      events.add("alloc");
    }
    for (Build build : builds) {
      Path first = build.profiled().profiles(turn.task().label(), 1);
      if (turn.block() > 1 && Files.isDirectory(first) && ProfileDirectory.mostlyWaits(first)) {
        events.add("wall");
      }
    }
    return events;
  }

  /** Where profiles lie until their fork is through: one that fails leaves only a part. */
  private static FileTree unfinished(Build build) {
    return new FileTree(build.profiles().resolveSibling("unfinished-" + build.name()));
  }

  /**
   * A directory with all that is in it. Links are not followed.
   *
   * @param root the directory; it need not be there
   */
  record FileTree(Path root) {
    /** Removes it. */
    void delete() throws IOException {
      if (Files.notExists(root)) {
        return;
      }
      List<Path> all;
      try (Stream<Path> walk = Files.walk(root)) {
        all = walk.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path each : all) {
        Files.delete(each);
      }
    }

    /** Moves its files to the same places below another directory. */
    void moveTo(Path other) throws IOException {
      List<Path> files;
      try (Stream<Path> walk = Files.walk(root)) {
        files = walk.filter(Files::isRegularFile).toList();
      }
      for (Path file : files) {
        Path target = other.resolve(root.relativize(file));
        Files.createDirectories(target.getParent());
        Files.move(file, target, StandardCopyOption.REPLACE_EXISTING);
      }
      delete();
    }
  }
}
