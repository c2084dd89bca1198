// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.run;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.BlockNote;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;

/**
 * What one fork of a block left on disk.
 *
 * @param results by benchmark as head calls it; none if it failed
 */
record ForkResult(Build build, BlockNote note, SortedMap<BenchmarkKey, BenchmarkResult> results) {
  /** The forks of a block, in the order of the builds; empty if one of them has no note. */
  static Optional<List<ForkResult>> ofBlock(List<Build> builds, String benchmark, int block)
      throws BadInput {
    List<ForkResult> forks = new ArrayList<>();
    for (Build build : builds) {
      Path results = build.files().results(benchmark, block);
      Path note = BlockNote.beside(results);
      if (!Files.exists(note)) {
        return Optional.empty();
      }
      SortedMap<BenchmarkKey, BenchmarkResult> measured =
          Files.exists(results)
              ? build.renames().apply(SideReader.read("", List.of(results))).results()
              : new TreeMap<>();
      forks.add(new ForkResult(build, BlockNote.read(note), measured));
    }
    return Optional.of(forks);
  }
}
