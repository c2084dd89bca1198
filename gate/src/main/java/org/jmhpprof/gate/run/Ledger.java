// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest.BlockNote;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.run.Build.BlockFiles.ForkResult;
import org.jmhpprof.gate.run.JmhOptions.Task;

/**
 * Which blocks are on disk, complete with all sides, and what to try again. Failures are counted
 * for each combination of parameters and mode on its own, and only those of this stretch of forks:
 * a run that goes on tries again. One thread.
 */
final class Ledger {
  /** So many failures in a row, and a combination is given up. */
  private static final int MOST_FAILURES = 3;

  /**
   * A block.
   *
   * @param block its number
   * @param keys what all sides measured
   * @param failed what some side did not
   * @param whole whether a side came to nothing, and not even to a name for that
   * @param now whether it was run in this stretch
   * @param seconds how long it took
   */
  private record Entry(
      int block,
      Set<BenchmarkKey> keys,
      Set<BenchmarkKey> failed,
      boolean whole,
      boolean now,
      double seconds) {
    boolean failed(BenchmarkKey key) {
      return whole || failed.contains(key);
    }
  }

  private final List<Build> builds;
  private final Map<String, List<Entry>> entries = new TreeMap<>();
  private final Map<String, Integer> last = new TreeMap<>();
  private final Set<String> inTurns = new TreeSet<>();
  private final Map<String, Integer> warmups = new TreeMap<>();

  Ledger(List<Build> builds) {
    this.builds = builds;
  }

  /** Finds what an earlier run left. */
  void load(Set<String> benchmarks) throws BadInput, IOException {
    for (String benchmark : benchmarks) {
      SortedMap<Integer, Path> all = new TreeMap<>();
      for (Build build : builds) {
        all.putAll(build.files().notes(benchmark));
      }
      for (int block : all.keySet()) {
        last.merge(benchmark, block, Math::max);
        Optional<List<ForkResult>> forks = ForkResult.ofBlock(builds, benchmark, block);
        if (forks.isPresent()) {
          take(Task.all(benchmark), block, forks.get(), false);
        }
      }
    }
  }

  /** Takes a block in that was just run. */
  void add(Task task, int block, List<ForkResult> forks) {
    take(task, block, forks, true);
  }

  private void take(Task task, int block, List<ForkResult> forks, boolean now) {
    String benchmark = task.benchmark();
    last.merge(benchmark, block, Math::max);
    double seconds = 0;
    boolean whole = false;
    Set<BenchmarkKey> keys = new TreeSet<>(forks.get(0).results().keySet());
    Set<BenchmarkKey> failed = new TreeSet<>();
    for (ForkResult fork : forks) {
      BlockNote note = fork.note();
      seconds = note.isPaired() ? Math.max(seconds, note.seconds()) : seconds + note.seconds();
      if (note.details().containsKey(ForkSpec.WARMUPS)) {
        warmups.put(benchmark, Integer.valueOf(note.details().get(ForkSpec.WARMUPS)));
      }
      if (!note.isPaired()) {
        inTurns.add(benchmark);
      }
      whole |= !note.failure().isEmpty() && note.failed().isEmpty();
      note.failed().keySet().forEach(key -> failed.add(fork.build().renames().newKey(key)));
      keys.retainAll(fork.results().keySet());
    }
    keys.removeAll(failed);
    if (task.only().isPresent() && !keys.contains(task.only().get())) {
      failed.add(task.only().get());
    }
    entries
        .computeIfAbsent(benchmark, any -> new ArrayList<>())
        .add(new Entry(block, keys, failed, whole, now, seconds));
  }

  /** A block is no longer there. */
  void forget(String benchmark, int block) {
    of(benchmark).removeIf(entry -> entry.block == block);
  }

  /** How many iterations the lengthened warmups have, by benchmark. */
  Map<String, Integer> warmups() {
    return warmups;
  }

  /** The benchmarks that were run in turns. */
  Set<String> inTurns() {
    return inTurns;
  }

  /** The number of the next block of a benchmark. */
  int next(String benchmark) {
    return last.getOrDefault(benchmark, 0) + 1;
  }

  /**
   * What to run for each of some tasks to have so many blocks: the task itself, or those of its
   * combinations that lack one; nothing where it is done, or has failed too often.
   */
  List<Task> open(Collection<Task> tasks, int blocks) {
    Set<Task> open = new TreeSet<>();
    for (Task task : tasks) {
      Set<BenchmarkKey> keys = keys(task);
      List<BenchmarkKey> lacking =
          keys.stream().filter(key -> done(key) < blocks && !isGivenUp(key)).toList();
      if (keys.isEmpty() ? !isGivenUp(task.benchmark()) : lacking.size() == keys.size()) {
        open.add(task);
      } else {
        lacking.forEach(key -> open.add(Task.only(key)));
      }
    }
    return new ArrayList<>(open);
  }

  /** How many complete blocks measured all of a task that is not given up. */
  int done(Task task) {
    return keys(task).stream().filter(key -> !isGivenUp(key)).mapToInt(this::done).min().orElse(0);
  }

  /** What a task is known to measure. */
  private Set<BenchmarkKey> keys(Task task) {
    if (task.only().isPresent()) {
      return Set.of(task.only().get());
    }
    Set<BenchmarkKey> keys = new TreeSet<>();
    for (Entry entry : of(task.benchmark())) {
      keys.addAll(entry.keys);
      keys.addAll(entry.failed);
    }
    return keys;
  }

  private int done(BenchmarkKey key) {
    return (int) of(key.benchmark()).stream().filter(entry -> entry.keys.contains(key)).count();
  }

  private boolean isGivenUp(BenchmarkKey key) {
    List<Entry> tries =
        of(key.benchmark()).stream()
            .filter(entry -> entry.failed(key) || entry.keys.contains(key))
            .toList();
    return tries.size() >= MOST_FAILURES
        && tries.subList(tries.size() - MOST_FAILURES, tries.size()).stream()
            .allMatch(entry -> entry.now && entry.failed(key));
  }

  private boolean isGivenUp(String benchmark) {
    return of(benchmark).stream().filter(entry -> entry.now && entry.keys.isEmpty()).count()
        >= MOST_FAILURES;
  }

  /**
   * Mean seconds of a block; NaN if the benchmark has none. One combination of parameters and mode
   * takes its share of a block that measured several.
   */
  double seconds(Task task) {
    return of(task.benchmark()).stream()
        .mapToDouble(
            entry ->
                task.only().isEmpty()
                    ? entry.seconds
                    : entry.seconds / Math.max(1, entry.keys.size() + entry.failed.size()))
        .average()
        .orElse(Double.NaN);
  }

  private List<Entry> of(String benchmark) {
    return entries.computeIfAbsent(benchmark, any -> new ArrayList<>());
  }
}
