// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jmhpprof.gate.model.Metric.Direction;

/**
 * Everything that one side has about one benchmark, over all its files.
 *
 * @param key which benchmark
 * @param fingerprint under what conditions
 * @param metrics the score and the secondary results, by name
 * @param forked whether every result came from a JVM of its own; {@code -f 0} is not
 * @param notes what a reader should know: iterations without a number, forks that failed
 * @param mixed which conditions differ among the files of this side, empty if none
 * @param conflicts where the results contradict themselves, empty if they do not
 * @param contradictions where mode and unit say opposite directions, empty if they do not
 */
public record BenchmarkResult(
    BenchmarkKey key,
    Fingerprint fingerprint,
    SortedMap<String, Series> metrics,
    boolean forked,
    List<String> notes,
    List<String> mixed,
    List<String> conflicts,
    List<String> contradictions) {
  /** How the forks of base and head ran beside each other. It is among the facts of each. */
  public enum RunDesign {
    /** At the same time on one processor; the cost is CPU time. */
    PAIRS,
    /** One after the other; the score is JMH's own. */
    TURNS;

    private static final String FACT = "design";

    /** By the facts; turns where they do not say, as all runs were before there were pairs. */
    public static RunDesign of(Map<String, String> facts) {
      return PAIRS.text().equals(facts.get(FACT)) ? PAIRS : TURNS;
    }

    /** Notes it among facts. */
    public void addTo(Map<String, String> facts) {
      facts.put(FACT, text());
    }

    private String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What one JVM measured of one metric.
   *
   * @param source the result file
   * @param index the row in that file, from 1
   * @param block which block of an interleaved run, from 1; 0 where the run was not interleaved
   * @param session which session, empty where that is not known
   * @param iterations the measurement iterations in order, in the metric's unit; finite
   */
  public record Fork(String source, int index, int block, String session, List<Double> iterations) {
    public Fork {
      iterations = List.copyOf(iterations);
    }

    /** The same in a smaller or larger unit. */
    public Fork scaled(double factor) {
      return factor == 1
          ? this
          : new Fork(
              source, index, block, session, iterations.stream().map(v -> v * factor).toList());
    }

    /** Its iterations as costs. */
    public double[] costs(Direction direction) {
      return iterations.stream().mapToDouble(direction::cost).toArray();
    }

    /** Forks by their sessions. */
    public static Map<String, List<Fork>> bySession(List<Fork> forks) {
      return forks.stream()
          .collect(Collectors.groupingBy(Fork::session, LinkedHashMap::new, Collectors.toList()));
    }

    /** The two forks of each block that has both. */
    public static List<List<Fork>> ofWholeBlocks(List<Fork> forks) {
      return forks.stream()
          .filter(fork -> fork.block() > 0)
          .collect(Collectors.groupingBy(Block::of, LinkedHashMap::new, Collectors.toList()))
          .values()
          .stream()
          .filter(block -> block.size() == 2)
          .toList();
    }
  }

  /** One block of an interleaved run. */
  public record Block(String session, int number) {
    public static Block of(Fork fork) {
      return new Block(fork.session(), fork.block());
    }
  }

  /**
   * One metric of one benchmark on one side.
   *
   * @param metric what was measured
   * @param forks one entry per JVM that reported it; possibly fewer than the benchmark has forks
   */
  public record Series(Metric metric, List<Fork> forks) {
    public Series {
      forks = List.copyOf(forks);
    }
  }

  /**
   * Under what conditions something was measured: JDK, flags, warmup, CPU, cores.
   *
   * @param facts what has to be equal for a fair comparison, by name; a fact that is not known is
   *     not there
   * @param details what is only told, by name
   */
  public record Fingerprint(SortedMap<String, String> facts, SortedMap<String, String> details) {
    public static final Fingerprint UNKNOWN =
        new Fingerprint(Collections.emptySortedMap(), Collections.emptySortedMap());

    public Fingerprint {
      facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
      details = Collections.unmodifiableSortedMap(new TreeMap<>(details));
    }

    /**
     * The facts known to both that differ, as {@code jdk: 17 / 21}. What only one side knows is not
     * a difference.
     */
    public List<String> differences(Fingerprint other) {
      return differences(facts, other.facts);
    }

    /** The details known to both that differ, likewise. */
    public List<String> otherDetails(Fingerprint other) {
      return differences(details, other.details);
    }

    private static List<String> differences(
        SortedMap<String, String> mine, SortedMap<String, String> others) {
      List<String> found = new ArrayList<>();
      for (Map.Entry<String, String> fact : mine.entrySet()) {
        String theirs = others.get(fact.getKey());
        if (theirs != null && !theirs.equals(fact.getValue())) {
          found.add(fact.getKey() + ": " + fact.getValue() + " / " + theirs);
        }
      }
      return found;
    }

    /** What is equal in both. */
    public Fingerprint common(Fingerprint other) {
      return new Fingerprint(shared(facts, other.facts), shared(details, other.details));
    }

    private static SortedMap<String, String> shared(
        SortedMap<String, String> mine, SortedMap<String, String> theirs) {
      SortedMap<String, String> shared = new TreeMap<>(mine);
      shared.entrySet().retainAll(theirs.entrySet());
      return shared;
    }
  }

  public BenchmarkResult {
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    notes = List.copyOf(notes);
    mixed = List.copyOf(mixed);
    conflicts = List.copyOf(conflicts);
    contradictions = List.copyOf(contradictions);
  }

  /** The same conditions with these forks' scores, and nothing else. */
  public BenchmarkResult withScore(List<Fork> forks) {
    SortedMap<String, Series> score = new TreeMap<>();
    score.put(Metric.SCORE, new Series(metrics.get(Metric.SCORE).metric(), forks));
    return new BenchmarkResult(
        key, fingerprint, score, forked, List.of(), List.of(), List.of(), List.of());
  }

  /** Whether its forks shared a processor with those of the other side. */
  public boolean isPaired() {
    return RunDesign.of(fingerprint.facts()) == RunDesign.PAIRS;
  }

  /** The same as another benchmark's. */
  BenchmarkResult under(BenchmarkKey other) {
    return new BenchmarkResult(
        other, fingerprint, metrics, forked, notes, mixed, conflicts, contradictions);
  }
}
