// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.BlockNote;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.BenchmarkKey;

/** Which blocks are on disk, complete with all sides. One thread. */
final class Ledger {
  /**
   * A block.
   *
   * @param keys what all sides measured; empty where one failed
   * @param seconds how long it took
   */
  private record Entry(Set<BenchmarkKey> keys, double seconds) {}

  private final List<BlockFiles> sides;
  private final Map<String, List<Entry>> entries = new TreeMap<>();
  private final Map<String, Integer> last = new TreeMap<>();

  Ledger(List<BlockFiles> sides) {
    this.sides = sides;
  }

  /** Finds what an earlier run left. */
  void load(Set<String> benchmarks) throws BadInput, IOException {
    for (String benchmark : benchmarks) {
      SortedMap<Integer, Path> all = new TreeMap<>();
      for (BlockFiles side : sides) {
        all.putAll(side.notes(benchmark));
      }
      for (int block : all.keySet()) {
        add(benchmark, block);
      }
    }
  }

  /** Takes a block in, if all sides have it. */
  void add(String benchmark, int block) throws BadInput, IOException {
    last.merge(benchmark, block, Math::max);
    double seconds = 0;
    Set<BenchmarkKey> keys = null;
    for (BlockFiles side : sides) {
      Path results = side.results(benchmark, block);
      Path note = BlockNote.beside(results);
      if (!Files.exists(note)) {
        return;
      }
      seconds += BlockNote.read(note).seconds();
      Set<BenchmarkKey> measured =
          Files.exists(results)
              ? new TreeSet<>(SideReader.read("", List.of(results)).results().keySet())
              : new TreeSet<>();
      if (keys == null) {
        keys = measured;
      } else {
        keys.retainAll(measured);
      }
    }
    entries.computeIfAbsent(benchmark, any -> new ArrayList<>()).add(new Entry(keys, seconds));
  }

  /** The number of the next block of a benchmark. */
  int next(String benchmark) {
    return last.getOrDefault(benchmark, 0) + 1;
  }

  /** How many complete blocks measured a task. */
  int done(Task task) {
    return (int)
        of(task).stream()
            .filter(entry -> !entry.keys.isEmpty())
            .filter(entry -> task.only().isEmpty() || entry.keys.contains(task.only().get()))
            .count();
  }

  /** How many blocks of a benchmark failed on some side. */
  int failed(Task task) {
    return (int) of(task).stream().filter(entry -> entry.keys.isEmpty()).count();
  }

  /**
   * Mean seconds of a block; NaN if the benchmark has none. One combination of parameters and mode
   * takes its share of a block that measured several.
   */
  double seconds(Task task) {
    return of(task).stream()
        .mapToDouble(
            entry ->
                task.only().isEmpty()
                    ? entry.seconds
                    : entry.seconds / Math.max(1, entry.keys.size()))
        .average()
        .orElse(Double.NaN);
  }

  private List<Entry> of(Task task) {
    return entries.getOrDefault(task.benchmark(), List.of());
  }
}
