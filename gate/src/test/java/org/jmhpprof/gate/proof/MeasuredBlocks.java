// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jmhpprof.gate.json.BadInput;
import org.jmhpprof.gate.json.Manifest.BlockNote;
import org.jmhpprof.gate.json.SideReader;
import org.jmhpprof.gate.model.BenchmarkKey;
import org.jmhpprof.gate.model.BenchmarkResult;
import org.jmhpprof.gate.model.BenchmarkResult.Fork;
import org.jmhpprof.gate.model.BenchmarkResult.Series;
import org.jmhpprof.gate.model.Metric;
import org.jmhpprof.gate.model.Side;
import org.jmhpprof.gate.stats.Moments;

/**
 * The blocks that runs of the gate left: of each benchmark, forks of base and head that belong
 * together.
 *
 * @param base all of base
 * @param head all of head
 * @param blocks by benchmark, in the order in which they were measured
 * @param spacings time from the start of one block to that of the next, the median of the run
 */
record MeasuredBlocks(
    Side base,
    Side head,
    SortedMap<BenchmarkKey, List<Block>> blocks,
    Map<BenchmarkKey, Duration> spacings) {
  /** A fork of each side. */
  record Block(Fork base, Fork head) {
    /** Of the costs; above 0 where head costs more. */
    double logRatio() {
      return Math.log(cost(head) / cost(base));
    }

    private static double cost(Fork fork) {
      return Moments.of(fork.costs(Metric.Direction.LOWER_IS_BETTER)).mean();
    }

    private Instant started() throws BadInput {
      Instant first = started(base);
      Instant second = started(head);
      return first.isBefore(second) ? first : second;
    }

    private static Instant started(Fork fork) throws BadInput {
      return Instant.parse(BlockNote.read(BlockNote.beside(Path.of(fork.source()))).started());
    }
  }

  /**
   * Reads all runs in a directory whose names begin alike.
   *
   * @param directory of several runs' directories
   */
  static MeasuredBlocks read(Path directory, String prefix) throws BadInput, IOException {
    List<Path> runs = runs(directory, prefix);
    SortedMap<BenchmarkKey, List<Block>> blocks = new TreeMap<>();
    Map<BenchmarkKey, Duration> spacings = new HashMap<>();
    for (Path run : runs) {
      Map<BenchmarkKey, List<Block>> ofRun =
          blocks(side(List.of(run), "base"), side(List.of(run), "head"));
      Duration spacing = spacing(ofRun);
      blocks.putAll(ofRun);
      ofRun.keySet().forEach(key -> spacings.put(key, spacing));
    }
    return new MeasuredBlocks(side(runs, "base"), side(runs, "head"), blocks, spacings);
  }

  /** Those that have results of both sides. */
  static List<Path> runs(Path directory, String prefix) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(each -> each.getFileName().toString().startsWith(prefix))
          .filter(each -> Files.isDirectory(each.resolve("base")))
          .filter(each -> Files.isDirectory(each.resolve("head")))
          .sorted()
          .toList();
    }
  }

  private static Side side(List<Path> runs, String name) throws BadInput {
    return SideReader.read(name, runs.stream().map(run -> run.resolve(name)).toList());
  }

  private static SortedMap<BenchmarkKey, List<Block>> blocks(Side base, Side head) throws BadInput {
    SortedMap<BenchmarkKey, List<Block>> blocks = new TreeMap<>();
    for (BenchmarkResult result : base.results().values()) {
      BenchmarkResult other = head.results().get(result.key());
      if (other != null) {
        Map<String, Fork> others = new HashMap<>();
        score(other).forks().forEach(fork -> others.put(name(fork), fork));
        List<Block> both =
            score(result).forks().stream()
                .filter(fork -> others.containsKey(name(fork)))
                .map(fork -> new Block(fork, others.get(name(fork))))
                .sorted(Comparator.comparingInt(block -> block.base.block()))
                .toList();
        blocks.put(result.key(), both);
      }
    }
    return blocks;
  }

  private static Series score(BenchmarkResult result) {
    return result.metrics().get(Metric.SCORE);
  }

  private static String name(Fork fork) {
    return fork.session() + " " + fork.block();
  }

  /** The median, so that a run that was interrupted and went on tells the same. */
  private static Duration spacing(Map<BenchmarkKey, List<Block>> blocks) throws BadInput {
    List<Instant> starts = new ArrayList<>();
    for (List<Block> some : blocks.values()) {
      for (Block block : some) {
        starts.add(block.started());
      }
    }
    starts.sort(Comparator.naturalOrder());
    List<Duration> gaps = new ArrayList<>();
    for (int i = 1; i < starts.size(); i++) {
      gaps.add(Duration.between(starts.get(i - 1), starts.get(i)));
    }
    gaps.sort(Comparator.naturalOrder());
    return gaps.isEmpty() ? Duration.ZERO : gaps.get(gaps.size() / 2);
  }

  /** Of all blocks of a benchmark. */
  double[] logRatios(BenchmarkKey key) {
    return blocks.get(key).stream().mapToDouble(Block::logRatio).toArray();
  }

  /** Base with only these forks. */
  Side base(Map<BenchmarkKey, List<Block>> chosen) {
    SortedMap<BenchmarkKey, BenchmarkResult> results = new TreeMap<>();
    chosen.forEach(
        (key, some) ->
            results.put(
                key, base.results().get(key).withScore(some.stream().map(Block::base).toList())));
    return new Side("base", List.of(), results, new TreeMap<>());
  }

  /** Head with only these forks. */
  Side head(Map<BenchmarkKey, List<Block>> chosen) {
    SortedMap<BenchmarkKey, BenchmarkResult> results = new TreeMap<>();
    chosen.forEach(
        (key, some) ->
            results.put(
                key, head.results().get(key).withScore(some.stream().map(Block::head).toList())));
    return new Side("head", List.of(), results, new TreeMap<>());
  }
}
