// SPDX-License-Identifier: Apache-2.0
// Copyright the jmh-pprof authors

package org.jmhpprof.gate.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

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
  public BenchmarkResult {
    metrics = Collections.unmodifiableSortedMap(new TreeMap<>(metrics));
    notes = List.copyOf(notes);
    mixed = List.copyOf(mixed);
    conflicts = List.copyOf(conflicts);
    contradictions = List.copyOf(contradictions);
  }

  /** Whether its forks shared a processor with those of the other side. */
  public boolean isPaired() {
    return "pairs".equals(fingerprint.facts().get("design"));
  }

  /** The same as another benchmark's. */
  BenchmarkResult under(BenchmarkKey other) {
    return new BenchmarkResult(
        other, fingerprint, metrics, forked, notes, mixed, conflicts, contradictions);
  }
}
